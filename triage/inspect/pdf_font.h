// What the codes of a PDF font stand for: a ToUnicode CMap (ISO 32000-1, 9.10.3), else names of
// glyphs and Windows-1252 for simple fonts. Used by pdf_text.cc; immutable once made.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "triage/inspect/pdf_file.h"

namespace inspect {

class PdfFont {
public:
    // `dictionary` is a font's; a value of any other kind gives a simple font.
    static PdfFont read(const PdfValue& dictionary, PdfFile& file);

    // The text of a shown string as UTF-8; codes that nobody knows are dropped.
    std::string text(std::string_view codes) const;

private:
    void read_cmap(std::string_view cmap);
    void add_range(std::uint32_t from, std::uint32_t to, std::string_view first);
    void add(std::uint32_t code, std::string_view utf16);
    void read_differences(const PdfValue& encoding, PdfFile& file);

    std::unordered_map<std::uint32_t, std::string> map_;
    std::size_t width_ = 1; // bytes of a code
    bool simple_ = true;
};

} // namespace inspect
