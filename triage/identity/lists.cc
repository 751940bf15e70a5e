#include "triage/identity/lists.h"

#include <algorithm>
#include <bit>

#include "triage/core/codec.h"
#include "triage/identity/fold.h"

namespace identity {

namespace {

constexpr std::size_t max_entries = 1u << 20;
constexpr std::size_t max_text = 255;
constexpr std::size_t words_of_longest_token = 4;
constexpr std::size_t shortest_imitated = 6;
constexpr std::size_t two_edits_from = 10;

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

} // namespace

core::Result<Lists> Lists::open(std::string_view bytes)
{
    core::Reader r(bytes);
    Lists l;
    for (auto& set : l.hosts_)
        for (std::size_t n = r.count(max_entries, 4); n > 0; --n)
            set.insert(r.text(max_text));
    for (std::size_t n = r.count(max_entries, 12); n > 0; --n) {
        const std::size_t brand = l.brands_.size();
        l.brands_.push_back({ r.text(max_text), {} });
        for (std::size_t t = r.count(max_entries, 5); t > 0; --t) {
            const std::string_view token = r.text(max_text);
            l.tokens_.emplace(token, Token { brand, r.flag() });
        }
        for (std::size_t d = r.count(max_entries, 4); d > 0; --d) {
            l.brands_[brand].domains.push_back(r.text(max_text));
            l.brand_domains_.emplace(l.brands_[brand].domains.back(), brand);
        }
    }
    if (!r.done())
        return core::Error { "reading the lists of a generation: malformed" };
    l.index_labels();
    return l;
}

void Lists::add_label(std::string text, std::size_t brand)
{
    constexpr std::size_t shortest = 4;
    if (text.size() < shortest || !by_label_.emplace(text, labels_.size()).second)
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
}

bool Lists::contains(HostList list, std::string_view host) const
{
    const auto& set = hosts_[static_cast<std::size_t>(list)];
    for (;;) {
        if (set.contains(host))
            return true;
        const std::size_t dot = host.find('.');
        if (dot == host.npos)
            return false;
        host.remove_prefix(dot + 1);
    }
}

std::optional<Lists::NameMatch> Lists::brand_in_name(std::string_view folded_name) const
{
    const std::string text = joined_words(folded_name.substr(0, 512));
    for (std::size_t n = words_of_longest_token; n > 0; --n) {
        for (std::size_t from = 0; from < text.size();) {
            std::size_t to = from;
            for (std::size_t k = 0; k < n && to != text.npos; ++k)
                to = text.find(' ', k == 0 ? from : to + 1);
            const auto it = tokens_.find(std::string_view(text).substr(from, to - from));
            if (it != tokens_.end())
                return NameMatch { &brands_[it->second.brand], it->second.common };
            const std::size_t space = text.find(' ', from);
            from = space == text.npos ? text.size() : space + 1;
        }
    }
    return std::nullopt;
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
        // One edit takes out and brings in one letter at most.
        if (static_cast<std::size_t>(std::popcount(l.letters ^ set)) <= 2 * limit
            && within_distance(label, l.text, limit))
            return &brands_[l.brand];
    }
    return nullptr;
}

} // namespace identity
