#include "triage/mime/raw_fields.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <string>

#include "triage/core/key_view.h"
#include "triage/core/text.h"
#include "triage/mime/fields.h"
#include "triage/mime/raw_names.h"
#include "triage/mime/raw_note.h"

namespace mime {

namespace {

using core::AmbiguityKind;

constexpr std::size_t max_other_bodies = 4;
constexpr std::size_t max_fields = 32; // MIME fields kept of one block

bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

// Any byte below space but tab. Eight at a time: headers have little else to be looked at.
bool has_control(std::string_view s)
{
    constexpr std::uint64_t ones = 0x0101010101010101U, tops = 0x8080808080808080U;
    std::size_t i = 0;
    for (; i + 8 <= s.size(); i += 8) {
        std::uint64_t x = 0;
        std::memcpy(&x, s.data() + i, 8);
        if (((x - ones * 0x20) & ~x & tops) != 0)
            break;
    }
    return std::any_of(s.begin() + static_cast<std::ptrdiff_t>(i), s.end(),
        [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\t'; });
}

// What no check may look at, because the cache key does not cover it.
bool is_outside_key(std::string_view name)
{
    return core::equal_ignore_case(name, "Received") || !core::key_view(name, {});
}

bool is_from_line(std::string_view line)
{
    return line.starts_with("From ") || line.starts_with(">From ");
}

class BlockReader {
public:
    BlockReader(std::string_view bytes, std::size_t at, bool top, const core::Limits& limits,
        core::Message& m)
        : bytes_(bytes)
        , from_(at)
        , at_(at)
        , top_(top)
        , limits_(limits)
        , m_(m)
    {
    }

    HeaderBlock run()
    {
        bool ended = false;
        while (at_ < bytes_.size() && within_limits() && !ended)
            ended = !line();
        if (!ended)
            skip_rest();
        block_.body = at_;
        if (crlf_ && lf_)
            note(m_, AmbiguityKind::HeaderLineEnds, "LF and CRLF");
        return std::move(block_);
    }

private:
    bool within_limits() const
    {
        return lines_ <= limits_.header_fields && at_ - from_ <= limits_.header_bytes;
    }

    // To the end of the block, or to what may be a delimiter.
    void skip_rest()
    {
        while (at_ < bytes_.size()) {
            const std::size_t next = next_line(bytes_, at_);
            const std::string_view line = core::trim(bytes_.substr(at_, next - at_));
            if (line.starts_with("--"))
                return;
            at_ = next;
            if (line.empty())
                return;
        }
    }

    // False at the end of the block.
    bool line()
    {
        const std::size_t end = std::min(bytes_.find('\n', at_), bytes_.size());
        std::string_view line = bytes_.substr(at_, end - at_);
        const bool crlf = line.ends_with('\r');
        line.remove_suffix(crlf);
        const std::size_t next = std::min(end + 1, bytes_.size());
        if (line.starts_with("--") && line.find(':') == line.npos)
            return false;
        (crlf ? crlf_ : lf_) = true;
        if (line.empty()) {
            at_ = next;
            block_.closed = true;
            return false;
        }
        if (has_control(line))
            odd_line(line);
        else if (is_blank(line[0]))
            continuation(line, next);
        else
            field(line, at_, true);
        at_ = next;
        return true;
    }

    void continuation(std::string_view line, std::size_t next)
    {
        const std::string_view text = core::trim(line);
        if (lines_ == 0)
            note(m_, AmbiguityKind::FieldSyntax, "the header begins with white space");
        if (text.empty() && !unseen()) {
            note(m_, AmbiguityKind::FieldSyntax, "a line of white space in the header");
            add_body(next);
        } else if (is_mime_field(text)) {
            note(m_, AmbiguityKind::FieldHidden, text);
            field(text, at_, false);
            return;
        }
        if (open_)
            block_.fields.back().value = bytes_.substr(value_at_, at_ + line.size() - value_at_);
    }

    // `exact`: the line stands where a field should.
    void field(std::string_view line, std::size_t at, bool exact)
    {
        ++lines_;
        open_ = false;
        name_ = {};
        const std::size_t colon = line.find(':');
        if (colon == line.npos || is_from_line(line)) {
            if (is_from_line(line))
                return;
            note(m_, AmbiguityKind::FieldSyntax, line);
            return add_body(at);
        }
        const std::string_view written = line.substr(0, colon);
        const std::string_view name = without_dirt(written);
        if (!is_sound(name)) {
            note(m_, AmbiguityKind::FieldSyntax, line);
            return add_body(at);
        }
        name_ = name;
        const auto exactly = mime_field(name);
        const auto kind = exactly ? exactly : disguised_field(name);
        if (kind && !exactly)
            note(m_, AmbiguityKind::FieldSyntax, line);
        block_.others += !kind && !core::equal_ignore_case(name.substr(0, 8), "Content-");
        const bool clean = name.size() == written.size();
        if (!clean && (kind || !core::equal_ignore_case(name.substr(0, 2), "X-")))
            note(m_, AmbiguityKind::FieldSyntax, line);
        if (kind && block_.fields.size() < max_fields) {
            value_at_ = static_cast<std::size_t>(line.data() - bytes_.data()) + colon + 1;
            block_.fields.push_back(
                { *kind, line.substr(colon + 1), at, exact && clean && exactly });
            open_ = true;
        }
    }

    static bool is_sound(std::string_view name)
    {
        return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
            return static_cast<unsigned char>(c) > ' ' && static_cast<unsigned char>(c) < 0x7F;
        });
    }

    // A line with controls: each piece between bare CRs is a line to some readers.
    void odd_line(std::string_view line)
    {
        const bool bare_cr = line.find('\r') != line.npos;
        if (!is_blank(line[0]) && !bare_cr)
            name_ = core::trim(line.substr(0, line.find(':')));
        if (!bare_cr && unseen()) {
            open_ = false;
            return;
        }
        const bool control = std::any_of(line.begin(), line.end(), [](char c) {
            constexpr char escape = 0x1B; // ISO-2022
            return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\r' && c != escape;
        });
        if (control)
            note(m_, AmbiguityKind::ControlInHeader, line);
        if (bare_cr)
            note(m_, AmbiguityKind::HeaderLineEnds, line);
        pieces(line, !control && !bare_cr);
    }

    void pieces(std::string_view line, bool exact)
    {
        for (std::size_t from = 0; from <= line.size();) {
            const std::size_t cr = std::min(line.find('\r', from), line.size());
            const std::string_view piece = line.substr(from, cr - from);
            const std::string_view text = without_dirt(piece);
            if (text.empty() && from > 0)
                add_body(std::min(at_ + cr + 1, bytes_.size()));
            else if (from == 0 && !piece.empty() && !is_blank(piece[0]))
                field(piece, at_, exact);
            else if (is_mime_field(text))
                field(text, at_ + from, false);
            else if (open_)
                block_.fields.back().value = bytes_.substr(value_at_, at_ + cr - value_at_);
            from = cr + 1;
        }
        if (open_) // some readers take it all for one value
            block_.fields.back().exact = exact;
    }

    bool unseen() const { return top_ && is_outside_key(name_); }

    void add_body(std::size_t at)
    {
        if (block_.other_bodies.size() < max_other_bodies)
            block_.other_bodies.push_back(at);
    }

    std::string_view bytes_;
    std::size_t from_, at_;
    bool top_;
    const core::Limits& limits_;
    core::Message& m_;
    HeaderBlock block_;
    std::size_t lines_ = 0;
    std::string_view name_; // of the last field
    std::size_t value_at_ = 0; // of the last MIME field
    bool open_ = false; // a continuation belongs to the last MIME field
    bool crlf_ = false, lf_ = false;
};

} // namespace

HeaderBlock read_header_block(
    std::string_view bytes, std::size_t at, bool top, const core::Limits& limits, core::Message& m)
{
    return BlockReader(bytes, at, top, limits, m).run();
}

} // namespace mime
