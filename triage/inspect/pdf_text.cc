#include "triage/inspect/pdf_text.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace inspect {

namespace {

using Kind = PdfValue::Kind;
using Token = PdfToken::Kind;

constexpr std::size_t most_pages = 5000;
constexpr std::size_t most_content = 16u << 20; // bytes of all pages
constexpr std::size_t most_form_depth = 6;
constexpr std::size_t most_fonts = 1000;
constexpr std::size_t most_parents = 16;
constexpr std::size_t most_annotations = 2000; // of a page

struct Area {
    double width = 0, height = 0;
    double size() const { return width * height; }
};

Area area_of(const PdfValue& rectangle)
{
    if (rectangle.items.size() < 4)
        return {};
    const auto side = [&](std::size_t i) {
        return std::abs(rectangle.items[i + 2].number - rectangle.items[i].number);
    };
    return { side(0), side(1) };
}

// What content streams hold between BI and EI: a small picture.
void skip_picture(PdfLexer& lexer, std::string_view content)
{
    std::size_t at = lexer.at();
    do
        at = content.find("EI", at + 1);
    while (at != content.npos
        && !(is_pdf_space(content[at - 1])
            && (at + 2 >= content.size() || is_pdf_space(content[at + 2]))));
    lexer.move_to(at == content.npos ? content.size() : at + 2);
}

} // namespace

PdfPages PdfText::run()
{
    for (std::size_t i = 0; i < file_.objects().size() && file_.unread().empty(); ++i) {
        if (out_.expired())
            file_.give_up("out of time");
        const PdfValue v = file_.value(i);
        const PdfValue* const type = v.find("Type");
        if (type && type->names("Page") && ++pages_.count <= most_pages)
            page(v);
    }
    if (pages_.count > most_pages)
        file_.give_up("too many pages");
    return pages_;
}

PdfValue PdfText::inherited(const PdfValue& page, std::string_view key)
{
    PdfValue node = page;
    for (std::size_t i = 0; i < most_parents && node.is(Kind::Dict); ++i) {
        if (node.find(key))
            return file_.first(node.find(key));
        node = file_.first(node.find("Parent"));
    }
    return {};
}

void PdfText::page(const PdfValue& page)
{
    text_.clear();
    forms_.clear();
    if (const PdfValue* const c = page.find("Contents"))
        contents(*c, inherited(page, "Resources"));
    links(page);
    pages_.letters += static_cast<std::size_t>(
        std::count_if(text_.begin(), text_.end(), [](char c) { return !is_pdf_space(c); }));
    if (text_.empty())
        return;
    out_.text(text_);
    out_.links_in(text_);
}

void PdfText::links(const PdfValue& page)
{
    const Area whole = area_of(inherited(page, "MediaBox"));
    std::size_t left = most_annotations;
    for (const PdfValue& item : file_.first(page.find("Annots")).items) {
        if (left-- == 0 || whole.size() <= 0)
            return;
        const PdfValue a = file_.first(&item);
        const PdfValue* const subtype = a.find("Subtype");
        if (subtype && subtype->names("FreeText"))
            text_ += "\n" + pdf_text(file_.first(a.find("Contents")).text);
        const PdfValue action = file_.first(a.find("A"));
        if (action.find("URI"))
            pages_.link_share = std::max(pages_.link_share,
                std::min(1.0, area_of(file_.first(a.find("Rect"))).size() / whole.size()));
    }
}

// Contents may be cut into streams anywhere between tokens.
void PdfText::contents(const PdfValue& v, const PdfValue& resources)
{
    std::vector<std::uint32_t> numbers;
    if (v.is(Kind::Ref))
        numbers.push_back(v.ref);
    const PdfValue list = file_.first(&v);
    for (const PdfValue& item : list.items)
        if (list.is(Kind::Array) && item.is(Kind::Ref))
            numbers.push_back(item.ref);
    std::string all;
    for (const std::uint32_t n : numbers)
        for (const std::size_t i : file_.numbered(n)) {
            if (content_ + all.size() >= most_content)
                return file_.give_up("more pages than are read");
            if (const auto decoded = file_.stream(i, most_content - content_ - all.size())) {
                if (!decoded->complete)
                    file_.give_up("a page that cannot be read");
                all += decoded->bytes + "\n";
            }
        }
    show(all, resources, 0);
}

