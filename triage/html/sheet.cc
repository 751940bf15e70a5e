#include "triage/html/sheet.h"

#include <algorithm>
#include <array>
#include <optional>

#include "triage/core/text.h"

namespace html {

namespace {

using core::trim;

constexpr std::size_t max_bytes = 512u << 10; // of all sheets of a part
constexpr std::size_t max_rules = 4096;
constexpr std::size_t max_selectors = 8192;
constexpr std::size_t max_compounds = 8; // of one selector
constexpr std::size_t max_steps = 1000000; // comparisons for one part
constexpr int max_depth = 4; // of at-rules within each other
constexpr NameHash any_name = 1; // key of "*"

bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

bool is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || (c & 0x80);
}

std::string_view take_name(std::string_view text, std::size_t& at)
{
    const std::size_t from = at;
    while (at < text.size() && is_name_char(text[at]))
        ++at;
    return text.substr(from, at - from);
}

// Offset behind the block whose opening brace is just before `at`.
std::size_t block_end(std::string_view css, std::size_t at)
{
    std::size_t depth = 1;
    while (at < css.size() && depth > 0) {
        at = css.find_first_of("{}\"'", at);
        if (at == css.npos)
            return css.size();
        const char c = css[at++];
        if (c == '{')
            ++depth;
        else if (c == '}')
            --depth;
        else
            at = std::min(css.find_first_of(c == '"' ? "\"\n" : "'\n", at), css.size() - 1) + 1;
    }
    return at;
}

enum class Holds : std::uint8_t { Always, Sometimes, Never };

// A width that every window has, or that none exceeds.
bool is_idle_feature(std::string_view query)
{
    constexpr double narrowest = 320, widest = 3000;
    const std::size_t colon = query.find(':');
    const std::optional<Length> n
        = colon == query.npos ? std::nullopt : parse_length(trim(query.substr(colon + 1)));
    if (!n || std::count(query.begin(), query.end(), '(') != 1)
        return false;
    return (query.find("min-width") != query.npos && n->n <= narrowest)
        || (query.find("max-width") != query.npos && n->n >= widest);
}

Holds media_holds(std::string_view list)
{
    Holds best = Holds::Never;
    for (std::size_t at = 0; at <= list.size();) {
        const std::size_t comma = find_outside(list, ",", at);
        const std::string_view query = trim(list.substr(at, comma - at));
        at = comma + 1;
        if (query.find("print") != query.npos || query.find("speech") != query.npos)
            continue;
        const bool plain = query.find('(') == query.npos && !query.starts_with("not");
        if (plain || is_idle_feature(query))
            return Holds::Always;
        best = Holds::Sometimes;
    }
    return best;
}

// Within an @media only what shows again is of interest.
bool shows(const Declaration& d)
{
    switch (d.property) {
    case Property::Display:
    case Property::Visibility:
    case Property::Opacity:
        return d.value.n > 0;
    case Property::FontSize:
    case Property::Height:
    case Property::Width:
    case Property::MaxHeight:
    case Property::MaxWidth:
        return d.value.n > 2;
    case Property::Overflow:
        return d.value.n == 0;
    default:
        return false;
    }
}

bool paints(const Declaration& d)
{
    return d.property == Property::Paper;
}

} // namespace

NameHash hash_name(std::string_view name)
{
    NameHash h = 14695981039346656037ull; // FNV-1a
    for (char c : name) {
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c | 0x20);
        h = (h ^ static_cast<unsigned char>(is_name_char(c) ? c : '_')) * 1099511628211ull;
    }
    return h;
}

bool Sheet::Compound::holds_for(const Described& element) const
{
    if ((tag != 0 && tag != any_name && tag != element.tag) || (id != 0 && id != element.id))
        return false;
    return std::all_of(classes.begin(), classes.end(), [&](NameHash c) {
        return std::find(element.classes.begin(), element.classes.end(), c)
            != element.classes.end();
    });
}

NameHash Sheet::Compound::key() const
{
    return !classes.empty() ? classes[0] : id != 0 ? id : tag != 0 ? tag : any_name;
}

void Sheet::add(std::string_view css, std::string_view media)
{
    const Holds holds = media_holds(core::to_lower_ascii(media));
    const std::string_view kept = css.substr(0, max_bytes - bytes_);
    cut_ = cut_ || kept.size() < css.size();
    bytes_ += kept.size();
    if (holds != Holds::Never)
        add_rules(plain_css(kept), holds == Holds::Sometimes, 0);
}

void Sheet::add_rules(std::string_view css, bool toggle, int depth)
{
    for (std::size_t at = 0; at < css.size();) {
        if (is_space(css[at]) || css[at] == ';' || css[at] == '}') {
            ++at;
            continue;
        }
        if (css.substr(at, 4) == "<!--" || css.substr(at, 3) == "-->") {
            at += css[at] == '<' ? 4 : 3;
            continue;
        }
        const std::size_t end = find_outside(css, css[at] == '@' ? "{;" : "{", at);
        if (end == css.size())
            return;
        const std::string_view prelude = css.substr(at, end - at);
        at = end + 1;
        if (css[end] == ';')
            continue;
        const std::size_t behind = block_end(css, at);
        add_block(prelude, css.substr(at, behind - at), toggle, depth);
        at = behind;
    }
}

