#include "triage/scan/link_counts.h"

#include <algorithm>

#include "triage/core/text.h"
#include "triage/scan/links.h"

namespace scan {

namespace {

using identity::HostList;

constexpr std::size_t long_path = 150;

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

void count_foreign(
    const core::Link& l, const Context& c, const std::string& shown_words, LinkCounts& n)
{
    ++n.foreign;
    n.foreign_orgs.insert(l.org_domain);
    n.unnamed += !names(shown_words, l.org_domain);
    n.free_host += c.lists.contains(HostList::FreeHosts, l.host);
    n.shortener += c.lists.contains(HostList::Shorteners, l.host);
    n.risky_tld += c.lists.contains(HostList::RiskyTlds, top_level(l.host));
    count_shape(l, n);
}

void count_clicked(
    const WebLink& w, const Context& c, const std::string& shown_words, LinkCounts& n)
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
        count_foreign(l, c, shown_words, n);
}

void count_mailto(const core::Link& l, const Context& c, LinkCounts& n)
{
    ++n.mail;
    const auto at = l.url.find('@');
    if (at == l.url.npos)
        return;
    const std::string domain = core::to_lower_ascii(std::string_view(l.url).substr(at + 1));
    n.free_mail += c.lists.contains(
        HostList::Freemail, std::string_view(domain).substr(0, domain.find('?')));
}

} // namespace

bool LinkCounts::shares_org_with_image() const
{
    return std::any_of(image_orgs.begin(), image_orgs.end(),
        [&](std::string_view org) { return orgs.contains(org); });
}

LinkCounts count_links(const Context& c, const std::string& shown_words)
{
    LinkCounts n;
    for (const WebLink& w : c.links) {
        if (w.clicked) {
            count_clicked(w, c, shown_words, n);
            continue;
        }
        ++n.images;
        n.own_images += w.affiliated;
        n.foreign_images += w.foreign();
        n.image_orgs.insert(w.link->org_domain);
    }
    for (const core::Link& l : c.m.links)
        if (l.scheme == "mailto")
            count_mailto(l, c, n);
    return n;
}

std::string_view label(std::string_view org)
{
    return org.substr(0, org.find('.'));
}

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

} // namespace scan
