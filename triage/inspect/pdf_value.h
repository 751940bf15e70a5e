// PDF values: what stands in objects and object streams, as a tree. Used by the PDF readers of this
// folder. Pure; a value owns its text and belongs to one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "triage/inspect/pdf_lexer.h"

namespace inspect {

struct PdfValue {
    enum class Kind : std::uint8_t { Null, Number, Name, String, Array, Dict, Ref };
    Kind kind = Kind::Null;
    bool escaped = false; // as PdfToken's; of a dictionary, any of its keys and names
    double number = 0;
    std::uint32_t ref = 0; // object number; generations are not told apart
    std::string text; // of names and strings
    std::vector<PdfValue> items; // elements; of a dictionary: key, value, key, value …

    bool is(Kind k) const { return kind == k; }
    bool names(std::string_view name) const { return kind == Kind::Name && text == name; }
    // The value of a key, the last one where a key stands twice; null if there is none.
    const PdfValue* find(std::string_view key) const;
};

// Room for what one object may hold; what goes beyond is dropped and `cut` says so.
struct PdfParsed {
    PdfValue value;
    std::size_t end = 0; // offset behind the value
    bool cut = false; // too deep or too many values
};

// Reads the value at `at`. Never fails; damage ends dictionaries and arrays early, so that one that
// is never closed does not swallow the objects behind it. Reads on to the end of the bytes only in
// an open string.
PdfParsed parse_pdf_value(std::string_view bytes, std::size_t at);

// A text string (7.9.2.2) as UTF-8: UTF-16 or UTF-8 with a byte order mark, else Latin-1.
std::string pdf_text(std::string_view bytes);

} // namespace inspect
