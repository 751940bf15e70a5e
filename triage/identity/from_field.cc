#include "triage/identity/from_field.h"

#include <algorithm>
#include <optional>

#include "triage/core/text.h"

namespace identity {

namespace {

constexpr std::size_t max_value = 16384;
constexpr std::size_t max_header = 256 * 1024;

bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

// Behind the quoted string or comment that begins at `i`; comments nest. nullopt if it has no end.
std::optional<std::size_t> after_enclosed(std::string_view s, std::size_t i)
{
    const bool quoted = s[i] == '"';
    std::size_t depth = 1;
    for (++i; i < s.size() && depth > 0; ++i) {
        if (s[i] == '\\')
            ++i;
        else if (s[i] == (quoted ? '"' : ')'))
            --depth;
        else if (!quoted && s[i] == '(')
            ++depth;
    }
    return depth == 0 ? std::optional(i) : std::nullopt;
}

// One entry of the list after the other.
class Entries {
public:
    std::uint32_t read(std::string_view value)
    {
        for (std::size_t i = 0; i < value.size();) {
            if (value[i] == '"' || value[i] == '(') {
                if (value[i] == '"')
                    note_text('"');
                const auto end = after_enclosed(value, i);
                if (!end)
                    return faults_ | Open;
                i = *end;
            } else {
                note(value[i++]);
            }
        }
        return faults_;
    }

private:
    void note(char c)
    {
        if (is_space(c))
            return;
        if (c == '<') {
            faults_ |= seen_angle_ ? SeveralAngles : 0u;
            faults_ |= name_alone_ ? Unaddressed : 0u;
            in_angle_ = seen_angle_ = first_in_angle_ = true;
        } else if (in_angle_) {
            faults_ |= first_in_angle_ && c == '@' ? Route : 0u;
            first_in_angle_ = false;
            in_angle_ = c != '>';
        } else if (c == ',' || c == ';' || c == ':') {
            end_entry(c);
        } else {
            faults_ |= c == '\\' ? Escape : 0u;
            note_text(c);
        }
    }

    // `c`: the text's next character, or the quotation mark for all of a quotation.
    void note_text(char c)
    {
        first_in_angle_ = false;
        if (in_angle_)
            return;
        faults_ |= seen_angle_ ? Trailing : 0u;
        text_ = true;
        at_ = at_ || c == '@';
    }

    // A group (RFC 5322 section 3.4) has its name before a colon and may be empty.
    void end_entry(char c)
    {
        if (c == ',' && !text_ && !seen_angle_)
            faults_ |= EmptyEntry;
        name_alone_ = name_alone_ || (c == ',' && text_ && !at_ && !seen_angle_);
        text_ = c == ';';
        seen_angle_ = at_ = false;
    }

    std::uint32_t faults_ = 0;
    bool text_ = false, at_ = false, name_alone_ = false;
    bool seen_angle_ = false, in_angle_ = false, first_in_angle_ = false;
};

bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// What may be somebody's family name or first names: capitals lead, or an encoded word hides them.
bool is_name(std::string_view s)
{
    constexpr std::size_t longest = 40;
    s = core::trim(s);
    if (s.starts_with("=?") && s.ends_with("?="))
        return s.find(' ') == s.npos;
    return !s.empty() && s.size() <= longest && s[0] >= 'A' && s[0] <= 'Z'
        && std::all_of(s.begin(), s.end(), [](char c) {
               return is_letter(c) || (c & 0x80) != 0
                   || std::string_view(" -.'").find(c) != std::string_view::npos;
           });
}

// "Last, First <a@b.example>": people and directories write it, without the quotes it needs.
bool is_turned_name(std::string_view value)
{
    const std::string_view before = value.substr(0, value.rfind('<'));
    const std::size_t comma = before.find(',');
    const std::string_view last = before.substr(0, comma);
    const std::string_view first = before.substr(std::min(comma + 1, before.size()));
    return is_name(last) && is_name(first) && core::trim(last) != core::trim(first);
}

// "From", with anything that is no letter or visible ASCII around it.
bool reads_as_from(std::string_view name)
{
    const auto visible = [](char c) { return c > ' ' && c < 0x7F; };
    while (!name.empty() && !visible(name.front()))
        name.remove_prefix(1);
    while (!name.empty() && !visible(name.back()))
        name.remove_suffix(1);
    return core::equal_ignore_case(name, "from");
}

// Without its line end; `rest` begins behind that.
std::string_view next_line(std::string_view& rest)
{
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.ends_with('\r'))
        line.remove_suffix(1);
    return line;
}

} // namespace

std::uint32_t from_faults(std::string_view value)
{
    const std::string_view read = value.substr(0, max_value);
    const std::uint32_t faults = Entries().read(read);
    return is_turned_name(read) ? faults & ~std::uint32_t { Unaddressed } : faults;
}

std::string_view disguised_from(std::string_view message)
{
    constexpr std::size_t longest_name = 64;
    bool first = true;
    for (std::string_view rest = message.substr(0, max_header); !rest.empty(); first = false) {
        const std::string_view line = next_line(rest);
        if (line.empty())
            break;
        if (!first && is_space(line[0]))
            continue; // goes on with the field above, for everybody
        const std::size_t colon = line.substr(0, longest_name).find(':');
        const bool plain = colon == 4 && is_letter(line[0]);
        const bool folded = colon == line.npos && line.size() < longest_name
            && core::trim(rest.substr(0, longest_name)).starts_with(':');
        if ((colon != line.npos || folded) && !plain && reads_as_from(line.substr(0, colon)))
            return line;
    }
    return {};
}

} // namespace identity
