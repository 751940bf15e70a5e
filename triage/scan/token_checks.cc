// LINK_RECIPIENT_TOKEN (group links): links to foreign hosts that carry somebody's address, plain,
// percent-encoded or in base64. The worker does not know the recipients, so each address that is
// found becomes a candidate; the daemon keeps those of the recipients.
#include <algorithm>
#include <optional>

#include "triage/core/address.h"
#include "triage/core/digest.h"
#include "triage/scan/checks.h"

namespace scan {

namespace {

using core::Severity;

constexpr std::size_t max_url = 4096;
constexpr std::size_t shortest_base64 = 11; // "a@bc.de" in base64 without padding

int hex_value(char ch)
{
    if (ch >= '0' && ch <= '9')
        return ch - '0';
    const char lower = static_cast<char>(ch | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

std::string percent_decoded(std::string_view s)
{
    std::string out;
    for (std::size_t i = 0; i < s.size(); ++i) {
        const int high = s[i] == '%' && i + 2 < s.size() ? hex_value(s[i + 1]) : -1;
        const int low = high >= 0 ? hex_value(s[i + 2]) : -1;
        if (low < 0) {
            out.push_back(s[i]);
            continue;
        }
        out.push_back(static_cast<char>(high * 16 + low));
        i += 2;
    }
    return out;
}

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

int base64_value(char ch)
{
    if (ch >= 'A' && ch <= 'Z')
        return ch - 'A';
    if (ch >= 'a' && ch <= 'z')
        return ch - 'a' + 26;
    if (ch >= '0' && ch <= '9')
        return ch - '0' + 52;
    return ch == '+' || ch == '-' ? 62 : ch == '/' || ch == '_' ? 63 : -1;
}

// Both alphabets of RFC 4648; nullopt once a byte comes out that no address has.
std::optional<std::string> base64_text(std::string_view s)
{
    std::string out;
    unsigned bits = 0, buffer = 0;
    for (const char ch : s) {
        buffer = (buffer << 6 | static_cast<unsigned>(base64_value(ch))) & 0xFFFF;
        bits += 6;
        if (bits < 8)
            continue;
        bits -= 8;
        const auto byte = static_cast<unsigned char>(buffer >> bits & 0xFF);
        if (byte < 0x20 || byte > 0x7E)
            return std::nullopt;
        out.push_back(static_cast<char>(byte));
    }
    return out;
}

// Runs of base64 characters, '/' excluded as it parts a path.
template <typename Use>
void for_each_base64_address(std::string_view s, Use use)
{
    for (std::size_t from = 0; from < s.size();) {
        std::size_t to = from;
        while (to < s.size() && s[to] != '/' && base64_value(s[to]) >= 0)
            ++to;
        if (to - from >= shortest_base64)
            if (const auto text = base64_text(s.substr(from, to - from)))
                for_each_address(*text, use);
        from = to + 1;
    }
}

void recipient_token(const Context& c, Sink& sink)
{
    for (const WebLink& l : c.links) {
        if (!l.clicked || !l.foreign())
            continue;
        if (c.deadline.expired())
            return;
        const std::string path = percent_decoded(std::string_view(l.link->path).substr(0, max_url));
        const std::size_t fragment = path.find('#');
        const auto found = [&](Severity severity, std::string_view address) {
            const std::string normal = core::normalise_address(address);
            if (normal != c.sender.from.address)
                sink.candidate(severity,
                    evidence("a link carries the recipient's address", l.link->host),
                    { core::address_digest(normal) });
        };
        const std::string_view before = std::string_view(path).substr(0, fragment);
        for_each_address(before, [&](std::string_view a) { found(Severity::Medium, a); });
        if (fragment != path.npos)
            for_each_address(std::string_view(path).substr(fragment),
                [&](std::string_view a) { found(Severity::High, a); });
        for_each_base64_address(path, [&](std::string_view a) { found(Severity::High, a); });
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
