#include "triage/inspect/invitation.h"

#include <algorithm>
#include <string>
#include <utility>

#include "triage/core/text.h"
#include "triage/html/read.h"
#include "triage/mime/transfer.h"

namespace inspect {

namespace {

constexpr std::size_t max_lines = 200000;
constexpr std::size_t max_files = 40;
constexpr std::uint32_t html_tokens = 50000;

struct Property {
    std::string name; // lower case
    std::string parameters; // lower case
    std::string_view value;
};

// Moves `at` behind one line whose folds are undone (RFC 5545 section 3.1).
std::string unfolded_line(std::string_view s, std::size_t& at)
{
    std::string line;
    for (bool more = true; more;) {
        const std::size_t end = std::min(s.find('\n', at), s.size());
        std::string_view piece = s.substr(at, end - at);
        if (piece.ends_with('\r'))
            piece.remove_suffix(1);
        line += piece;
        at = std::min(end + 1, s.size());
        more = at < s.size() && (s[at] == ' ' || s[at] == '\t');
        at += more;
    }
    return line;
}

// A colon inside of a quoted parameter is not the one before the value.
Property property_of(std::string_view line)
{
    bool quoted = false;
    std::size_t colon = 0;
    for (; colon < line.size() && (quoted || line[colon] != ':'); ++colon)
        quoted = quoted != (line[colon] == '"');
    Property p;
    const std::string head = core::to_lower_ascii(line.substr(0, colon));
    const std::size_t name = std::min(head.find(';'), head.size());
    p.name = head.substr(0, name);
    p.parameters = head.substr(name);
    p.value = core::trim(line.substr(std::min(colon + 1, line.size())));
    return p;
}

// RFC 5545 section 3.3.11.
std::string plain(std::string_view value)
{
    std::string out;
    for (std::size_t i = 0; i < value.size(); ++i) {
        const bool escape = value[i] == '\\' && i + 1 < value.size();
        const char c = escape ? value[++i] : value[i];
        out += escape && (c == 'n' || c == 'N') ? '\n' : c;
    }
    return out;
}

// Longest run of the tag characters U+E0000 to U+E007F, which nobody sees. Flags of countries use
// up to seven.
std::size_t unseen_run(std::string_view utf8)
{
    constexpr std::string_view head = "\xF3\xA0";
    std::size_t run = 0, longest = 0, expected = 0;
    for (std::size_t at = utf8.find(head); at != utf8.npos && at + 3 < utf8.size();
         at = utf8.find(head, expected)) {
        const auto third = static_cast<unsigned char>(utf8[at + 2]);
        const bool tag = third == 0x80 || third == 0x81;
        run = !tag ? 0 : at == expected ? run + 1 : 1;
        longest = std::max(longest, run);
        expected = at + 4;
    }
    return longest;
}

bool runs(std::string_view html)
{
    const std::string low = core::to_lower_ascii(html);
    for (const std::string_view tag : { "<script", "<iframe", "<form", "<object", "<embed" })
        if (low.find(tag) != low.npos)
            return true;
    return false;
}

class Reader {
public:
    explicit Reader(Yield& out)
        : out_(out)
    {
    }

    void run(std::string_view ics)
    {
        constexpr std::size_t in_flags = 7;
        if (!out_.take(ics.size()))
            return;
        if (unseen_run(ics) > in_flags)
            out_.mark(Mark::CalendarRisk, "text in characters that nobody sees");
        std::size_t lines = 0;
        for (std::size_t at = 0; at < ics.size(); ++lines) {
            if (lines == max_lines || (lines % 1024 == 0 && out_.expired()))
                return out_.unscannable(lines == max_lines ? "too many lines" : "out of time");
            const std::string line = unfolded_line(ics, at);
            property(property_of(line));
        }
    }

private:
    void property(const Property& p)
    {
        if (p.name == "attach")
            return attachment(p);
        const std::string text = plain(p.value);
        if (p.name == "x-alt-desc" && p.parameters.find("html") != p.parameters.npos)
            return page(text);
        if (p.name == "summary" || p.name == "description" || p.name == "location")
            out_.text(text);
        if (p.name == "prodid" || p.name == "uid" || p.name.starts_with("tz"))
            return; // URLs of makers, which nobody follows
        out_.links_in(text);
    }

    void page(const std::string& html)
    {
        if (runs(html))
            out_.mark(Mark::CalendarRisk, "a description that runs something");
        core::Limits limits;
        limits.html_tokens = html_tokens;
        core::Message m;
        m.parts.emplace_back();
        m.parts.back().type = "text/html";
        m.parts.back().data = html;
        html::read_parts(m, limits);
        for (const core::Link& l : m.links)
            if (l.origin != core::LinkOrigin::Image)
                out_.link(core::LinkOrigin::Document, l.url, l.text);
    }

    // RFC 5545 section 3.8.1.1: a URL, or the file itself.
    void attachment(const Property& p)
    {
        if (p.parameters.find("base64") == p.parameters.npos)
            return out_.links_in(p.value);
        if (++files_ > max_files)
            return out_.unscannable("too many files in a calendar");
        if (!out_.take(p.value.size()))
            return;
        std::string bytes = mime::decode_transfer(p.value, "base64", p.value.size()).bytes;
        if (!is_picture(format_of(bytes, {}, {})))
            out_.mark(Mark::CalendarRisk, "carries a file");
        out_.child("attachment", {}, std::move(bytes));
    }

    Yield& out_;
    std::size_t files_ = 0;
};

} // namespace

void look_into_invitation(const Item& item, Yield& out)
{
    Reader(out).run(item.data);
}

} // namespace inspect