const PdfFont* PdfText::font(const std::string& name, const PdfValue& resources)
{
    const PdfValue fonts = file_.first(resources.find("Font"));
    const PdfValue* const f = fonts.find(name);
    if (!f || fonts_.size() >= most_fonts)
        return &plain_;
    const auto known = f->is(Kind::Ref) ? by_number_.find(f->ref) : by_number_.end();
    if (known != by_number_.end())
        return known->second;
    fonts_.push_back(PdfFont::read(file_.first(f), file_));
    if (f->is(Kind::Ref))
        by_number_[f->ref] = &fonts_.back();
    return &fonts_.back();
}

void PdfText::form(const std::string& name, const PdfValue& resources, std::size_t depth)
{
    const PdfValue all = file_.first(resources.find("XObject"));
    const PdfValue* const object = all.find(name);
    if (!object || !object->is(Kind::Ref) || depth >= most_form_depth
        || !forms_.insert(object->ref).second)
        return;
    for (const std::size_t i : file_.numbered(object->ref)) {
        const PdfValue d = file_.value(i);
        const PdfValue* const subtype = d.find("Subtype");
        if (!subtype || !subtype->names("Form") || content_ >= most_content)
            continue;
        if (const auto decoded = file_.stream(i, most_content - content_)) {
            const PdfValue own = file_.first(d.find("Resources"));
            show(decoded->bytes, own.is(Kind::Dict) ? own : resources, depth + 1);
        }
    }
}

void PdfText::show(std::string_view content, const PdfValue& resources, std::size_t depth)
{
    content_ += content.size();
    PdfLexer lexer(content);
    PdfToken token;
    Content c { PdfShow(text_), resources, depth, {}, {}, {}, {}, false };
    if (depth > 0) // a form has a place of its own
        c.show.end_line();
    std::size_t n = 0;
    for (lexer.next(token); token.kind != Token::End; lexer.next(token)) {
        if (++n % 4096 == 0 && out_.expired())
            return file_.give_up("out of time");
        if (token.kind != Token::Word) {
            operand(c, token);
            continue;
        }
        operate(c, token.text);
        if (token.text == "BI")
            skip_picture(lexer, content);
        c.numbers.clear();
        c.text.clear();
        c.in_array = false;
    }
    c.show.end_line();
}

void PdfText::operand(Content& c, PdfToken& token)
{
    constexpr std::size_t most_numbers = 8;
    if (token.kind == Token::Number && c.in_array)
        c.show.kern(token.number);
    else if (token.kind == Token::Number && c.numbers.size() < most_numbers)
        c.numbers.push_back(token.number);
    else if (token.kind == Token::Name)
        c.name = token.text;
    else if (token.kind == Token::String && c.in_array)
        c.show.show(token.text);
    else if (token.kind == Token::String)
        c.text = std::move(token.text);
    else if (token.kind == Token::ArrayOpen || token.kind == Token::ArrayClose)
        c.in_array = token.kind == Token::ArrayOpen;
}

void PdfText::operate(Content& c, std::string_view op)
{
    if (op == "Do")
        return form(c.name, c.resources, c.depth);
    if (op == "Tf") {
        const auto [f, fresh] = c.fonts.try_emplace(c.name, nullptr);
        if (fresh)
            f->second = font(c.name, c.resources);
        return c.show.set_font(f->second, c.numbers.empty() ? 1 : c.numbers.back());
    }
    c.show.move(op, c.numbers);
    if (op == "Tj" || op == "'" || op == "\"")
        c.show.show(c.text);
}

} // namespace inspect
