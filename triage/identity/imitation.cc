#include "triage/identity/imitation.h"

#include <algorithm>
#include <array>
#include <vector>

#include "triage/core/text.h"
#include "triage/identity/fold.h"

namespace identity {

namespace {

// Words that phishers put beside a brand's name.
constexpr std::array<std::string_view, 44> trade_words { "account", "accounts", "acct", "admin",
    "alert", "alerts", "auth", "bank", "banking", "billing", "center", "centre", "client",
    "confirm", "customer", "customers", "delivery", "express", "help", "helpdesk", "id", "info",
    "invoice", "kunden", "kundenservice", "login", "logon", "mail", "notice", "notification",
    "online", "pay", "payment", "portal", "post", "refund", "secure", "security", "service",
    "services", "signin", "support", "update", "verify" };

static_assert(std::is_sorted(trade_words.begin(), trade_words.end()));

constexpr std::array<std::string_view, 12> domain_labels { "com", "net", "org", "de", "fr", "it",
    "es", "nl", "co", "us", "io", "me" };

constexpr std::size_t max_org = 253;

bool is_trade_word(std::string_view w)
{
    return std::binary_search(trade_words.begin(), trade_words.end(), w);
}

std::vector<std::string_view> split(std::string_view s, char separator)
{
    std::vector<std::string_view> out;
    for (;;) {
        const std::size_t at = s.find(separator);
        out.push_back(s.substr(0, at));
        if (at == s.npos)
            return out;
        s.remove_prefix(at + 1);
    }
}

// One digit of a punycode number; 36 if it is none.
std::uint32_t digit(char c)
{
    if (c >= 'a' && c <= 'z')
        return static_cast<std::uint32_t>(c - 'a');
    return c >= '0' && c <= '9' ? static_cast<std::uint32_t>(c - '0' + 26) : 36;
}

std::uint32_t adapt(std::uint32_t delta, std::uint32_t points, bool first)
{
    delta = first ? delta / 700 : delta / 2;
    delta += delta / points;
    std::uint32_t k = 0;
    for (; delta > 455; k += 36)
        delta /= 35;
    return k + 36 * delta / (delta + 38);
}

// A brand's name at the beginning or end of a label with a word of the trade as the rest.
const Brand* brand_and_trade_word(const Lists& lists, std::string_view label)
{
    for (std::size_t at = 2; at + 2 <= label.size(); ++at) {
        const std::string_view head = label.substr(0, at), tail = label.substr(at);
        if (is_trade_word(tail))
            if (const Brand* b = lists.brand_of_label(head))
                return b;
        if (is_trade_word(head))
            if (const Brand* b = lists.brand_of_label(tail))
                return b;
    }
    return nullptr;
}

// A brand nearly written. Words of the trade and those listed are themselves; of a part of a label
// no letter may be missing, since "cloud" is a word and no "icloud".
const Brand* nearly(const Lists& lists, std::string_view word, bool part)
{
    constexpr std::size_t shortest_part = 6;
    return is_trade_word(word) || lists.contains(HostList::NotLookalikes, word)
            || (part && word.size() < shortest_part)
        ? nullptr
        : lists.brand_like_label(word);
}

// Tricks within the registrable domain's own label.
std::optional<Imitation> in_label(const Lists& lists, const std::string& label)
{
    if (const Brand* b = nearly(lists, label, false))
        return Imitation { std::string(b->name), b, Trick::Lookalike };
    if (const Brand* b = brand_and_trade_word(lists, label))
        return Imitation { std::string(b->name), b, Trick::Combination };
    const auto parts = split(label, '-');
    if (parts.size() < 2)
        return std::nullopt;
    const bool trade = std::any_of(parts.begin(), parts.end(), is_trade_word);
    for (const std::string_view part : parts) {
        const Brand* b = lists.brand_of_label(part);
        const Brand* near = b ? b : nearly(lists, part, true);
        if (near)
            return Imitation { std::string(near->name), near,
                trade || !b ? Trick::Combination : Trick::Mention };
    }
    return std::nullopt;
}

// Tricks in the labels left of the registrable domain.
std::optional<Imitation> in_subdomain(const Lists& lists, std::string_view left)
{
    const auto labels = split(left, '.');
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const Brand* b = lists.brand_of_label(labels[i]);
        if (!b)
            continue;
        const bool domain = i + 1 < labels.size()
            && std::find(domain_labels.begin(), domain_labels.end(), labels[i + 1])
                != domain_labels.end();
        return Imitation { std::string(b->name), b, domain ? Trick::Domain : Trick::Subdomain };
    }
    return std::nullopt;
}

} // namespace

