// Decodes the data of PDF streams (ISO 32000-1, 7.4) up to the first filter that makes pictures.
// Used by pdf_file.cc. Thread-safe.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "triage/inspect/pdf_value.h"
#include "triage/inspect/yield.h"

namespace inspect {

struct PdfFilter {
    std::string name;
    PdfValue parameters; // a dictionary whose references are resolved; null where there are none
};

struct PdfDecoded {
    std::string bytes;
    std::string picture; // the filter that is left to do: DCTDecode, JPXDecode …; empty if none
    bool complete = true; // false: cut at `most`, damaged, or a filter that nobody knows
    bool cut = false; // false and not complete: damage
};

// Charged to `out`. No filter's output is larger than `most`.
PdfDecoded pdf_decode(
    std::string_view data, const std::vector<PdfFilter>& filters, std::size_t most, Yield& out);

} // namespace inspect
