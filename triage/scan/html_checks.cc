// Findings on what HTML shows, hides and contains.
#include <algorithm>
#include <unordered_set>

#include "triage/core/text.h"
#include "triage/identity/fold.h"
#include "triage/link/extract.h"
#include "triage/scan/checks.h"
#include "triage/scan/part_name.h"

namespace scan {

namespace {

using core::HtmlFacts;
using core::Severity;

// Organisations that the message links or loads something of in an ordinary way.
std::unordered_set<std::string_view> ordinary_orgs(const core::Message& m)
{
    std::unordered_set<std::string_view> orgs;
    for (const core::Link& l : m.links)
        if (l.origin == core::LinkOrigin::Anchor || l.origin == core::LinkOrigin::Image)
            orgs.insert(l.org_domain);
    orgs.erase("");
    return orgs;
}

// Whether a form sends what is typed to a stranger, or in the clear.
bool has_foreign_form(const Context& c)
{
    return std::any_of(c.m.links.begin(), c.m.links.end(), [&](const core::Link& l) {
        return l.origin == core::LinkOrigin::Form
            && (l.scheme == "mailto" || l.scheme == "http" || !c.sender.tied_to(l.org_domain));
    });
}

// Whether all forms lead where the message's links lead too: the search box of a newsletter.
bool has_ordinary_forms(const core::Message& m)
{
    const auto orgs = ordinary_orgs(m);
    return std::all_of(m.links.begin(), m.links.end(), [&](const core::Link& l) {
        return l.origin != core::LinkOrigin::Form || orgs.contains(l.org_domain);
    });
}

// Whether each form has one field at most, as a box to search or subscribe with has.
bool has_only_boxes(const core::Message& m, const HtmlFacts& h)
{
    return h.inputs <= h.forms
        && std::none_of(m.links.begin(), m.links.end(), [](const core::Link& l) {
               return l.origin == core::LinkOrigin::Form && l.scheme == "mailto";
           });
}

// A survey of the sender's own is common, and so are such boxes. What asks a stranger to fill in
// more is not.
void form(const Context& c, Sink& sink)
{
    const bool foreign = has_foreign_form(c), ordinary = has_ordinary_forms(c.m);
    for (const HtmlFacts& h : c.m.html) {
        if (h.forms == 0)
            continue;
        const bool secrets = h.password_inputs + h.card_inputs + h.code_inputs > 0;
        const bool usual = ordinary || has_only_boxes(c.m, h);
        sink.report(foreign && secrets ? Severity::High
                : foreign && !usual    ? Severity::Medium
                                       : Severity::Low,
            evidence(std::to_string(h.forms) + " forms", part_name(c, h)));
    }
}

// A field for a password, or as many fields as a wallet's recovery phrase has words.
void password_input(const Context& c, Sink& sink)
{
    constexpr std::uint32_t words_of_phrase = 12;
    static constexpr std::array<std::string_view, 5> phrases { "recovery phrase", "seed phrase",
        "secret phrase", "seed words", "mnemonic" };
    for (const HtmlFacts& h : c.m.html) {
        if (h.password_inputs > 0)
            sink.report(
                evidence(std::to_string(h.password_inputs) + " password inputs", part_name(c, h)));
        const std::string text
            = h.inputs >= words_of_phrase ? identity::fold(h.visible) : std::string();
        for (const std::string_view phrase : phrases)
            if (text.find(phrase) != text.npos)
                sink.report(
                    evidence(std::to_string(h.inputs) + " inputs for a " + std::string(phrase),
                        part_name(c, h)));
    }
}

void script(const Context& c, Sink& sink)
{
    for (const HtmlFacts& h : c.m.html)
        if (h.scripts > 0)
            sink.report(h.obfuscated_scripts > 0 ? Severity::High : Severity::Medium,
                evidence(std::to_string(h.scripts) + " scripts or event handlers"
                        + (h.obfuscated_scripts > 0 ? ", some decode what they run" : ""),
                    part_name(c, h)));
}

// The sender's own calendar or video, as intranets used to send them, is no threat. Advertisements
// in frames have a link and an image to the same server, for programs that show no frames.
Severity embed_severity(const Context& c)
{
    const auto ordinary = ordinary_orgs(c.m);
    bool any = false, foreign = false;
    for (const core::Link& l : c.m.links) {
        if (l.origin != core::LinkOrigin::Embed)
            continue;
        const bool own = c.sender.tied_to(l.org_domain);
        if (!own && !ordinary.contains(l.org_domain))
            return Severity::High;
        any = true;
        foreign = foreign || !own;
    }
    return !any ? Severity::High : foreign ? Severity::Medium : Severity::Low;
}

void active_embed(const Context& c, Sink& sink)
{
    for (const HtmlFacts& h : c.m.html)
        if (h.embeds > 0)
            sink.report(embed_severity(c),
                evidence(std::to_string(h.embeds) + " frames, objects or embeds", part_name(c, h)));
}

// Who writes of such holes on a list shows them.
void xss_vector(const Context& c, Sink& sink)
{
    for (const HtmlFacts& h : c.m.html)
        for (const std::string& name : h.vectors)
            sink.report(c.is(ListMail) ? Severity::Medium : Severity::Critical,
                evidence(name, part_name(c, h)));
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
        if (web && !c.sender.tied_to(base.org_domain))
            sink.report(c.is(Bulk) ? Severity::Medium : Severity::High,
                evidence("base " + h.base_href, part_name(c, h)));
    }
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

// What a mail program, not a sender, says of a message. Banners are at its top.
std::string_view safe_banner(std::string_view folded)
{
    static constexpr std::array<std::string_view, 16> banners { "sender is verified",
        "sender has been verified", "sender was verified", "from a verified sender",
        "from a trusted sender", "sender is trusted", "is on your safe sender",
        "is in your safe sender", "message is from a trusted", "email is from a trusted",
        "absender ist verifiziert", "von einem vertrauenswurdigen absender",
        "expediteur est verifie", "remitente verificado", "mittente verificato",
        "afzender is geverifieerd" };
    const auto* const found = std::find_if(banners.begin(), banners.end(),
        [&](std::string_view b) { return folded.find(b) != folded.npos; });
    return found == banners.end() ? std::string_view() : *found;
}

constexpr std::array<std::string_view, 9> document_endings { ".pdf", ".doc", ".docx", ".xls",
    ".xlsx", ".ppt", ".pptx", ".zip", ".htm" };

// A link that shows a file and its size as attachments are shown, but leads to no such file.
bool is_false_attachment(const Context& c, const WebLink& l)
{
    constexpr std::size_t longest = 100;
    const std::string text = core::to_lower_ascii(l.link->text);
    if (l.link->origin != core::LinkOrigin::Anchor || !l.foreign() || text.empty()
        || text.size() > longest || c.is(Attachment))
        return false;
    const std::string path = core::to_lower_ascii(l.link->path);
    return std::any_of(
        document_endings.begin(), document_endings.end(), [&](std::string_view ending) {
            const std::size_t at = text.find(ending);
            const std::string_view rest
                = at == text.npos ? std::string_view() : std::string_view(text).substr(at);
            const bool ends = at != text.npos && at > 0 && rest.size() == ending.size();
            const bool sized = rest.starts_with(std::string(ending) + ' ')
                && (rest.find("kb") != rest.npos || rest.find("mb") != rest.npos);
            return (ends || sized) && path.find(ending) == path.npos;
        });
}

void fake_chrome(const Context& c, Sink& sink)
{
    constexpr std::size_t top = 600; // bytes
    for (const HtmlFacts& h : c.m.html) {
        const std::string folded = identity::fold(core::prefix(h.visible, top));
        if (const std::string_view banner = safe_banner(folded); !banner.empty())
            sink.report(
                c.is(Bulk) ? Severity::Low : Severity::High, evidence(banner, part_name(c, h)));
    }
    const auto is_false = [&](const WebLink& l) { return is_false_attachment(c, l); };
    const auto l = std::find_if(c.links.begin(), c.links.end(), is_false);
    if (l == c.links.end())
        return;
    const bool shared = c.lists.contains(identity::HostList::FileShares, l->link->host);
    sink.report(shared || c.is(Bulk) ? Severity::Low : Severity::High,
        evidence("shows " + l->link->text, l->link->host));
}

constexpr std::uint32_t ours = Own | Authenticated;

// html-active: forms, script and frames come together, with a web page sent as a mail.
constexpr std::array<CheckRow, 8> rows { {
    { "HTML_FORM", "html-active", Severity::Medium, ours, "The message holds a form.", form },
    { "HTML_PASSWORD_INPUT", "html-active", Severity::Critical, 0,
        "The message asks for a password or a recovery phrase in a form of its own.",
        password_input },
    { "HTML_SCRIPT", "html-active", Severity::Medium, 0,
        "The message holds script or event handlers.", script },
    { "HTML_ACTIVE_EMBED", "html-active", Severity::High, ours,
        "The message embeds a frame or an object.", active_embed },
    { "HTML_XSS_VECTOR", "", Severity::Critical, 0,
        "The HTML is shaped to run script through the sanitiser of a webmail program.",
        xss_vector },
    { "HTML_REFRESH_BASE", "", Severity::High, ours,
        "The message redirects by itself or bases its links on a foreign host.", refresh_base },
    { "HTML_IMAGE_LURE", "", Severity::Medium, ours | ListMail | Bulk | Reply,
        "Images instead of text, linked to a foreign host.", image_lure },
    { "HTML_FAKE_CHROME", "", Severity::High, ours | ListMail,
        "The message imitates what the mail program shows: a safety banner, an attachment.",
        fake_chrome },
} };

} // namespace

std::span<const CheckRow> html_checks()
{
    return rows;
}

} // namespace scan
