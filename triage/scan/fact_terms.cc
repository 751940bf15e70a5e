// Facts about text and build, and the list of all facts that a message has.
#include <algorithm>

#include "triage/core/text.h"
#include "triage/identity/fold.h"
#include "triage/scan/disguise.h"
#include "triage/scan/fact_terms.h"
#include "triage/scan/terms.h"

namespace scan {

namespace {

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

constexpr FactTerm rows[] = {
    { "+html-alone",
        [](const MailFacts& f) { return part_is(f, "text/html") && !part_is(f, "text/plain"); } },
    { "-html-and-text",
        [](const MailFacts& f) {
            return part_is(f, "text/html") && part_is(f, "multipart/alternative");
        } },
    { "-text-alone",
        [](const MailFacts& f) {
            return f.c.m.html.empty() && f.c.m.parts.size() == 1 && f.expected();
        } },
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

std::size_t upper(std::string_view s)
{
    return count(s, [](char c) { return c >= 'A' && c <= 'Z'; });
}

std::size_t lower(std::string_view s)
{
    return count(s, [](char c) { return c >= 'a' && c <= 'z'; });
}

} // namespace

bool part_is(const MailFacts& f, std::string_view type)
{
    return std::any_of(f.c.m.parts.begin(), f.c.m.parts.end(),
        [&](const core::Part& p) { return p.type == type; });
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

std::span<const FactTerm> content_terms()
{
    return rows;
}

void add_fact_terms(const Context& c, std::vector<model::Term>& terms)
{
    const MailFacts f = mail_facts(c);
    for (const std::span<const FactTerm> table : { sender_terms(), link_terms(), content_terms() })
        for (const FactTerm& t : table)
            if (t.holds(f))
                terms.push_back({ t.name, 1 });
}

} // namespace scan
