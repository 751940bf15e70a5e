#include "triage/scan/context.h"

#include <algorithm>
#include <unordered_set>

#include "triage/core/text.h"
#include "triage/link/extract.h"
#include "triage/scan/wallet.h"

namespace scan {

namespace {

constexpr std::size_t short_text = 500;
constexpr std::size_t phone_text = 16384; // bytes of new text in which a number is looked for

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

// Ten to fourteen digits grouped by at least one of "-. ()": a number to call, rather than an id.
bool has_phone(std::string_view text)
{
    text = text.substr(0, phone_text);
    std::size_t digits = 0, separators = 0, gap = 0;
    const auto is_number = [&] { return digits >= 10 && digits <= 14 && separators > 0; };
    for (const char c : text) {
        if (is_digit(c)) {
            separators += digits > 0 && gap > 0;
            ++digits;
            gap = 0;
        } else if (digits > 0 && gap < 2
            && std::string_view("-. ()").find(c) != std::string_view::npos) {
            ++gap;
        } else {
            if (is_number())
                return true;
            digits = separators = gap = 0;
        }
    }
    return is_number();
}

bool has_wallet(const core::Message& m)
{
    return !find_wallet(m.new_text).empty()
        || std::any_of(m.html.begin(), m.html.end(),
            [](const core::HtmlFacts& h) { return !find_wallet(h.visible).empty(); });
}

bool has_attachment(const core::Message& m)
{
    for (const core::Part& p : m.parts)
        if (p.leaf && (p.disposition == core::Disposition::Attachment || !p.filename.empty()))
            return true;
    return false;
}

// "intranet": leads nowhere outside of the reader's own network.
bool is_unqualified(std::string_view host)
{
    return host.find_first_of(".[") == host.npos;
}

std::optional<identity::Imitation> imitation(const ContextSources& sources, const core::Link& l)
{
    auto found = identity::imitated_brand(sources.lists, l.host, l.org_domain);
    return found ? found
                 : identity::imitated_own(sources.lists, l.org_domain, sources.local_domains);
}

std::vector<WebLink> web_links(
    const Subject& subject, const ContextSources& sources, const identity::Sender& sender)
{
    std::vector<WebLink> out;
    std::unordered_set<std::string_view> hosts;
    const auto add = [&](const core::Link& l) {
        if (l.host.empty() || (l.scheme != "http" && l.scheme != "https"))
            return;
        WebLink w {};
        w.link = &l;
        w.first_of_host = hosts.insert(l.host).second;
        w.affiliated = sender.tied_to(l.org_domain);
        w.claimed = sender.affiliated.has(l.org_domain);
        w.local = identity::is_below(l.host, sources.local_domains)
            || sources.lists.contains(identity::HostList::OwnDomains, l.host)
            || is_unqualified(l.host);
        w.neutral = sources.lists.contains(identity::HostList::NeutralHosts, l.host);
        w.clicked = l.origin != core::LinkOrigin::Image && l.origin != core::LinkOrigin::Other;
        if (w.first_of_host && !w.local && !w.neutral)
            w.imitation = imitation(sources, l);
        out.push_back(std::move(w));
    };
    for (const auto* links : { &subject.message.links, &subject.inside.links })
        for (const core::Link& l : *links)
            add(l);
    return out;
}

std::vector<std::string> protected_domains(const core::Message& m, const ContextSources& sources)
{
    constexpr std::size_t most = 4; // of recipients: a header can name thousands
    std::vector<std::string> out(sources.local_domains.begin(), sources.local_domains.end());
    if (!out.empty())
        return out;
    for (const auto* list : { &m.to, &m.cc })
        for (const core::Address& a : *list) {
            if (out.size() == most)
                return out;
            if (a.domain.find('.') != std::string::npos
                && !sources.lists.contains(identity::HostList::Freemail, a.domain)
                && std::find(out.begin(), out.end(), a.domain) == out.end())
                out.push_back(linking::org_domain(a.domain));
        }
    return out;
}

// foreign-links: at least one link to click that says anything, and none of the sender's.
bool only_foreign(const std::vector<WebLink>& links, const identity::Affiliation& affiliated)
{
    if (affiliated.empty()) // nobody is named: nothing to be foreign to
        return false;
    bool foreign = false;
    for (const WebLink& l : links) {
        if (l.clicked && l.affiliated)
            return false;
        foreign = foreign || (l.clicked && l.foreign());
    }
    return foreign;
}

std::uint32_t read_facts(const Context& c)
{
    std::uint32_t facts = 0;
    const auto set = [&](Fact fact, bool holds) {
        if (holds)
            facts |= fact;
    };
    const identity::Sender& s = c.sender;
    set(ListMail, s.list);
    set(Bulk, s.bulk);
    set(Own,
        c.envelope.client == core::ClientClass::Own
            || c.envelope.direction != core::Direction::Inbound);
    set(Authenticated, c.envelope.client == core::ClientClass::Authenticated);
    set(Aligned, s.aligned);
    set(Freemail, s.freemail);
    set(Reply, c.m.header("In-Reply-To") || c.m.header("References"));
    set(Bounce, s.bounce);
    set(Automatic, s.automatic);
    set(NoLinks, c.links.empty());
    set(ForeignLinks, only_foreign(c.links, c.sender.affiliated));
    set(ShortText, !c.m.new_text.empty() && c.m.new_text.size() <= short_text);
    set(Attachment, has_attachment(c.m));
    set(Phone, has_phone(c.m.new_text));
    set(Wallet, has_wallet(c.m) || !find_wallet(c.inside.text).empty());
    set(DocumentPhone, has_phone(short_document(c)));
    return facts;
}

} // namespace

std::string_view short_document(const Context& c)
{
    constexpr std::size_t page = 3000; // bytes
    return c.inside.text.size() <= page ? std::string_view(c.inside.text) : std::string_view();
}

Context make_context(
    const Subject& subject, const ContextSources& sources, const core::Deadline& deadline)
{
    // Who wrote an attached message is what it says: its verifiers' fields came with it.
    const core::TraceTrustees trusted = subject.attached
        ? core::TraceTrustees {}
        : core::TraceTrustees { sources.verifiers.ids, subject.envelope.mta,
              sources.verifiers.max_fields };
    Context c { subject.message, subject.envelope, subject.raw, subject.inside, sources.lists,
        sources.local_domains, deadline,
        identity::read_sender(
            subject.message, subject.envelope, { sources.lists, sources.local_domains, trusted }),
        {}, {}, {}, 0 };
    c.protected_domains = protected_domains(subject.message, sources);
    c.from_imitation = identity::imitated_brand(c.lists, c.sender.from.domain, c.sender.from_org);
    c.links = web_links(subject, sources, c.sender);
    c.facts = read_facts(c) | (subject.attached ? std::uint32_t { AttachedMessage } : 0U);
    return c;
}

} // namespace scan
