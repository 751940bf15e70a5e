// Findings on what HTML shows, hides and contains.
#include <algorithm>

#include "triage/core/text.h"
#include "triage/identity/fold.h"
#include "triage/link/extract.h"
#include "triage/scan/checks.h"
#include "triage/scan/disguise.h"
#include "triage/scan/overlap.h"

namespace scan {

namespace {

using core::HtmlFacts;
using core::Severity;

std::string part_name(const Context& c, const HtmlFacts& h)
{
    const auto at = static_cast<std::size_t>(h.part);
    const std::string name
        = at < c.m.parts.size() && h.part >= 0 ? c.m.parts[at].filename : std::string();
    return name.empty() ? "part " + std::to_string(h.part) : name;
}

// Reports the first part for which `count` is not zero.
template <typename Count>
void report_count(const Context& c, Sink& sink, Count count, std::string_view what)
{
    for (const HtmlFacts& h : c.m.html)
        if (const auto n = count(h); n > 0)
            return sink.report(
                evidence(std::to_string(n) + " " + std::string(what), part_name(c, h)));
}

// A survey of the sender's own is common; what asks a stranger to fill in is not.
void form(const Context& c, Sink& sink)
{
    bool foreign = false, any = false;
    for (const core::Link& l : c.m.links) {
        if (l.origin != core::LinkOrigin::Form)
            continue;
        any = true;
        foreign = foreign || l.scheme == "mailto" || !c.sender.affiliated.has(l.org_domain);
    }
    for (const HtmlFacts& h : c.m.html)
        if (h.forms > 0)
            return sink.report(h.password_inputs > 0 ? Severity::High
                    : any && foreign                 ? Severity::Medium
                                                     : Severity::Low,
                evidence(std::to_string(h.forms) + " forms", part_name(c, h)));
}

void password_input(const Context& c, Sink& sink)
{
    report_count(
        c, sink, [](const HtmlFacts& h) { return h.password_inputs; }, "password inputs");
}

void script(const Context& c, Sink& sink)
{
    report_count(
        c, sink, [](const HtmlFacts& h) { return h.scripts; }, "scripts or event handlers");
}

void active_embed(const Context& c, Sink& sink)
{
    report_count(
        c, sink, [](const HtmlFacts& h) { return h.embeds; }, "frames, objects or embeds");
}

void refresh_base(const Context& c, Sink& sink)
{
    for (const HtmlFacts& h : c.m.html) {
        if (h.refreshes > 0)
            sink.report(evidence("meta refresh", part_name(c, h)));
        core::Link base;
        base.url = h.base_href;
        if (!h.base_href.empty())
            linking::parse_url(base);
        const bool web = base.scheme == "http" || base.scheme == "https";
        if (web && !c.sender.affiliated.has(base.org_domain))
            sink.report(Severity::Medium, evidence("base " + h.base_href, part_name(c, h)));
    }
}

void trailing(const Context& c, Sink& sink)
{
    constexpr std::uint32_t room_for_footers = 2000;
    for (const HtmlFacts& h : c.m.html)
        if (h.bytes_after_end > room_for_footers)
            sink.report(evidence(
                std::to_string(h.bytes_after_end) + " bytes after </html>", part_name(c, h)));
}

// Preheaders and copies for small screens hide text in most mail of today: what counts is long text
// that the reader sees nowhere. Fillers of blanks and invisible characters are no text.
void hidden_novel(const Context& c, Sink& sink)
{
    constexpr std::size_t preheader = 250, least = 300, long_text = 2000;
    for (const HtmlFacts& h : c.m.html) {
        if (h.hidden.size() < preheader + least)
            continue;
        const std::string hidden = identity::fold(h.hidden);
        const std::string_view novel
            = std::string_view(hidden).substr(core::prefix(hidden, preheader).size());
        if (novel.size() < least || !mostly_new(novel, h.visible) || !mostly_new(novel, c.m.text))
            continue;
        const bool outweighs = novel.size() > long_text && novel.size() > h.visible.size();
        sink.report(outweighs ? Severity::High : Severity::Medium,
            evidence(std::to_string(hidden.size()) + " bytes hidden, "
                    + std::to_string(h.visible.size()) + " visible",
                part_name(c, h)));
    }
}

void zero_width(const Context& c, Sink& sink)
{
    constexpr std::size_t least = 3;
    for (const HtmlFacts& h : c.m.html)
        if (const auto n = broken_words(h.visible); n >= least)
            sink.report(evidence(std::to_string(n) + " words", part_name(c, h)));
}

void image_lure(const Context& c, Sink& sink)
{
    constexpr std::size_t little_text = 60;
    if (!c.is(ForeignLinks) || c.is(Aligned))
        return;
    for (const HtmlFacts& h : c.m.html)
        if (h.images > 0 && core::code_points(core::trim(h.visible)) < little_text)
            sink.report(evidence(
                std::to_string(h.images) + " images and hardly any text", part_name(c, h)));
}

void plain_diverges(const Context& c, Sink& sink)
{
    constexpr std::size_t least = 200; // a stub says "see the HTML part"
    if (c.m.text.size() < least)
        return;
    for (const HtmlFacts& h : c.m.html)
        if (h.visible.size() >= least && mostly_new(h.visible, c.m.text)
            && mostly_new(c.m.text, h.visible))
            sink.report(evidence("the text part says something else", part_name(c, h)));
}

constexpr std::uint32_t ours = Own | Authenticated;

constexpr std::array<CheckRow, 10> rows { {
    { "HTML_FORM", "html-form", Severity::Medium, ours, "The message holds a form.", form },
    { "HTML_PASSWORD_INPUT", "html-form", Severity::Critical, 0,
        "The message asks for a password in a form of its own.", password_input },
    { "HTML_SCRIPT", "", Severity::Medium, 0, "The message holds script or event handlers.",
        script },
    { "HTML_ACTIVE_EMBED", "", Severity::High, ours, "The message embeds a frame or an object.",
        active_embed },
    { "HTML_REFRESH_BASE", "", Severity::High, ours,
        "The message redirects by itself or bases its links on a foreign host.", refresh_base },
    { "HTML_TRAILING", "html-hidden", Severity::High, ListMail, "Much follows the end of the HTML.",
        trailing },
    { "HTML_HIDDEN_NOVEL", "html-hidden", Severity::Medium, ours | ListMail,
        "Long hidden text that the reader sees nowhere.", hidden_novel },
    { "HTML_ZERO_WIDTH", "", Severity::Medium, ListMail, "Invisible characters break up words.",
        zero_width },
    { "HTML_IMAGE_LURE", "", Severity::Medium, ours | ListMail | Bulk | Reply,
        "Images instead of text, linked to a foreign host.", image_lure },
    { "HTML_PLAIN_DIVERGES", "", Severity::Low, ours | ListMail | Bounce,
        "The text part and the HTML part say different things.", plain_diverges },
} };

} // namespace

std::span<const CheckRow> html_checks()
{
    return rows;
}

} // namespace scan
