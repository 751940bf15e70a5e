// Findings on what HTML keeps from the reader's eye, or puts before it in the place of what is
// there.
#include <algorithm>
#include <array>

#include "triage/core/text.h"
#include "triage/identity/fold.h"
#include "triage/scan/checks.h"
#include "triage/scan/disguise.h"
#include "triage/scan/overlap.h"
#include "triage/scan/part_name.h"
#include "triage/scan/prompt.h"

namespace scan {

namespace {

using core::HiddenBy;
using core::HtmlFacts;
using core::Severity;

std::size_t hidden_by(const HtmlFacts& h, HiddenBy why)
{
    return h.hidden_by[static_cast<std::size_t>(why)];
}

constexpr std::size_t longest_preheader = 250; // bytes

// Words that make hidden text a lure, in the languages of the content rules.
bool has_lure_word(std::string_view folded)
{
    static constexpr std::array<std::string_view, 14> lures { "password", "account", "verify",
        "login", "invoice", "passwort", "konto", "rechnung", "mot de passe", "compte", "contrasena",
        "cuenta", "wachtwoord", "senha" };
    return std::any_of(lures.begin(), lures.end(),
        [&](std::string_view word) { return folded.find(word) != folded.npos; });
}

void trailing(const Context& c, Sink& sink)
{
    constexpr std::uint32_t room_for_footers = 2000, nested = 3;
    for (const HtmlFacts& h : c.m.html)
        if (h.bytes_after_end > room_for_footers)
            sink.report(evidence(
                std::to_string(h.bytes_after_end) + " bytes after </html>", part_name(c, h)));
        else if (h.roots >= nested)
            sink.report(Severity::Medium,
                evidence(std::to_string(h.roots) + " html elements", part_name(c, h)));
}

// Preheaders and copies for small screens hide text in most mail of today: what counts is long text
// that the reader sees nowhere. Fillers of blanks and invisible characters are no text.
void hidden_novel(const Context& c, Sink& sink)
{
    constexpr std::size_t least = 300, long_text = 1000;
    for (const HtmlFacts& h : c.m.html) {
        const std::size_t preheader = std::min<std::size_t>(h.preheader, longest_preheader);
        if (h.hidden.size() < preheader + least
            || hidden_by(h, HiddenBy::Elsewhere) * 2 > h.hidden.size())
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

void word_salt(const Context& c, Sink& sink)
{
    constexpr std::size_t least = 5;
    for (const HtmlFacts& h : c.m.html)
        if (const auto n = h.split_words + hyphen_salt(h.visible); n >= least)
            sink.report(evidence(std::to_string(n) + " words", part_name(c, h)));
}

void zero_width(const Context& c, Sink& sink)
{
    constexpr std::size_t least = 3, many = 8;
    for (const HtmlFacts& h : c.m.html)
        if (const auto n = broken_words(h.visible); n >= least)
            sink.report(n >= many ? Severity::Medium : Severity::Low,
                evidence(std::to_string(n) + " words", part_name(c, h)));
}

// Text that has its background's colour, beyond a preheader; or a link that has.
void low_contrast(const Context& c, Sink& sink)
{
    constexpr std::size_t least = 200;
    for (const core::Link& l : c.m.links)
        if (l.traits & core::LinkFaint)
            sink.report(evidence("a link cannot be told from its background"));
    for (const HtmlFacts& h : c.m.html) {
        const std::size_t faint = hidden_by(h, HiddenBy::Colour);
        const std::size_t preheader = std::min<std::size_t>(h.preheader, longest_preheader);
        if (faint < least + preheader)
            continue;
        sink.report(has_lure_word(identity::fold(h.hidden)) ? Severity::Medium : Severity::Low,
            evidence(std::to_string(faint) + " bytes", part_name(c, h)));
    }
}

void padding(const Context& c, Sink& sink)
{
    constexpr std::uint32_t many_lines = 30, long_comment = 3000;
    const bool single = c.m.to.size() + c.m.cc.size() <= 1 && !c.is(Bulk | Reply);
    for (const HtmlFacts& h : c.m.html) {
        if (h.longest_gap >= many_lines)
            sink.report(single ? Severity::Medium : Severity::Low,
                evidence(
                    std::to_string(h.longest_gap) + " empty lines, then text", part_name(c, h)));
        if (h.longest_comment > long_comment)
            sink.report(Severity::Info,
                evidence("a comment of " + std::to_string(h.longest_comment) + " bytes",
                    part_name(c, h)));
    }
}

void bidi(const Context& c, Sink& sink)
{
    constexpr std::uint32_t least = 6;
    for (const HtmlFacts& h : c.m.html)
        if (h.turned_letters >= least && !is_right_to_left(h.visible))
            sink.report(evidence(
                std::to_string(h.turned_letters) + " letters in reverse", part_name(c, h)));
}

// "sr-only" texts for screen readers are as hidden, but short.
void css_trick(const Context& c, Sink& sink)
{
    constexpr std::size_t least = 100;
    for (const HtmlFacts& h : c.m.html)
        if (const std::size_t n = hidden_by(h, HiddenBy::Trick); n >= least)
            sink.report(evidence(std::to_string(n) + " bytes", part_name(c, h)));
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

void prompt_injection(const Context& c, Sink& sink)
{
    constexpr std::size_t least = 8; // of a run of tag characters
    const auto spelled = [&](std::string_view text) {
        const std::string tags = tag_text(text);
        if (tags.size() >= least)
            sink.report(evidence(tags, "tag characters"));
    };
    spelled(c.m.subject);
    spelled(c.m.text);
    for (const HtmlFacts& h : c.m.html) {
        spelled(h.visible);
        const std::string order = order_to_assistant(identity::fold(h.hidden));
        if (!order.empty())
            sink.report(evidence(order, part_name(c, h)));
    }
    if (c.is(Bulk)) // who writes of such programs
        return;
    const std::string order = order_to_assistant(identity::fold(c.m.new_text));
    if (!order.empty())
        sink.report(Severity::Low, evidence(order, "visible"));
}

constexpr std::uint32_t ours = Own | Authenticated;

constexpr std::array<CheckRow, 10> rows { {
    { "HTML_TRAILING", "html-hidden", Severity::High, ListMail, "Much follows the end of the HTML.",
        trailing },
    { "HTML_HIDDEN_NOVEL", "html-hidden", Severity::Medium, ours | ListMail,
        "Long hidden text that the reader sees nowhere.", hidden_novel },
    { "HTML_WORD_SALT", "html-hidden", Severity::High, ListMail,
        "Hidden pieces inside words keep filters from reading them.", word_salt },
    { "HTML_ZERO_WIDTH", "", Severity::Medium, ListMail, "Invisible characters break up words.",
        zero_width },
    { "HTML_LOW_CONTRAST", "html-hidden", Severity::Low, ours | ListMail,
        "Text or a link has the colour of its background.", low_contrast },
    { "HTML_PADDING", "", Severity::Low, ours | ListMail | Bounce,
        "Many empty lines push part of the text out of sight.", padding },
    { "HTML_BIDI", "", Severity::High, 0, "Letters stand in reverse and are turned for the reader.",
        bidi },
    { "HTML_CSS_TRICK", "html-hidden", Severity::Medium, ours | ListMail,
        "Text is hidden in a way that newsletters do not use.", css_trick },
    { "HTML_PLAIN_DIVERGES", "", Severity::Low, ours | ListMail | Bounce,
        "The text part and the HTML part say different things.", plain_diverges },
    { "HTML_PROMPT_INJECTION", "", Severity::High, ListMail,
        "Text gives orders to an assistant program that may read the mail.", prompt_injection },
} };

} // namespace

std::span<const CheckRow> hidden_checks()
{
    return rows;
}

} // namespace scan
