// Surfaces: the texts that patterns are matched against, and facts: the circumstances that rules
// and checks are conditioned on. Both tables feed the rule format, the scanner and the
// documentation. Append only: the numbers travel in generations.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace scan {

enum class Surface : std::uint8_t {
    Header,
    Subject,
    Text,
    Html,
    Hidden,
    Url,
    ForeignUrl,
    Filename,
    Raw,
    Document,
};

struct SurfaceRow {
    std::string_view name;
    bool folded; // lower case without accents and disguises (identity/fold.h)
    bool utf8; // known to be valid UTF-8
    std::string_view meaning;
};
inline constexpr std::array<SurfaceRow, 10> surfaces { {
    { "header", false, true, "one 'Name: value' per line, values decoded" },
    { "subject", true, true, "decoded subject" },
    { "text", true, true,
        "what the reader reads, without quotes, signature and disclaimer, and documents of a "
        "page" },
    { "html", false, true, "source of the HTML parts" },
    { "hidden", true, true, "text that HTML hides from the reader" },
    { "url", false, true, "every link, one per line" },
    { "foreign-url", false, true, "links to hosts not affiliated with the sender, one per line" },
    { "filename", false, true, "names of attachments, one per line" },
    { "raw", false, false, "the message as received" },
    { "document", true, true, "what attached documents show their reader" },
} };
constexpr std::string_view name(Surface s)
{
    return surfaces[static_cast<std::size_t>(s)].name;
}

// Whose Hyperscan database a surface is matched with. Folded ones share one: most of their rules
// name several of them, and compiling these twice would double the time that a start takes.
constexpr Surface database_of(Surface s)
{
    return surfaces[static_cast<std::size_t>(s)].folded ? Surface::Text : s;
}

enum Fact : std::uint32_t {
    ListMail = 1u << 0,
    Bulk = 1u << 1,
    Own = 1u << 2,
    Authenticated = 1u << 3,
    Aligned = 1u << 4,
    Freemail = 1u << 5,
    Reply = 1u << 6,
    Bounce = 1u << 7,
    Automatic = 1u << 8,
    NoLinks = 1u << 9,
    ForeignLinks = 1u << 10,
    ShortText = 1u << 11,
    Attachment = 1u << 12,
    Phone = 1u << 13,
    AttachedMessage = 1u << 14,
    Wallet = 1u << 15,
    DocumentPhone = 1u << 16,
};

struct FactRow {
    std::string_view name;
    std::string_view meaning;
};
inline constexpr std::array<FactRow, 17> facts { {
    { "list-mail", "came through a discussion list" },
    { "bulk", "newsletter or list: List-Unsubscribe, List-Id or Precedence" },
    { "own", "from our own network or an internal message" },
    { "authenticated", "sent by a user of ours who logged in" },
    { "aligned", "the From domain is proven by DMARC, DKIM or SPF" },
    { "freemail", "From is at a freemail provider" },
    { "reply", "has In-Reply-To or References" },
    { "bounce", "a delivery report" },
    { "automatic", "Auto-Submitted" },
    { "no-links", "has no web link" },
    { "foreign-links", "has web links and none is affiliated with the sender" },
    { "short-text", "new text of 1 to 500 characters" },
    { "attachment", "has an attachment" },
    { "phone", "the new text has a telephone number" },
    { "attached-message", "this is a message inside of another" },
    { "wallet", "text or documents have a cryptocurrency address whose checksum is right" },
    { "document-phone", "an attached document of a page or less has a telephone number" },
} };

} // namespace scan
