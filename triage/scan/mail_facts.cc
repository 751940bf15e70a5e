#include "triage/scan/mail_facts.h"

#include <algorithm>

#include "triage/core/text.h"
#include "triage/identity/fold.h"
#include "triage/link/extract.h"
#include "triage/scan/links.h"

namespace scan {

namespace {

constexpr std::size_t read_html = 65536; // bytes of an HTML part in which marks are looked for
constexpr std::size_t shortest_label = 4; // of a domain, to be looked for in text
constexpr std::size_t least_preheader = 20; // characters

HtmlCounts count_html(const core::Message& m)
{
    HtmlCounts n;
    for (const core::HtmlFacts& h : m.html) {
        n.visible += h.visible.size();
        n.preheader = n.preheader || h.preheader > least_preheader;
        n.forms = n.forms || h.forms > 0;
    }
    for (const core::Part& p : m.parts) {
        if (p.type != "text/html")
            continue;
        n.bytes += p.data.size();
        const auto beginning = std::string_view(p.data).substr(0, read_html);
        n.for_outlook = n.for_outlook || beginning.find("[if ") != beginning.npos;
        n.for_phones = n.for_phones || beginning.find("@media") != beginning.npos;
        n.titled = n.titled || beginning.find("<title") != beginning.npos;
    }
    return n;
}

// Whether one of a signature's tags is d= with a domain of that organisation.
bool signs_for(const std::string& tags, const std::string& org)
{
    for (auto at = tags.find("d="); at != tags.npos; at = tags.find("d=", at + 1)) {
        if (at > 0 && tags[at - 1] != ';' && tags[at - 1] != ' ')
            continue;
        const auto end = std::min(tags.find_first_of("; \t", at), tags.size());
        return linking::org_domain(tags.substr(at + 2, end - at - 2)) == org;
    }
    return false;
}

bool signed_by_sender(const Context& c)
{
    return !c.sender.from_org.empty()
        && std::any_of(c.m.headers.begin(), c.m.headers.end(), [&](const core::HeaderField& h) {
               return core::equal_ignore_case(h.name, "DKIM-Signature")
                   && signs_for(core::to_lower_ascii(h.text), c.sender.from_org);
           });
}

bool path_differs(const Context& c)
{
    const std::string& path = c.envelope.mail_from;
    const auto at = path.rfind('@');
    return at != path.npos
        && linking::org_domain(core::to_lower_ascii(path.substr(at + 1))) != c.sender.from_org;
}

bool name_is_domain(const MailFacts& f)
{
    constexpr std::size_t shortest = 3;
    std::string letters;
    for (const std::string_view w : identity::words(f.name))
        letters += w;
    std::string domain = f.from_label;
    std::erase(domain, '-');
    if (domain.size() < shortest || letters.size() < shortest)
        return false;
    return letters.find(domain) != letters.npos || domain.find(letters) != domain.npos;
}

bool name_shares_word(const MailFacts& f)
{
    const auto all = identity::words(f.name);
    return std::any_of(all.begin(), all.end(), [&](std::string_view w) {
        return w.size() >= shortest_label && f.c.sender.from.domain.find(w) != std::string::npos;
    });
}

} // namespace

MailFacts mail_facts(const Context& c)
{
    MailFacts f { c, std::string(label(c.sender.from_org)), identity::fold(c.sender.from.name) };
    f.links = count_links(c, shown_words(c));
    f.html = count_html(c.m);
    f.signed_by_sender = signed_by_sender(c);
    f.path_differs = path_differs(c);
    f.name_is_domain = name_is_domain(f);
    f.name_shares_word = name_shares_word(f);
    return f;
}

} // namespace scan
