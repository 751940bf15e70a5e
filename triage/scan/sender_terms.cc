// Facts about the sender: who has a domain of his own shows it everywhere.
#include <algorithm>

#include "triage/core/text.h"
#include "triage/identity/fold.h"
#include "triage/link/extract.h"
#include "triage/scan/fact_terms.h"

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

// "Garden Shop Service" <mail@service.example> that is answered at gardenshop.example: a service
// that mails for a shop shows it. Who is answered at a freemail account shows nothing.
bool reply_to_is_name(const MailFacts& f)
{
    std::string name;
    for (const std::string_view w : identity::words(f.name))
        name += w;
    return std::any_of(f.c.m.reply_to.begin(), f.c.m.reply_to.end(), [&](const core::Address& a) {
        const std::string org = linking::org_domain(a.domain);
        std::string shown(label(org));
        std::erase(shown, '-');
        return org != f.c.sender.from_org && shown.size() >= shortest_label
            && !f.c.lists.contains(HostList::Freemail, a.domain) && name.find(shown) != name.npos;
    });
}

std::string_view local_part(const MailFacts& f)
{
    const std::string& a = f.c.sender.from.address;
    return std::string_view(a).substr(0, std::min(a.find('@'), a.size()));
}

constexpr FactTerm rows[] = {
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
    { "-reply-to-is-name", reply_to_is_name },
    { "+freemail-alone",
        [](const MailFacts& f) {
            return f.c.is(Freemail) && !f.c.is(Reply | ListMail) && f.links.all == 0
                && !f.c.m.new_text.empty();
        } },
    { "-signed-twice",
        [](const MailFacts& f) {
            return f.signed_by_sender && f.c.m.count("DKIM-Signature") > 1;
        } },
    { "-thread", [](const MailFacts& f) { return f.c.is(Reply); } },
    { "-list", [](const MailFacts& f) { return f.c.is(ListMail); } },
    { "-bulk", [](const MailFacts& f) { return f.c.is(Bulk); } },
    { "-one-click",
        [](const MailFacts& f) { return f.c.m.header("List-Unsubscribe-Post") != nullptr; } },
    { "-bounce", [](const MailFacts& f) { return f.c.is(Bounce); } },
};

} // namespace

std::span<const FactTerm> sender_terms()
{
    return rows;
}

} // namespace scan
