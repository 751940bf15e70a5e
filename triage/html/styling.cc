#include "triage/html/styling.h"

#include <algorithm>

#include "triage/core/text.h"
#include "triage/html/attributes.h"
#include "triage/html/elements.h"

namespace html {

namespace {

constexpr std::size_t max_remembered = 512; // style attributes
constexpr std::size_t max_classes = 32; // of one element

// Offset of the last "<style" or "<link" tag; npos if there is none.
std::size_t last_sheet(std::string_view html)
{
    for (std::size_t i = html.rfind('<'); i != html.npos;
         i = i > 0 ? html.rfind('<', i - 1) : html.npos) {
        const char c = static_cast<char>(html[std::min(i + 1, html.size() - 1)] | 0x20);
        if ((c == 's' && core::equal_ignore_case(html.substr(i, 6), "<style"))
            || (c == 'l' && core::equal_ignore_case(html.substr(i, 5), "<link")))
            return i;
    }
    return html.npos;
}

void put_all(const std::vector<Declaration>& declarations, bool important, Style& out)
{
    for (const Declaration& d : declarations)
        if (d.important == important)
            out.put(d.property, d.value);
}

void put_colour(Property p, std::string_view raw, Style& out)
{
    if (const auto colour = parse_old_colour(core::to_lower_ascii(decoded_attribute(raw)))) {
        Value v;
        v.colour = *colour;
        out.put(p, v);
    }
}

void put_number(Property p, float n, Style& out)
{
    Value v;
    v.n = n;
    out.put(p, v);
}

// Attributes from before CSS; every style sheet outweighs them.
void put_attributes(const Token& tag, Style& out)
{
    for (const Attribute& a : tag.attributes) {
        if (a.name == "bgcolor")
            put_colour(Property::Paper, a.value, out);
        else if (a.name == "background" && !core::trim(a.value).empty())
            put_number(Property::Paper, 1, out);
        else if ((a.name == "color" && tag.name == "font")
            || (a.name == "text" && tag.name == "body"))
            put_colour(Property::Ink, a.value, out);
        else if (a.name == "hidden")
            put_number(Property::Display, 0, out);
        else if (a.name == "dir")
            put_number(Property::Direction, core::equal_ignore_case(a.value, "rtl") ? 1 : 0, out);
    }
    if (tag.name == "bdo")
        put_number(Property::Bidi, 1, out);
    if (is_unseen(tag.name))
        put_number(Property::Display, 0, out);
}

} // namespace

Styling::Styling(std::string_view html)
{
    const std::size_t last = last_sheet(html);
    if (last == html.npos)
        return;
    Tokenizer tokens(html);
    Token token;
    std::string media;
    while (tokens.at() <= last && tokens.next(token)) {
        if (token.kind == Token::Kind::RawText && token.name == "style")
            sheet_.add(token.text, media);
        if (token.kind != Token::Kind::StartTag)
            continue;
        if (token.name == "style")
            media = attribute(token, "media");
        else if (token.name == "link")
            linked_
                = linked_ || lower_attribute(token, "rel").find("stylesheet") != std::string::npos;
    }
    if (tokens.next(token) && token.kind == Token::Kind::RawText && token.name == "style")
        sheet_.add(token.text, media);
}

Described Styling::describe(const Token& tag) const
{
    Described d;
    if (sheet_.empty())
        return d;
    d.tag = hash_name(tag.name);
    if (const std::string_view* id = tag.attribute("id"))
        d.id = hash_name(core::trim(*id));
    const std::string_view* const classes = tag.attribute("class");
    if (!classes)
        return d;
    const std::string_view s = *classes;
    constexpr std::string_view white = " \t\n\r\f";
    for (std::size_t at = s.find_first_not_of(white);
         at < s.size() && d.classes.size() < max_classes;) {
        const std::size_t end = std::min(s.find_first_of(white, at), s.size());
        d.classes.push_back(hash_name(s.substr(at, end - at)));
        at = s.find_first_not_of(white, end);
    }
    return d;
}

const std::vector<Declaration>& Styling::inline_style(std::string_view raw)
{
    const auto it = inline_.find(raw);
    if (it != inline_.end())
        return it->second;
    last_ = parse_declarations(plain_css(decoded_attribute(raw)));
    return inline_.size() < max_remembered ? inline_.emplace(raw, last_).first->second : last_;
}

// The cascade (CSS Cascading 4, section 6): attributes, rules by their weight, the style attribute,
// then what is important in the same order.
bool Styling::style(const Token& tag, const Tree& tree, const Described& described, Style& out)
{
    static const std::vector<Declaration> nothing;
    put_attributes(tag, out);
    const std::vector<Sheet::Match> matches = sheet_.match(tree.path(), described);
    const std::string_view* const raw = tag.attribute("style");
    const std::vector<Declaration>& own = raw ? inline_style(*raw) : nothing;
    bool toggles = false;
    for (const bool important : { false, true }) {
        for (const Sheet::Match& m : matches) {
            toggles = toggles || sheet_.rule(m.rule).toggle;
            if (!sheet_.rule(m.rule).toggle)
                put_all(sheet_.rule(m.rule).declarations, important, out);
        }
        put_all(own, important, out);
    }
    if (!toggles || tree.look().hidden() || !inherit(tree.look(), tag.name, out).hidden())
        return false;
    Style other = out;
    for (const Sheet::Match& m : matches)
        if (sheet_.rule(m.rule).toggle)
            for (const Declaration& d : sheet_.rule(m.rule).declarations)
                other.put(d.property, d.value);
    return !inherit(tree.look(), tag.name, other).hidden();
}

} // namespace html
