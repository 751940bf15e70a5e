#include "triage/scan/mail_facts.h"

#include <algorithm>

#include "triage/core/text.h"
#include "triage/identity/fold.h"
#include "triage/link/extract.h"

namespace scan {

namespace {

using identity::HostList;

constexpr std::size_t read_text = 20000; // bytes of text in which names are looked for
constexpr std::size_t read_html = 65536; // bytes of an HTML part in which marks are looked for
constexpr std::size_t shortest_label = 4; // of a domain, to be looked for in text
constexpr std::size_t long_path = 150;
constexpr std::size_t least_preheader = 20; // characters

std::string_view label(std::string_view org)
{
    return org.substr(0, org.find('.'));
}

bool names(const std::string& text, std::string_view org)
{
    const std::string_view l = label(org);
    return l.size() >= shortest_label && text.find(l) != text.npos;
}

void count_shape(const core::Link& l, LinkCounts& n)
{
    const std::string_view path = l.path;
    n.digits += count(label(l.org_domain), is_digit) > 0;
    n.hyphens += count(l.host, is_hyphen) > 0;
    n.deep += count(l.host, is_dot) > 3;
    n.script_path += path.find(".php") != path.npos || path.find("/wp-") != path.npos;
    n.root_path += path.size() <= 1;
    n.fragment += path.find('#') != path.npos;
    n.long_path += path.size() > long_path;
}

void count_foreign(const core::Link& l, const MailFacts& f, LinkCounts& n)
{
    const auto& lists = f.c.lists;
    ++n.foreign;
    n.foreign_orgs.insert(l.org_domain);
    n.unnamed += !names(f.text, l.org_domain);
    n.free_host += lists.contains(HostList::FreeHosts, l.host);
    n.shortener += lists.contains(HostList::Shorteners, l.host);
    n.risky_tld += lists.contains(HostList::RiskyTlds, top_level(l.host));
    count_shape(l, n);
}

void count_clicked(const WebLink& w, const MailFacts& f, LinkCounts& n)
{
    constexpr auto tricks = core::LinkSchemeTrick | core::LinkUnicodeTrick | core::LinkIdn
        | core::LinkSplitText | core::LinkJoined;
    const core::Link& l = *w.link;
    ++n.all;
    n.orgs.insert(l.org_domain);
    n.affiliated += w.affiliated;
    n.neutral += w.neutral;
    n.plain_http += l.scheme == "http";
    n.ip += (l.traits & core::LinkIpHost) != 0;
    n.port += l.port.has_value();
    n.userinfo += (l.traits & core::LinkUserinfo) != 0;
    n.tricks += (l.traits & tricks) != 0;
    if (w.foreign())
        count_foreign(l, f, n);
}

void count_mailto(const core::Link& l, const MailFacts& f, LinkCounts& n)
{
    ++n.mail;
    const auto at = l.url.find('@');
    if (at == l.url.npos)
        return;
    const std::string domain = core::to_lower_ascii(std::string_view(l.url).substr(at + 1));
    n.free_mail += f.c.lists.contains(
        HostList::Freemail, std::string_view(domain).substr(0, domain.find('?')));
}

LinkCounts count_links(const MailFacts& f)
{
    LinkCounts n;
    for (const WebLink& w : f.c.links) {
        if (w.clicked) {
            count_clicked(w, f, n);
            continue;
        }
        ++n.images;
        n.own_images += w.affiliated;
        n.foreign_images += w.foreign();
    }
    for (const core::Link& l : f.c.m.links)
        if (l.scheme == "mailto")
            count_mailto(l, f, n);
    return n;
}

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

std::size_t count(std::string_view s, bool (*is)(char))
{
    return static_cast<std::size_t>(std::count_if(s.begin(), s.end(), is));
}

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool is_dot(char c)
{
    return c == '.';
}

bool is_hyphen(char c)
{
    return c == '-';
}

std::string_view top_level(std::string_view host)
{
    return host.substr(host.rfind('.') + 1);
}

MailFacts mail_facts(const Context& c)
{
    MailFacts f { c, std::string(label(c.sender.from_org)), identity::fold(c.sender.from.name),
        {} };
    f.text = f.name + ' ' + identity::fold(c.m.subject) + ' '
        + identity::fold(std::string_view(c.m.new_text).substr(0, read_text));
    f.links = count_links(f);
    f.html = count_html(c.m);
    f.signed_by_sender = signed_by_sender(c);
    f.path_differs = path_differs(c);
    f.name_is_domain = name_is_domain(f);
    f.name_shares_word = name_shares_word(f);
    return f;
}

} // namespace scan
