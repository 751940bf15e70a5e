#include "triage/zone/body.h"

#include <algorithm>

#include "triage/core/text.h"

namespace zone {

namespace {

constexpr std::size_t meagre = 20; // bytes; "view this mail in HTML" is longer but has a link

bool is_attached(const core::Message& m, const core::Part& part)
{
    for (int i = part.parent; i >= 0; i = m.parts[static_cast<std::size_t>(i)].parent)
        if (m.parts[static_cast<std::size_t>(i)].type.starts_with("message/"))
            return true;
    return part.disposition == core::Disposition::Attachment
        || (!part.filename.empty() && part.disposition != core::Disposition::Inline);
}

// Index of the nearest multipart/alternative around a part; -1 if there is none.
int alternative_around(const core::Message& m, const core::Part& part)
{
    for (int i = part.parent; i >= 0; i = m.parts[static_cast<std::size_t>(i)].parent)
        if (m.parts[static_cast<std::size_t>(i)].type == "multipart/alternative")
            return i;
    return -1;
}

std::string_view visible(const core::Message& m, std::size_t part)
{
    const auto facts = std::find_if(m.html.begin(), m.html.end(),
        [&](const core::HtmlFacts& h) { return h.part == static_cast<int>(part); });
    return facts == m.html.end() ? std::string_view() : facts->visible;
}

bool is_meagre(std::string_view text)
{
    return core::trim(text).size() < meagre;
}

// What part `i` contributes; empty if another part says it.
std::string_view contribution(const core::Message& m, std::size_t i)
{
    const core::Part& p = m.parts[i];
    const bool plain = p.type == "text/plain";
    const std::string_view own = plain ? std::string_view(p.data) : visible(m, i);
    const int alternative = alternative_around(m, p);
    if (alternative < 0 || (plain && !is_meagre(own)))
        return own;
    for (std::size_t k = 0; k < m.parts.size(); ++k) {
        const core::Part& other = m.parts[k];
        if (k == i || !other.leaf || other.raw_only || is_attached(m, other)
            || alternative_around(m, other) != alternative)
            continue;
        if (plain ? !visible(m, k).empty() : other.type == "text/plain" && !is_meagre(other.data))
            return {};
    }
    return own;
}

void append_lines(std::string& out, std::string_view text)
{
    if (!out.empty() && !text.empty() && out.back() != '\n')
        out += '\n';
    for (const char c : text)
        if (c != '\r' && c != '\0')
            out += c;
}

} // namespace

std::string body_text(const core::Message& m)
{
    std::string out;
    for (std::size_t i = 0; i < m.parts.size(); ++i) {
        const core::Part& p = m.parts[i];
        const bool text = p.type == "text/plain" || p.type == "text/html"
            || p.type == "application/xhtml+xml" || p.type == "text/enriched";
        if (p.leaf && !p.raw_only && text && !is_attached(m, p))
            append_lines(out, contribution(m, i));
    }
    return out;
}

} // namespace zone
