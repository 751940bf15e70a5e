// The text that the pages of a PDF show, and how much of a page its links cover. Layout is guessed:
// what moves down is a new line, what moves on is a new word. Used by pdf.cc; one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "triage/inspect/pdf_file.h"
#include "triage/inspect/pdf_font.h"
#include "triage/inspect/pdf_show.h"
#include "triage/inspect/yield.h"

namespace inspect {

struct PdfPages {
    std::size_t count = 0;
    std::size_t letters = 0; // bytes of text without white space
    double link_share = 0; // of its page, that the largest area with a link covers, 0 to 1
};

class PdfText {
public:
    PdfText(PdfFile& file, Yield& out)
        : file_(file)
        , out_(out)
    {
    }

    PdfPages run(); // hands the text to the yield, page by page

private:
    void page(const PdfValue& page);
    PdfValue inherited(const PdfValue& page, std::string_view key);
    void links(const PdfValue& page);
    void contents(const PdfValue& v, const PdfValue& resources);
    struct Content { // one stream, while it is read
        PdfShow show;
        const PdfValue& resources;
        std::size_t depth;
        std::map<std::string, const PdfFont*, std::less<>> fonts;
        std::vector<double> numbers; // operands
        std::string name;
        std::string text;
        bool in_array;
    };
    void show(std::string_view content, const PdfValue& resources, std::size_t depth);
    static void operand(Content& c, PdfToken& token);
    void operate(Content& c, std::string_view op);
    void form(const std::string& name, const PdfValue& resources, std::size_t depth);
    const PdfFont* font(const std::string& name, const PdfValue& resources);

    PdfFile& file_;
    Yield& out_;
    PdfPages pages_;
    std::string text_; // of the page so far
    PdfFont plain_; // for text whose font is missing
    std::deque<PdfFont> fonts_;
    std::map<std::uint32_t, const PdfFont*> by_number_; // of their objects
    std::set<std::uint32_t> forms_; // shown on this page
    std::size_t content_ = 0; // bytes read so far
};

} // namespace inspect
