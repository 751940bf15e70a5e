// Tables that draw: rows of many small painted cells without text, as QR codes are built to escape
// those who look for images. Used by the reader for one part.
#pragma once

#include <cstdint>

#include "triage/html/look.h"

namespace html {

class Grid {
public:
    void row(); // a row begins or ends
    void cell(const Style& style, const Look& look);
    void content() { filled_ = true; } // text or an image in the row
    std::uint32_t rows() const { return rows_; }

private:
    std::uint32_t rows_ = 0;
    std::uint32_t cells_ = 0;
    std::uint32_t dark_ = 0;
    std::uint32_t light_ = 0;
    bool filled_ = false;
};

} // namespace html
