// Puts together text that a content stream shows string by string: where a word or a line ends is
// guessed from how the position moves. Used by pdf_text.cc; one thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "triage/inspect/pdf_font.h"

namespace inspect {

class PdfShow {
public:
    explicit PdfShow(std::string& text)
        : text_(text)
    {
    }

    void set_font(const PdfFont* font, double size);
    // A text operator other than Tf (ISO 32000-1, 9.4), with its numbers.
    void move(std::string_view op, const std::vector<double>& numbers);
    void show(std::string_view codes);
    void kern(double thousandths); // a number in TJ
    void end_line();

private:
    void moved(double dx, double dy, double em);
    void space();

    std::string& text_;
    const PdfFont* font_ = nullptr;
    double size_ = 1;
    double scale_ = 1; // of the text matrix
    double x_ = 0, y_ = 0; // where its line starts
    std::size_t shown_ = 0; // characters since the last move
};

} // namespace inspect
