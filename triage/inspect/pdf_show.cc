#include "triage/inspect/pdf_show.h"

#include <algorithm>
#include <cmath>

#include "triage/core/text.h"

namespace inspect {

void PdfShow::set_font(const PdfFont* font, double size)
{
    font_ = font;
    size_ = std::max(std::abs(size), 0.01);
}

void PdfShow::move(std::string_view op, const std::vector<double>& n)
{
    if (op == "Tm" && n.size() >= 6) {
        scale_ = std::max({ std::abs(n[0]), std::abs(n[1]), 0.01 });
        moved(n[4] - x_, n[5] - y_, size_ * scale_);
        x_ = n[4];
        y_ = n[5];
    } else if ((op == "Td" || op == "TD") && n.size() >= 2) {
        moved(n[0], n[1], size_);
        x_ += n[0] * scale_;
        y_ += n[1] * scale_;
    } else if (op == "T*" || op == "'" || op == "\"") {
        end_line();
    } else if (op == "BT") {
        x_ = y_ = 0;
        scale_ = 1;
        space();
    }
}

// Letters are about half as wide as the font is high. Where each is placed by itself, the next one
// stands close to where the last has ended; longer pieces are words or lines.
void PdfShow::moved(double dx, double dy, double em)
{
    constexpr std::size_t single = 2;
    constexpr double widest = 1.0, rise = 0.4;
    if (std::abs(dy) > rise * em)
        return end_line();
    const double reach = widest * em * static_cast<double>(std::max<std::size_t>(shown_, 1));
    if (shown_ > single || dx < 0 || dx > reach)
        space();
    shown_ = 0;
}

void PdfShow::show(std::string_view codes)
{
    const std::string piece = font_ ? font_->text(codes) : std::string();
    shown_ += core::code_points(piece);
    text_ += piece;
}

void PdfShow::kern(double thousandths)
{
    constexpr double word_gap = -180;
    if (thousandths < word_gap)
        space();
}

void PdfShow::space()
{
    if (!text_.empty() && text_.back() != ' ' && text_.back() != '\n')
        text_ += ' ';
    shown_ = 0;
}

void PdfShow::end_line()
{
    if (!text_.empty() && text_.back() != '\n')
        text_ += '\n';
    shown_ = 0;
}

} // namespace inspect
