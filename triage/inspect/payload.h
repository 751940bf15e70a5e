// Files and pages that a script or an attribute carries as text: base64, hex, percent and backslash
// escapes, data: URLs. Pure but for what is charged to the Yield; used by script.cc, html_file.cc
// and svg.cc.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "triage/inspect/format.h"
#include "triage/inspect/yield.h"

namespace inspect {

struct Payload {
    std::string bytes;
    Format format = Format::Unknown; // Html for scripts without a page, too: they are wrapped
    bool carrier = false; // an archive, a program, a disk image: what is smuggled to be opened
};

// What a literal holds, through up to three layers of encoding; nullopt if it is no file, page or
// script of a kind that matters. Linear in the literal for each layer.
std::optional<Payload> decode_payload(std::string_view literal, Yield& out);

// The bytes of "data:TYPE;base64,…" or of its percent form; nullopt if `url` is no data: URL.
std::optional<Payload> decode_data_url(std::string_view url, Yield& out);

// Judges bytes that a script holds as numbers.
std::optional<Payload> as_payload(std::string bytes);

} // namespace inspect
