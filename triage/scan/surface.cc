// The texts that patterns are matched against, made from a message.
#include <array>

#include "triage/identity/fold.h"
#include "triage/scan/matcher.h"
#include "triage/scan/overlap.h"

namespace scan {

namespace {

void line(std::string& out, std::string_view text)
{
    out.append(text).push_back('\n');
}

std::string header_lines(const Context& c)
{
    std::string out;
    for (const core::HeaderField& h : c.m.headers)
        line(out.append(h.name).append(": "), h.text);
    return out;
}

// A reader's client may show the HTML where the text part says something else: of it is read what
// the text part does not say too.
std::string text(const Context& c)
{
    std::string out = identity::fold(c.m.new_text);
    for (const core::HtmlFacts& h : c.m.html)
        if (h.visible != c.m.text)
            line(out.append("\n"), identity::fold(new_stretches(h.visible, c.m.text)));
    for (const core::Part& p : c.m.parts) // what some readers show beside it
        if (p.raw_only && p.type == "text/plain")
            line(out.append("\n"), identity::fold(new_stretches(p.data, c.m.text)));
    if (const auto page = short_document(c); !page.empty())
        line(out.append("\n"), identity::fold(page));
    return out;
}

std::string html_sources(const Context& c)
{
    std::string out;
    for (const core::Part& p : c.m.parts)
        if (p.leaf && p.type == "text/html")
            line(out, p.data);
    return out;
}

std::string hidden(const Context& c)
{
    std::string out;
    for (const core::HtmlFacts& h : c.m.html)
        line(out, identity::fold(h.hidden));
    return out;
}

// As written, and where it leads once wrappers are undone.
void url_lines(std::string& out, const core::Link& l)
{
    line(out, l.url);
    if (!l.target.empty())
        line(out, l.target);
}

std::string urls(const Context& c)
{
    std::string out;
    for (const auto* links : { &c.m.links, &c.inside.links })
        for (const core::Link& l : *links)
            url_lines(out, l);
    return out;
}

std::string foreign_urls(const Context& c)
{
    std::string out;
    for (const WebLink& l : c.links)
        if (l.foreign())
            url_lines(out, *l.link);
    return out;
}

std::string filenames(const Context& c)
{
    std::string out;
    for (const core::Part& p : c.m.parts)
        if (!p.filename.empty())
            line(out, p.filename);
    return out;
}

std::string subject(const Context& c)
{
    return identity::fold(c.m.subject);
}

std::string raw(const Context& c)
{
    return std::string(c.raw);
}

std::string documents(const Context& c)
{
    return identity::fold(c.inside.text);
}

constexpr std::array<std::string (*)(const Context&), surfaces.size()> makers { header_lines,
    subject, text, html_sources, hidden, urls, foreign_urls, filenames, raw, documents };

} // namespace

std::string surface_text(Surface s, const Context& c)
{
    return makers[static_cast<std::size_t>(s)](c);
}

} // namespace scan
