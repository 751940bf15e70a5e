#include "triage/identity/lists.h"

#include <algorithm>
#include <bit>

#include "triage/core/codec.h"
#include "triage/core/text.h"
#include "triage/identity/fold.h"

namespace identity {

namespace {

constexpr std::size_t max_entries = 1u << 20;
constexpr std::size_t max_text = 255;
constexpr std::size_t max_skeleton = 1024;
constexpr std::size_t max_name = 512;
constexpr std::size_t words_of_longest_token = 4;
constexpr std::size_t shortest_label = 4;
constexpr std::size_t shortest_imitated = 6;
constexpr std::size_t two_edits_from = 11;

std::size_t edits(std::string_view label)
{
    return label.size() < two_edits_from ? 1 : 2;
}

std::uint64_t letters(std::string_view label)
{
    std::uint64_t set = 0;
    for (const char c : label)
        set |= std::uint64_t { 1 } << (static_cast<unsigned char>(c) % 64);
    return set;
}

std::string joined_words(std::string_view folded)
{
    std::string out;
    for (const std::string_view w : words(folded))
        out.append(out.empty() ? "" : " ").append(w);
    return out;
}

bool has_host(const std::unordered_set<std::string_view>& set, std::string_view host)
{
    for (;;) {
        if (set.contains(host))
            return true;
        const std::size_t dot = host.find('.');
        if (dot == host.npos)
            return false;
        host.remove_prefix(dot + 1);
    }
}

} // namespace

core::Result<Lists> Lists::open(std::string_view bytes)
{
    core::Reader r(bytes);
    Lists l;
    for (auto& set : l.hosts_)
        for (std::size_t n = r.count(max_entries, 4); n > 0; --n)
            set.insert(r.text(max_text));
    for (std::size_t n = r.count(max_entries, 4); n > 0; --n)
        l.allow_.insert(r.text(max_text));
    for (std::size_t n = r.count(max_entries, 8); n > 0; --n) {
        Vip& vip = l.vips_.emplace_back(Vip { r.text(max_text), {} });
        for (std::size_t a = r.count(max_entries, 4); a > 0; --a)
            vip.addresses.push_back(r.text(max_text));
    }
    for (std::size_t n = r.count(max_entries, 12); n > 0; --n)
        l.read_brand(r);
    if (!r.done())
        return core::Error { "reading the lists of a generation: malformed" };
    l.index_labels();
    return l;
}

void Lists::read_brand(core::Reader& r)
{
    const std::size_t brand = brands_.size();
    brands_.push_back({ r.text(max_text), {} });
    for (std::size_t t = r.count(max_entries, 9); t > 0; --t) {
        const std::string_view text = r.text(max_text), skeleton = r.text(max_skeleton);
        const Token token { brand, r.flag() };
        tokens_.emplace(text, token);
        skeletons_.emplace(skeleton, token);
    }
    for (std::size_t d = r.count(max_entries, 4); d > 0; --d) {
        brands_[brand].domains.push_back(r.text(max_text));
        brand_domains_.emplace(brands_[brand].domains.back(), brand);
    }
}

void Lists::add_label(std::string text, std::size_t brand)
{
    if (text.size() < shortest_label || !by_label_.emplace(text, labels_.size()).second)
        return;
    const std::uint64_t set = letters(text);
    labels_.push_back({ std::move(text), brand, set });
}

void Lists::index_labels()
{
    for (const auto& [token, t] : tokens_) {
        std::string label(token);
        std::erase(label, ' ');
        if (!t.common)
            add_label(std::move(label), t.brand);
    }
    for (const auto& [skeleton, t] : skeletons_) {
        std::string label(skeleton);
        std::erase(label, ' ');
        if (!t.common && label.size() >= shortest_label)
            by_skeleton_.emplace(std::move(label), t.brand);
    }
}

bool Lists::contains(HostList list, std::string_view host) const
{
    return has_host(hosts_[static_cast<std::size_t>(list)], host);
}

bool Lists::allows(std::string_view address) const
{
    const std::size_t at = address.rfind('@');
    return at != address.npos
        && (allow_.contains(address) || has_host(allow_, address.substr(at + 1)));
}

const Vip* Lists::vip_named(std::string_view folded_name) const
{
    if (vips_.empty())
        return nullptr;
    const auto named = words(folded_name.substr(0, max_name));
    for (const Vip& vip : vips_) {
        const auto wanted = words(vip.name);
        if (named.size() > wanted.size() + 1)
            continue;
        if (std::all_of(wanted.begin(), wanted.end(), [&](std::string_view w) {
                return std::find(named.begin(), named.end(), w) != named.end();
            }))
            return &vip;
    }
    return nullptr;
}

std::optional<Lists::NameMatch> Lists::longest(const Tokens& tokens, std::string_view text) const
{
    for (std::size_t n = words_of_longest_token; n > 0; --n) {
        for (std::size_t from = 0; from < text.size();) {
            std::size_t to = from;
            for (std::size_t k = 0; k < n && to != text.npos; ++k)
                to = text.find(' ', k == 0 ? from : to + 1);
            const auto it = tokens.find(text.substr(from, to - from));
            if (it != tokens.end())
                return NameMatch { &brands_[it->second.brand], it->second.common };
            const std::size_t space = text.find(' ', from);
            from = space == text.npos ? text.size() : space + 1;
        }
    }
    return std::nullopt;
}

std::optional<Lists::NameMatch> Lists::brand_in_name(std::string_view folded_name) const
{
    return longest(tokens_, joined_words(folded_name.substr(0, max_name)));
}

std::optional<Lists::NameMatch> Lists::brand_like_name(std::string_view name) const
{
    const std::string text = core::fold_case(name.substr(0, max_name));
    if (std::all_of(text.begin(), text.end(), [](char c) { return (c & 0x80) == 0; }))
        return std::nullopt;
    return longest(skeletons_, joined_words(core::skeleton(text)));
}

const Brand* Lists::brand_of_host(std::string_view host) const
{
    for (;;) {
        const auto it = brand_domains_.find(host);
        if (it != brand_domains_.end())
            return &brands_[it->second];
        const std::size_t dot = host.find('.');
        if (dot == host.npos)
            return nullptr;
        host.remove_prefix(dot + 1);
    }
}

bool Lists::owns(const Brand& brand, std::string_view host)
{
    return std::any_of(brand.domains.begin(), brand.domains.end(), [&](std::string_view d) {
        return host == d || (host.ends_with(d) && host[host.size() - d.size() - 1] == '.');
    });
}

const Brand* Lists::brand_of_label(std::string_view label) const
{
    const auto it = by_label_.find(std::string(label));
    return it == by_label_.end() ? nullptr : &brands_[labels_[it->second].brand];
}

const Brand* Lists::brand_of_skeleton(std::string_view skeleton) const
{
    const auto it = by_skeleton_.find(std::string(skeleton));
    return it == by_skeleton_.end() ? nullptr : &brands_[it->second];
}

const Brand* Lists::brand_like_label(std::string_view label) const
{
    if (label.size() + 1 < shortest_imitated || label.size() > 63 || brand_of_label(label))
        return nullptr;
    if (const Brand* b = brand_of_label(read_leet(label)))
        return b;
    const std::uint64_t set = letters(label);
    for (const Label& l : labels_) {
        if (l.text.size() < shortest_imitated)
            continue;
        const std::size_t limit = edits(l.text);
        // Who imitates keeps the first letter, which the eye reads first; words that end alike are
        // many. What is no ASCII may look like any. One edit takes out and brings in one letter at
        // most.
        if ((static_cast<unsigned char>(label.front()) >= 0x80 || label.front() == l.text.front())
            && static_cast<std::size_t>(std::popcount(l.letters ^ set)) <= 2 * limit
            && within_distance(label, l.text, limit))
            return &brands_[l.brand];
    }
    return nullptr;
}

} // namespace identity