void Sheet::add_block(std::string_view prelude, std::string_view block, bool toggle, int depth)
{
    if (block.ends_with('}'))
        block.remove_suffix(1);
    if (!prelude.starts_with('@'))
        return add_rule(prelude, block, toggle);
    Holds holds = Holds::Never; // @font-face, @keyframes, @page …
    if (prelude.starts_with("@media"))
        holds = media_holds(prelude.substr(6));
    else if (prelude.starts_with("@supports") || prelude.starts_with("@layer"))
        holds = Holds::Always;
    else if (prelude.starts_with("@container"))
        holds = Holds::Sometimes;
    if (holds == Holds::Never)
        return;
    if (depth == max_depth)
        cut_ = true;
    else
        add_rules(block, toggle || holds == Holds::Sometimes, depth + 1);
}

void Sheet::add_rule(std::string_view prelude, std::string_view block, bool toggle)
{
    Rule rule { parse_declarations(block), toggle };
    if (toggle)
        std::erase_if(rule.declarations, [](const Declaration& d) { return !shows(d); });
    if (rule.declarations.empty())
        return;
    const auto index = static_cast<std::uint32_t>(rules_.size());
    for (std::size_t at = 0; at < prelude.size();) {
        const std::size_t comma = find_outside(prelude, ",", at);
        Selector s;
        s.rule = index;
        if (rules_.size() == max_rules || selectors_.size() == max_selectors)
            cut_ = true;
        else if (parse_selector(trim(prelude.substr(at, comma - at)), s)) {
            by_key_[s.compounds.back().key()].push_back(
                static_cast<std::uint32_t>(selectors_.size()));
            selectors_.push_back(std::move(s));
        } else
            unread_paper_ = unread_paper_
                || std::any_of(rule.declarations.begin(), rule.declarations.end(), paints);
        at = comma + 1;
    }
    if (rules_.size() < max_rules)
        rules_.push_back(std::move(rule));
}

bool Sheet::parse_selector(std::string_view text, Selector& out)
{
    if (text.empty())
        return false;
    out.compounds.emplace_back();
    for (std::size_t at = 0; at < text.size();) {
        bool spaces = false, child = false;
        for (; at < text.size() && (is_space(text[at]) || text[at] == '>'); ++at) {
            spaces = true;
            child = child || text[at] == '>';
        }
        if (at == text.size())
            return false;
        if (spaces) {
            if (out.compounds.size() == max_compounds)
                return false;
            out.compounds.emplace_back().child = child;
        }
        if (!parse_simple(text, at, out))
            return false;
    }
    return true;
}

// One of "name", "*", ".class", "#id", ":link". Others make the selector unread.
bool Sheet::parse_simple(std::string_view text, std::size_t& at, Selector& out)
{
    constexpr std::uint32_t id_weight = 10000, class_weight = 100;
    Compound& c = out.compounds.back();
    const char kind = text[at];
    if (kind == '*') {
        ++at;
        c.tag = any_name;
        return true;
    }
    if (kind == '.' || kind == '#' || kind == ':')
        ++at;
    const std::string_view name = take_name(text, at);
    if (name.empty())
        return false;
    if (kind == ':')
        return name == "link" || name == "any-link" || name == "root";
    if (kind == '.')
        c.classes.push_back(hash_name(name));
    else
        (kind == '#' ? c.id : c.tag) = hash_name(name);
    out.specificity += kind == '#' ? id_weight : kind == '.' ? class_weight : 1;
    return true;
}

// From the element outwards; a child combinator is tried against the nearest candidate only.
bool Sheet::matches(const Selector& s, const Place& place)
{
    std::size_t level = place.outer.size();
    for (std::size_t i = s.compounds.size(); i-- > 0;) {
        ++steps_;
        if (!s.compounds[i].holds_for(place.at(level))) {
            const bool pinned = i + 1 == s.compounds.size() || s.compounds[i + 1].child;
            if (pinned || level == 0)
                return false;
            --level;
            ++i; // the same compound against the next one outwards
            continue;
        }
        if (i == 0)
            return true;
        if (level == 0)
            return false;
        --level;
    }
    return false;
}

void Sheet::match_key(NameHash key, const Place& place, std::vector<Match>& out)
{
    const auto it = by_key_.find(key);
    if (it == by_key_.end())
        return;
    for (const std::uint32_t i : it->second) {
        if (steps_ > max_steps) {
            cut_ = true;
            return;
        }
        if (matches(selectors_[i], place))
            out.push_back({ selectors_[i].specificity, selectors_[i].rule });
    }
}

std::vector<Sheet::Match> Sheet::match(std::span<const Described> outer, const Described& element)
{
    std::vector<Match> out;
    if (rules_.empty())
        return out;
    const Place place { outer, element };
    for (const NameHash c : element.classes)
        match_key(c, place, out);
    if (element.id != 0)
        match_key(element.id, place, out);
    match_key(element.tag, place, out);
    match_key(any_name, place, out);
    std::sort(out.begin(), out.end(), [](const Match& a, const Match& b) {
        return a.specificity != b.specificity ? a.specificity < b.specificity : a.rule < b.rule;
    });
    return out;
}

} // namespace html