std::string decode_label(std::string_view label)
{
    if (!label.starts_with("xn--") || label.size() > 63)
        return {};
    label.remove_prefix(4);
    std::u32string out;
    if (const std::size_t dash = label.rfind('-'); dash != label.npos) {
        out.assign(label.begin(), label.begin() + static_cast<std::ptrdiff_t>(dash));
        label.remove_prefix(dash + 1);
    }
    std::uint64_t n = 128, i = 0;
    std::uint32_t bias = 72;
    while (!label.empty()) {
        const std::uint64_t before = i;
        std::uint64_t weight = 1;
        for (std::uint32_t k = 36;; k += 36) {
            const std::uint32_t d = label.empty() ? 36 : digit(label[0]);
            if (d == 36)
                return {};
            label.remove_prefix(1);
            i += d * weight;
            const std::uint32_t t = k <= bias ? 1 : k >= bias + 26 ? 26 : k - bias;
            if (d < t)
                break;
            weight *= 36 - t;
            if (i > 0xFFFFFFFF || weight > 0xFFFFFFFF)
                return {};
        }
        const auto points = static_cast<std::uint32_t>(out.size() + 1);
        bias = adapt(static_cast<std::uint32_t>(i - before), points, before == 0);
        n += i / points;
        i %= points;
        if (n > 0x10FFFF || (n >= 0xD800 && n < 0xE000))
            return {};
        out.insert(out.begin() + static_cast<std::ptrdiff_t>(i++), static_cast<char32_t>(n));
    }
    std::string utf8;
    for (const char32_t c : out)
        core::append_utf8(utf8, c);
    return utf8;
}

std::string readable_label(std::string_view label)
{
    const std::string decoded = decode_label(label);
    return look(decoded.empty() ? label : decoded);
}

namespace {

// The brand that an IDN's label reads like: by the fold of names, and by UTS 39 for letters of
// scripts that the fold does not know.
const Brand* homograph(const Lists& lists, std::string_view decoded, const std::string& readable)
{
    if (const Brand* b = lists.brand_of_label(readable))
        return b;
    if (const Brand* b = lists.brand_of_skeleton(core::skeleton(core::fold_case(decoded))))
        return b;
    return lists.brand_like_label(readable);
}

std::string_view first_label(std::string_view domain)
{
    return domain.substr(0, domain.find('.'));
}

// How `label`, which is read from `own`, imitates the label of `domain`.
std::optional<Trick> imitates(
    std::string_view own, const std::string& label, std::string_view domain)
{
    constexpr std::size_t shortest = 6;
    const std::string_view wanted = first_label(domain);
    if (own == wanted || wanted.size() < shortest)
        return std::nullopt;
    const std::string decoded = decode_label(own);
    if (label == wanted
        || (!decoded.empty() && core::skeleton(core::fold_case(decoded)) == core::skeleton(wanted)))
        return Trick::Homograph;
    if (read_leet(label) == wanted || within_distance(label, wanted, 1))
        return Trick::Lookalike;
    return std::nullopt;
}

} // namespace

std::optional<Imitation> imitated_brand(
    const Lists& lists, std::string_view host, std::string_view org)
{
    if (org.empty() || lists.brand_of_host(host) || lists.contains(HostList::NotLookalikes, org))
        return std::nullopt;
    const std::string_view own = first_label(org);
    const std::string label = readable_label(own);
    if (const std::string decoded = decode_label(own); !decoded.empty())
        if (const Brand* b = homograph(lists, decoded, label))
            return Imitation { std::string(b->name), b, Trick::Homograph };
    if (auto found = in_label(lists, label))
        return found;
    if (host.size() > org.size() + 1)
        return in_subdomain(lists, host.substr(0, host.size() - org.size() - 1));
    return std::nullopt;
}

std::optional<Imitation> imitated_own(
    const Lists& lists, std::string_view org, std::span<const std::string> domains)
{
    if (org.empty() || org.size() > max_org || lists.contains(HostList::NotLookalikes, org)
        || lists.contains(HostList::OwnDomains, org) || lists.contains(HostList::Partners, org)
        || std::find(domains.begin(), domains.end(), org) != domains.end())
        return std::nullopt;
    const std::string_view own = first_label(org);
    const std::string label = readable_label(own);
    std::optional<Imitation> found;
    const auto look_at = [&](std::string_view domain) {
        if (const auto trick = found ? std::nullopt : imitates(own, label, domain))
            found = Imitation { std::string(domain), nullptr, *trick };
    };
    for (const std::string& domain : domains)
        look_at(domain);
    for (const HostList list : { HostList::OwnDomains, HostList::Partners })
        for (const std::string_view domain : lists.entries(list))
            look_at(domain);
    return found;
}

} // namespace identity
