// What training and evaluation want of one message beside its verdict. Made in a sandboxed worker,
// read by triagectl, which trusts no worker that has read a hostile message: decoding is strict.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "triage/core/message.h"
#include "triage/model/linear.h"
#include "triage/scan/content_model.h"

namespace train {

struct Study {
    std::uint64_t fingerprint = 0; // train/fingerprint.h
    std::string sender; // address of From
    std::int64_t date = 0; // seconds since 1970; 0: none
    std::string sender_name; // as From shows it
    std::string subject, new_text; // the beginning of each
    std::string foot; // the end of all text
    std::vector<model::Term> terms; // what the content model sees
    double margin = 0; // what it makes of them
};
// Moves the terms out of the view.
Study study(const core::Message& m, scan::ModelView& view);

std::string encode(const Study& s);
std::optional<Study> decode_study(std::string_view bytes); // nullopt: invalid

} // namespace train
