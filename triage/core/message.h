// A parsed message as plain data: made once by the parse stage (mime, html, zone and link fill
// their parts), then only read. No type of a parser library appears here.
// All text is valid UTF-8; what could not be decoded is U+FFFD and a Defect.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace core {

struct HeaderField {
    std::string name; // as written
    std::string raw; // after the colon, folds kept, no final line end; capped at 64 KiB
    std::string text; // unfolded, RFC 2047 decoded, white space at the ends removed
};

struct Address {
    std::string name; // decoded display name, may be empty
    std::string address; // normalised addr-spec (core/address.h)
    std::string domain; // A-label, lower case
};

enum class Disposition : std::uint8_t { None, Inline, Attachment, Other };

struct Part {
    int parent = -1; // index in Message::parts; -1 for the root
    std::uint16_t depth = 0; // root 0
    std::string type; // "text/html", lower case
    std::string charset; // as declared, lower case; empty if none
    std::string encoding; // Content-Transfer-Encoding token, lower case; empty if none
    Disposition disposition = Disposition::None;
    std::string filename; // decoded (RFC 2231, 2047); empty if none
    std::string content_id; // without angle brackets
    // Decoded bytes, capped in all by Limits::decoded_bytes; text/*: UTF-8. Of a message/rfc822
    // that was descended into its beginning as transported.
    std::string data;
    std::uint64_t encoded_size = 0; // bytes as transported
    bool truncated = false; // data is a prefix
    bool leaf = true; // false: multipart/*, or message/rfc822 that was descended into
    // Not in the tree: what a lenient reader may show or open beside it (mime/raw_*). These stand
    // behind all others, below the root.
    bool raw_only = false;
    bool is_text() const { return std::string_view(type).starts_with("text/"); }
};

enum class LinkOrigin : std::uint8_t {
    Anchor,
    Image, // loaded to be shown
    Form,
    Text, // a URL in running text
    Embed, // a frame, an object, a script: runs or opens in place
    Other,
    Document, // found in an attachment (inspect/)
    Qr, // read from a picture
};

struct Link {
    LinkOrigin origin = LinkOrigin::Text;
    int part = -1; // index in Message::parts
    std::string url; // as found, entities decoded, capped at 8 KiB
    std::string text; // visible text of an anchor, white space collapsed; empty otherwise
    // Where it leads once what mail gateways and known redirectors wrapped around it is undone
    // (link/unwrap.h); empty if nothing was.
    std::string target;
    std::uint8_t gateways = 0; // wrappers of mail gateways undone
    std::uint8_t redirects = 0; // known redirectors undone
    // What a browser makes of target, else of url (WHATWG URL, see link/): empty when it is no URL
    // to it.
    std::string scheme; // lower case
    std::string host; // A-label, lower case, number hosts as dotted quad
    std::string org_domain; // registrable domain by the public suffix list; host if none
    std::string path; // path, query and fragment as they stand
    std::optional<std::uint16_t> port; // only if written
    std::uint32_t traits = 0; // LinkTrait bits
};

enum LinkTrait : std::uint32_t {
    LinkIpHost = 1u << 0, // host is an IP address
    LinkIpObfuscated = 1u << 1, // written as decimal, hex, octal or short form
    LinkUserinfo = 1u << 2, // user@ before the host
    LinkSchemeTrick = 1u << 3, // backslashes, missing slashes, tabs or controls that browsers drop
    LinkUnicodeTrick = 1u << 4, // invisible or lookalike delimiter characters in the host
    LinkIdn = 1u << 5, // host has a label beyond ASCII
    LinkMixedScript = 1u << 6, // a label mixes scripts
    LinkUserinfoHost = 1u << 7, // the userinfo looks like a host, or pads the real one out of sight
    LinkSplitText = 1u << 8, // an anchor whose shown text has hidden pieces inside words
    LinkJoined = 1u << 9, // an anchor that goes on, within a word, where the anchor before ended
    LinkUnseen = 1u << 10, // an anchor that shows neither text nor image
    LinkFaint = 1u << 11, // an anchor whose text has its background's colour
};

// Why a reader does not see a piece of an HTML part.
enum class HiddenBy : std::uint8_t {
    Display, // display, visibility, opacity, the hidden attribute: as newsletters do
    Size, // no size, or letters too small to see
    Colour, // the background's colour, or transparent
    Trick, // clipped away, moved off the page, sizes that only a calculation makes zero
    Elsewhere, // shown by some programs only: @media, Outlook's conditional comments
};
inline constexpr std::size_t hiding_ways = 5;

