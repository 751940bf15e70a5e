// Facts about links and pictures: an attacker links where the sender is not at home.
#include "triage/scan/fact_terms.h"

namespace scan {

namespace {

constexpr FactTerm rows[] = {
    { "=links-none", [](const MailFacts& f) { return f.links.all == 0; } },
    { "-links-none-text",
        [](const MailFacts& f) {
            return f.links.all == 0 && f.links.images == 0 && f.c.m.html.empty() && f.expected();
        } },
    { "+links-one", [](const MailFacts& f) { return f.links.all == 1; } },
    { "+links-few", [](const MailFacts& f) { return f.links.all > 1 && f.links.all <= 4; } },
    { "-links-many", [](const MailFacts& f) { return f.links.all > 12 && f.at_home(); } },
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
    { "-links-several-orgs",
        [](const MailFacts& f) { return f.links.orgs.size() >= 4 && f.at_home(); } },
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
    { "+images-elsewhere",
        [](const MailFacts& f) {
            return f.links.images > 0 && f.links.own_images == 0 && f.links.all > 0
                && !f.links.shares_org_with_image();
        } },
    { "-images-many", [](const MailFacts& f) { return f.links.images > 8 && f.at_home(); } },
};

} // namespace

std::span<const FactTerm> link_terms()
{
    return rows;
}

} // namespace scan
