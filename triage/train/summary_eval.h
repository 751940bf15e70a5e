// What a summary is worth beside the first sentence, on texts with a subject and the subjects that
// other people gave them. Used by `triagectl eval summary`. Pure, deterministic.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "triage/core/result.h"
#include "triage/model/linear.h"
#include "triage/train/roc.h"
#include "triage/train/rouge.h"

namespace train {

struct Subjected {
    std::string text, subject;
    std::vector<std::string> others; // people's
};
// A text, then lines "@subject", "@ann0", "@ann1" …, each before its line. Fails without a text or
// a subject.
core::Result<Subjected> read_subjected(const std::string& file, std::string_view text);

struct SummaryWay {
    std::string name;
    Rouge subject, others; // means, in points of 100
};
struct SummaryTable {
    std::vector<SummaryWay> ways; // first, first without greeting, rules, model, best
    // Model less first without greeting, with the subject: mean and 95 % of a paired bootstrap.
    struct Gain {
        double mean = 0;
        Interval interval;
    };
    Gain one, two, longest;
};
SummaryTable evaluate_summary(std::span<const Subjected> texts, const model::Linear& ranker);

} // namespace train