// Facts of one HTML part: what a reader sees, what is hidden, and which elements it has.
struct HtmlFacts {
    int part = -1;
    std::string visible; // text a reader sees, blocks separated by '\n'
    std::string hidden; // text that CSS, attributes or conditional comments hide
    std::array<std::uint32_t, hiding_ways> hidden_by {}; // bytes of `hidden`, by HiddenBy
    std::uint32_t preheader = 0; // bytes of `hidden` that stand before anything seen
    std::uint32_t split_words = 0; // words a reader sees whole that have hidden pieces inside
    std::uint32_t turned_letters = 0; // Latin letters shown from right to left by a bidi override
    std::uint32_t roots = 0; // html start tags
    std::uint32_t bytes_after_end = 0; // non-space bytes after the last </html>
    std::uint32_t longest_comment = 0; // bytes; conditional comments left out
    std::uint32_t longest_gap = 0; // most lines in a row that are left empty, with text behind them
    std::uint32_t gap_at = 0; // bytes of `visible` before that gap
    std::uint32_t images = 0;
    std::uint32_t forms = 0;
    std::uint32_t inputs = 0; // fields to type into
    std::uint32_t password_inputs = 0;
    std::uint32_t card_inputs = 0; // for numbers of payment cards and their codes
    std::uint32_t code_inputs = 0; // for one-time codes
    std::uint32_t scripts = 0; // script elements but data blocks, on* handlers, javascript: URLs
    std::uint32_t obfuscated_scripts = 0; // of these, those that decode or evaluate text
    std::uint32_t embeds = 0; // iframe, frame, object, embed, applet, portal
    std::uint32_t refreshes = 0; // meta refresh
    std::uint32_t grid_rows = 0; // table rows of many small painted cells without text
    std::string base_href;
    std::vector<std::string> vectors; // shapes that attack webmail's sanitisers, by name; at most 8
    bool limit_hit = false; // tokens or depth beyond the cap: the rest was not read
};

struct Defect {
    std::string kind; // fixed vocabulary of mime/: "bad-charset", "depth", "parts", "bad-encoding"…
    std::string detail; // evidence, bounded
};

enum class AmbiguityKind : std::uint8_t; // core/ambiguity.h

// Where two readers of the same bytes may part ways. At most one of each kind and severity is kept.
struct Ambiguity {
    AmbiguityKind kind {};
    bool risky = false; // it hides or changes what runs when opened, or a page
    std::string detail; // evidence, bounded, valid UTF-8
};

struct CalendarFacts {
    std::string method; // REQUEST, REPLY, CANCEL …, upper case
    std::string start; // DTSTART as written
};

// Whether a standard priority field stands in the message and whether a signature covers it, also
// by oversigning (its name in the h= of a DKIM-Signature or ARC-Message-Signature).
struct PriorityFieldFacts {
    bool x_priority_present = false;
    bool x_priority_signed = false;
    bool importance_present = false;
    bool importance_signed = false;
    bool operator==(const PriorityFieldFacts&) const = default;
};

struct Message {
    std::vector<HeaderField> headers; // of the top level, in order
    std::vector<Address> from, sender, reply_to, to, cc;
    std::string subject;
    std::optional<std::int64_t> date; // seconds since 1970 UTC, from Date
    std::int32_t date_zone_minutes = 0; // offset of Date
    std::vector<Part> parts; // depth first, root is 0
    std::vector<HtmlFacts> html; // one for each text/html part
    std::vector<Link> links;
    std::vector<CalendarFacts> calendars;
    std::vector<Defect> defects;
    std::vector<Ambiguity> ambiguities;
    std::string text; // what a reader reads: text/plain of the body, else HTML's visible text
    std::string new_text; // text without quotes, marked signature and disclaimer (zone/)
    std::size_t signature_at = std::string::npos; // where in new_text an unmarked signature begins
    bool encrypted = false; // PGP/MIME, S/MIME enveloped or inline PGP
    bool incomplete = false; // a limit was hit: never "clean"
    PriorityFieldFacts priority_fields;

    // First field of that name (case-insensitive), nullptr if absent.
    const HeaderField* header(std::string_view name) const;
    std::size_t count(std::string_view name) const;
    // What the sender has to say: new_text without the signature. The threat scan reads on.
    std::string_view own_text() const { return std::string_view(new_text).substr(0, signature_at); }
    // Whether the part stands inside of an attached message.
    bool in_attached_message(std::size_t part) const;
};

} // namespace core
