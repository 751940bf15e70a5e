// Facts about the build of a message, each with the direction that reason gives it: an attacker
// links where the sender is not at home; who has a domain of his own shows it everywhere.
#include <algorithm>

#include "triage/core/text.h"
#include "triage/identity/fold.h"
#include "triage/link/extract.h"
#include "triage/scan/disguise.h"
#include "triage/scan/mail_facts.h"
#include "triage/scan/terms.h"

namespace scan {

namespace {

using identity::HostList;

constexpr std::size_t read_text = 20000; // bytes of text in which the sender's domain is looked for
constexpr std::size_t shortest_label = 4; // of a domain, to be looked for in text

bool reply_to_differs(const MailFacts& f)
{
    return std::any_of(f.c.m.reply_to.begin(), f.c.m.reply_to.end(), [&](const core::Address& a) {
        return linking::org_domain(a.domain) != f.c.sender.from_org;
    });
}

bool reply_to_freemail(const MailFacts& f)
{
    return std::any_of(f.c.m.reply_to.begin(), f.c.m.reply_to.end(),
        [&](const core::Address& a) { return f.c.lists.contains(HostList::Freemail, a.domain); });
}

bool part_is(const MailFacts& f, std::string_view type)
{
    return std::any_of(f.c.m.parts.begin(), f.c.m.parts.end(),
        [&](const core::Part& p) { return p.type == type; });
}

std::string_view local_part(const MailFacts& f)
{
    const std::string& a = f.c.sender.from.address;
    return std::string_view(a).substr(0, std::min(a.find('@'), a.size()));
}

std::size_t upper(std::string_view s)
{
    return count(s, [](char c) { return c >= 'A' && c <= 'Z'; });
}

std::size_t lower(std::string_view s)
{
    return count(s, [](char c) { return c >= 'a' && c <= 'z'; });
}

bool shouts(std::string_view s)
{
    return upper(s) >= 8 && upper(s) > 2 * lower(s);
}

bool has_pictographs(std::string_view s)
{
    for (std::size_t at = 0; at < s.size();) {
        const char32_t c = core::next_code_point(s, at);
        if ((c >= 0x1F300 && c < 0x1FB00) || (c >= 0x2600 && c < 0x27C0))
            return true;
    }
    return false;
}

bool has_currency(std::string_view s)
{
    return s.find_first_of("$") != s.npos || s.find("\u20ac") != s.npos
        || s.find("\u00a3") != s.npos;
}

bool encoded_ascii(const MailFacts& f)
{
    return std::any_of(f.c.m.parts.begin(), f.c.m.parts.end(), [](const core::Part& p) {
        return p.is_text() && p.encoding == "base64" && p.data.size() > 100
            && std::all_of(p.data.begin(), p.data.end(),
                [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    });
}

bool mentions_foreign_brand(const MailFacts& f)
{
    const auto match = f.c.lists.brand_in_name(identity::fold(f.c.m.subject));
    return match && !match->common
        && std::none_of(match->brand->domains.begin(), match->brand->domains.end(),
            [&](std::string_view d) { return f.c.sender.affiliated.has(d); });
}

struct FactTerm {
    const char* name;
    bool (*holds)(const MailFacts&);
};

constexpr FactTerm sender_terms[] = {
    { "-path-is-sender",
        [](const MailFacts& f) { return !f.c.envelope.mail_from.empty() && !f.path_differs; } },
    { "+path-differs", [](const MailFacts& f) { return f.path_differs && !f.c.is(ListMail); } },
    { "-signed-by-sender", [](const MailFacts& f) { return f.signed_by_sender; } },
    { "-proven", [](const MailFacts& f) { return f.c.is(Aligned); } },
    { "+no-sender", [](const MailFacts& f) { return f.c.sender.from.domain.empty(); } },
    { "-name-is-domain", [](const MailFacts& f) { return f.name_is_domain; } },
    { "-name-shares-word", [](const MailFacts& f) { return f.name_shares_word; } },
    { "+name-apart-from-domain",
        [](const MailFacts& f) {
            return !f.name.empty() && !f.c.is(Freemail) && !f.name_shares_word && !f.name_is_domain;
        } },
    { "+name-empty-with-link",
        [](const MailFacts& f) { return f.name.empty() && f.links.foreign > 0; } },
    { "+name-with-address", [](const MailFacts& f) { return f.name.find('@') != f.name.npos; } },
    { "+name-shouts", [](const MailFacts& f) { return shouts(f.c.sender.from.name); } },
    { "-domain-in-text",
        [](const MailFacts& f) {
            return f.from_label.size() >= shortest_label
                && core::to_lower_ascii(std::string_view(f.c.m.new_text).substr(0, read_text))
                       .find(f.from_label)
                != std::string::npos;
        } },
    { "+local-digits", [](const MailFacts& f) { return count(local_part(f), is_digit) >= 4; } },
    { "+local-long", [](const MailFacts& f) { return local_part(f).size() > 24; } },
    { "+domain-digits", [](const MailFacts& f) { return count(f.from_label, is_digit) > 0; } },
    { "+domain-hyphens", [](const MailFacts& f) { return count(f.from_label, is_hyphen) > 0; } },
    { "+domain-deep",
        [](const MailFacts& f) { return count(f.c.sender.from.domain, is_dot) > 3; } },
    { "+domain-risky",
        [](const MailFacts& f) {
            return f.c.lists.contains(HostList::RiskyTlds, top_level(f.c.sender.from.domain));
        } },
    { "+freemail-with-links",
        [](const MailFacts& f) { return f.c.is(Freemail) && f.links.foreign > 0; } },
    { "+freemail-html", [](const MailFacts& f) { return f.c.is(Freemail) && f.links.images > 0; } },
    { "=freemail", [](const MailFacts& f) { return f.c.is(Freemail); } },
    { "+reply-to-differs",
        [](const MailFacts& f) { return reply_to_differs(f) && !f.c.is(ListMail); } },
    { "+reply-to-freemail",
        [](const MailFacts& f) {
            return reply_to_freemail(f) && !f.c.is(Freemail) && !f.c.is(ListMail);
        } },
    { "-thread", [](const MailFacts& f) { return f.c.is(Reply); } },
    { "-list", [](const MailFacts& f) { return f.c.is(ListMail); } },
    { "-bulk", [](const MailFacts& f) { return f.c.is(Bulk); } },
    { "-one-click",
        [](const MailFacts& f) { return f.c.m.header("List-Unsubscribe-Post") != nullptr; } },
    { "-bounce", [](const MailFacts& f) { return f.c.is(Bounce); } },
};

constexpr FactTerm link_terms[] = {
    { "=links-none", [](const MailFacts& f) { return f.links.all == 0; } },
    { "-links-none-text",
        [](const MailFacts& f) {
            return f.links.all == 0 && f.links.images == 0 && f.c.m.html.empty();
        } },
    { "+links-one", [](const MailFacts& f) { return f.links.all == 1; } },
    { "+links-few", [](const MailFacts& f) { return f.links.all > 1 && f.links.all <= 4; } },
    { "=links-some", [](const MailFacts& f) { return f.links.all > 4 && f.links.all <= 12; } },
    { "-links-many", [](const MailFacts& f) { return f.links.all > 12; } },
    { "-links-own", [](const MailFacts& f) { return f.links.affiliated > 0; } },
    { "-links-mostly-own",
        [](const MailFacts& f) {
            return f.links.affiliated > 0 && 2 * f.links.affiliated >= f.links.all;
        } },
    { "+links-all-foreign",
        [](const MailFacts& f) { return f.links.foreign > 0 && f.links.affiliated == 0; } },
    { "+links-one-foreign-host",
        [](const MailFacts& f) {
            return f.links.foreign_orgs.size() == 1 && f.links.affiliated == 0;
        } },
    { "-links-several-orgs", [](const MailFacts& f) { return f.links.orgs.size() >= 4; } },
    { "+links-unnamed",
        [](const MailFacts& f) { return f.links.unnamed > 0 && f.links.unnamed == f.links.all; } },
    { "-links-named",
        [](const MailFacts& f) { return f.links.foreign > 0 && f.links.unnamed == 0; } },
    { "-links-neutral",
        [](const MailFacts& f) { return f.links.neutral > 0 && f.links.affiliated > 0; } },
    { "+links-http",
        [](const MailFacts& f) { return f.links.plain_http > 0 && f.links.foreign > 0; } },
    { "+links-ip", [](const MailFacts& f) { return f.links.ip > 0; } },
    { "+links-port", [](const MailFacts& f) { return f.links.port > 0; } },
    { "+links-userinfo", [](const MailFacts& f) { return f.links.userinfo > 0; } },
    { "+links-tricks", [](const MailFacts& f) { return f.links.tricks > 0; } },
    { "+links-free-host", [](const MailFacts& f) { return f.links.free_host > 0; } },
    { "+links-shortener", [](const MailFacts& f) { return f.links.shortener > 0; } },
    { "+links-risky-tld", [](const MailFacts& f) { return f.links.risky_tld > 0; } },
    { "+links-digits", [](const MailFacts& f) { return f.links.digits > 0; } },
    { "+links-hyphens", [](const MailFacts& f) { return f.links.hyphens > 0; } },
    { "+links-deep", [](const MailFacts& f) { return f.links.deep > 0; } },
    { "+links-script", [](const MailFacts& f) { return f.links.script_path > 0; } },
    { "+links-fragment", [](const MailFacts& f) { return f.links.fragment > 0; } },
    { "+links-root",
        [](const MailFacts& f) {
            return f.links.root_path > 0 && f.links.root_path == f.links.foreign;
        } },
    { "+links-long",
        [](const MailFacts& f) { return f.links.long_path > 0 && f.links.affiliated == 0; } },
    { "+mailto-freemail",
        [](const MailFacts& f) { return f.links.free_mail > 0 && !f.c.is(Freemail); } },
    { "+mailto-only", [](const MailFacts& f) { return f.links.mail > 0 && f.links.all == 0; } },
    { "-images-own", [](const MailFacts& f) { return f.links.own_images > 0; } },
    { "+images-foreign",
        [](const MailFacts& f) { return f.links.foreign_images > 0 && f.links.own_images == 0; } },
    { "-images-many", [](const MailFacts& f) { return f.links.images > 8; } },
};

constexpr FactTerm content_terms[] = {
    { "+html-alone",
        [](const MailFacts& f) { return part_is(f, "text/html") && !part_is(f, "text/plain"); } },
    { "-html-and-text",
        [](const MailFacts& f) {
            return part_is(f, "text/html") && part_is(f, "multipart/alternative");
        } },
    { "-text-alone",
        [](const MailFacts& f) { return f.c.m.html.empty() && f.c.m.parts.size() == 1; } },
    { "+html-bulk-without-way-out",
        [](const MailFacts& f) {
            return part_is(f, "text/html") && f.links.foreign > 0 && !f.c.is(Bulk)
                && !f.c.is(Reply);
        } },
    { "+html-thin",
        [](const MailFacts& f) {
            return f.html.bytes > 2000 && f.html.visible * 30 < f.html.bytes;
        } },
    { "+html-image-only",
        [](const MailFacts& f) { return f.links.images > 0 && f.html.visible < 60; } },
    { "+text-empty", [](const MailFacts& f) { return f.c.m.new_text.size() < 20; } },
    { "=text-short",
        [](const MailFacts& f) {
            return f.c.m.new_text.size() >= 20 && f.c.m.new_text.size() < 300;
        } },
    { "=text-middle",
        [](const MailFacts& f) {
            return f.c.m.new_text.size() >= 300 && f.c.m.new_text.size() < 1500;
        } },
    { "=text-long", [](const MailFacts& f) { return f.c.m.new_text.size() >= 4000; } },
    { "+short-with-foreign-link",
        [](const MailFacts& f) {
            return f.c.m.new_text.size() < 600 && f.links.foreign > 0 && f.links.affiliated == 0;
        } },
    { "+encoded-ascii", encoded_ascii },
    { "+broken-words",
        [](const MailFacts& f) {
            return broken_words(f.c.m.new_text) + broken_words(f.c.m.subject) > 0;
        } },
    { "+styled-letters",
        [](const MailFacts& f) {
            return styled_letters(f.c.m.subject) + styled_letters(f.c.sender.from.name) > 0;
        } },
    { "+subject-shouts", [](const MailFacts& f) { return shouts(f.c.m.subject); } },
    { "=subject-pictographs", [](const MailFacts& f) { return has_pictographs(f.c.m.subject); } },
    { "+name-pictographs",
        [](const MailFacts& f) { return has_pictographs(f.c.sender.from.name); } },
    { "=subject-exclaims",
        [](const MailFacts& f) { return f.c.m.subject.find('!') != std::string::npos; } },
    { "=subject-currency", [](const MailFacts& f) { return has_currency(f.c.m.subject); } },
    { "+subject-number", [](const MailFacts& f) { return count(f.c.m.subject, is_digit) >= 5; } },
    { "+subject-empty", [](const MailFacts& f) { return f.c.m.subject.empty(); } },
    { "+subject-foreign-brand", mentions_foreign_brand },
    { "+phone", [](const MailFacts& f) { return f.c.is(Phone) && f.c.is(Freemail); } },
    { "-html-for-outlook", [](const MailFacts& f) { return f.html.for_outlook; } },
    { "-html-for-phones", [](const MailFacts& f) { return f.html.for_phones; } },
    { "-html-preheader", [](const MailFacts& f) { return f.html.preheader; } },
    { "-html-titled", [](const MailFacts& f) { return f.html.titled; } },
    { "+html-unsigned",
        [](const MailFacts& f) { return part_is(f, "text/html") && !f.signed_by_sender; } },
    { "+link-unsigned",
        [](const MailFacts& f) {
            return f.links.foreign > 0 && !f.signed_by_sender && !f.c.is(Reply)
                && !f.c.is(ListMail);
        } },
    { "+link-path-differs",
        [](const MailFacts& f) {
            return f.links.foreign > 0 && f.path_differs && !f.c.is(ListMail);
        } },
    { "+foreign-unsigned",
        [](const MailFacts& f) {
            return f.links.foreign > 0 && f.links.affiliated == 0 && !f.signed_by_sender;
        } },
    { "+foreign-unnamed-unsigned",
        [](const MailFacts& f) {
            return f.links.unnamed > 0 && f.links.affiliated == 0 && !f.signed_by_sender
                && !f.c.is(Bulk);
        } },
    { "+foreign-apart",
        [](const MailFacts& f) {
            return f.links.unnamed > 0 && f.links.affiliated == 0 && !f.name_shares_word
                && !f.name_is_domain;
        } },
    { "+forms", [](const MailFacts& f) { return f.html.forms; } },
    { "+attached-html",
        [](const MailFacts& f) {
            return std::any_of(f.c.m.parts.begin(), f.c.m.parts.end(),
                [](const core::Part& p) { return p.type == "text/html" && !p.filename.empty(); });
        } },
    { "=attached-pdf", [](const MailFacts& f) { return part_is(f, "application/pdf"); } },
    { "-calendar", [](const MailFacts& f) { return part_is(f, "text/calendar"); } },
};

} // namespace

void add_fact_terms(const Context& c, std::vector<model::Term>& terms)
{
    const MailFacts f = mail_facts(c);
    for (const std::span<const FactTerm> table : { std::span<const FactTerm>(sender_terms),
             std::span<const FactTerm>(link_terms), std::span<const FactTerm>(content_terms) })
        for (const FactTerm& t : table)
            if (t.holds(f))
                terms.push_back({ t.name, 1 });
}

} // namespace scan
