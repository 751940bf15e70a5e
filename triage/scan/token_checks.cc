// LINK_RECIPIENT_TOKEN (group links): links to foreign hosts that carry somebody's address: plain,
// percent-encoded, in base64 or hexadecimal, from back to front. The worker does not know the
// recipients, so each address that is found becomes a candidate; the daemon keeps those of the
// recipients.
#include <algorithm>
#include <string>

#include "triage/core/address.h"
#include "triage/core/digest.h"
#include "triage/link/query.h"
#include "triage/scan/checks.h"

namespace scan {

namespace {

using core::Severity;

constexpr std::size_t max_url = 4096;
constexpr std::size_t shortest = 7; // bytes of "a@bc.de"

bool is_local_char(char ch)
{
    return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || (ch >= '0' && ch <= '9')
        || std::string_view("._-+").find(ch) != std::string_view::npos;
}

// Addresses in a text, handed to `use`.
template <typename Use>
void for_each_address(std::string_view s, Use use)
{
    for (std::size_t at = s.find('@'); at != s.npos; at = s.find('@', at + 1)) {
        std::size_t from = at, to = at + 1;
        while (from > 0 && is_local_char(s[from - 1]))
            --from;
        while (to < s.size() && is_local_char(s[to]))
            ++to;
        const std::string_view domain = s.substr(at + 1, to - at - 1);
        if (from < at && at - from <= 64 && domain.size() <= 253 && domain.find('.') != domain.npos)
            use(s.substr(from, to - from));
    }
}

bool is_base64(char ch) // '/' excluded as it parts a path
{
    return ch != '.' && is_local_char(ch);
}
bool is_hex(char ch)
{
    const char low = static_cast<char>(ch | 0x20);
    return (ch >= '0' && ch <= '9') || (low >= 'a' && low <= 'f');
}

// Addresses in what runs of such characters decode to.
template <typename Use>
void for_each_encoded(
    std::string_view s, bool (*belongs)(char), std::string (*decode)(std::string_view), Use use)
{
    for (std::size_t from = 0; from < s.size();) {
        std::size_t to = from;
        while (to < s.size() && belongs(s[to]))
            ++to;
        if (to - from > shortest)
            for_each_address(decode(s.substr(from, to - from)), use);
        from = to + 1;
    }
}

std::string reversed(std::string_view s)
{
    return { s.rbegin(), s.rend() };
}

// Newsletters carry addresses in their trackers' queries; in a fragment, or encoded, they are for
// the page, which then knows whose password it asks for.
void tokens_of(const Context& c, const WebLink& l, Sink& sink, std::size_t& left)
{
    const std::string once
        = linking::percent_decoded(std::string_view(l.link->path).substr(0, max_url));
    const std::string path = linking::percent_decoded(once); // encoded again by a redirector
    const auto found = [&](Severity severity, std::string_view address) {
        const std::string normal = core::normalise_address(address);
        if (normal.empty() || normal == c.sender.from.address || left == 0)
            return;
        --left;
        const auto steps = static_cast<std::uint8_t>(c.is(Bulk) ? 1 : 0);
        sink.candidate(static_cast<Severity>(static_cast<std::uint8_t>(severity) - steps),
            evidence("a link carries the recipient's address", l.link->host),
            { core::address_digest(normal) });
    };
    const auto medium = [&](std::string_view a) { found(Severity::Medium, a); };
    const auto high = [&](std::string_view a) { found(Severity::High, a); };
    const std::size_t fragment = std::min(path.find('#'), path.size());
    for_each_address(std::string_view(path).substr(0, fragment), medium);
    for_each_address(std::string_view(path).substr(fragment), high);
    for_each_address(reversed(path), high);
    for_each_encoded(path, is_base64, linking::base64_decoded, high);
    for_each_encoded(path, is_hex, linking::hex_decoded, high);
}

void recipient_token(const Context& c, Sink& sink)
{
    std::size_t left = 100; // addresses
    for (const WebLink& l : c.links) {
        if (left == 0 || c.deadline.expired())
            return;
        if (l.clicked && l.foreign())
            tokens_of(c, l, sink, left);
    }
}

constexpr std::array<CheckRow, 1> rows { {
    { "LINK_RECIPIENT_TOKEN", "", Severity::Medium, Own | Authenticated | ListMail,
        "A link to a foreign host carries the recipient's address.", recipient_token },
} };

} // namespace

std::span<const CheckRow> token_checks()
{
    return rows;
}

} // namespace scan
