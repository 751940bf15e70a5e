#include "triage/headers/fold.h"

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "triage/core/digest.h"

namespace headers {

namespace {

constexpr std::size_t word_limit = 75; // RFC 2047 section 2
constexpr std::string_view word_end = "?=";

class Lines { // appends words, starting a new line where one does not fit
public:
    explicit Lines(std::size_t name_size)
        : column_(name_size + 2) // colon and space
    {
    }
    std::size_t room() const { return column_ < line_limit ? line_limit - column_ : 0; }
    bool started() const { return !out_.empty(); }
    void word(std::string_view w)
    {
        if (started() && w.size() + 1 > room())
            break_line();
        else if (started())
            put(" ");
        put(w);
    }
    void break_line()
    {
        out_ += "\n ";
        column_ = 1;
    }
    std::string take() { return std::move(out_); }

private:
    void put(std::string_view s)
    {
        out_ += s;
        column_ += s.size();
    }
    std::string out_;
    std::size_t column_;
};

bool printable(char c)
{
    return c >= ' ' && c <= '~';
}

// Whether `utf8` may stand as it is: no word that cannot be folded, nothing like an encoded word.
bool is_plain(std::size_t name_size, std::string_view utf8)
{
    if (!std::all_of(utf8.begin(), utf8.end(), printable) || utf8.find("=?") != utf8.npos)
        return false;
    std::size_t longest = 0;
    std::size_t run = 0;
    for (const char c : utf8) {
        run = c == ' ' ? 0 : run + 1;
        longest = std::max(longest, run);
    }
    return longest + name_size + 2 <= line_limit;
}

// Characters that Q may leave as they are wherever an encoded word stands (RFC 2047 section 5 (3)).
bool q_literal(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')
        || std::string_view("!*+-/").find(c) != std::string_view::npos;
}

std::size_t q_size(std::string_view bytes)
{
    std::size_t n = 0;
    for (const char c : bytes)
        n += c == ' ' || q_literal(c) ? 1 : 3;
    return n;
}

std::string q_encode(std::string_view bytes)
{
    static constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        if (q_literal(c))
            out += c;
        else if (c == ' ')
            out += '_';
        else
            out += { '=', digits[byte >> 4], digits[byte & 15] };
    }
    return out;
}

std::size_t b_size(std::string_view bytes)
{
    return 4 * ((bytes.size() + 2) / 3);
}

std::string b_encode(std::string_view bytes)
{
    const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.data());
    return core::base64({ data, bytes.size() });
}

struct Encoding {
    std::string_view start;
    std::size_t (*size)(std::string_view);
    std::string (*encode)(std::string_view);
};
constexpr Encoding q_words { "=?UTF-8?Q?", q_size, q_encode };
constexpr Encoding b_words { "=?UTF-8?B?", b_size, b_encode };

std::size_t character_size(std::string_view utf8)
{
    std::size_t n = 1;
    while (n < utf8.size() && (static_cast<unsigned char>(utf8[n]) & 0xc0) == 0x80)
        ++n;
    return n;
}

// Bytes of the longest prefix of whole characters whose encoding fits into `room`.
std::size_t fitting(std::string_view utf8, std::size_t room, const Encoding& encoding)
{
    std::size_t taken = 0;
    while (taken < utf8.size()) {
        const std::size_t next = taken + character_size(utf8.substr(taken));
        if (encoding.size(utf8.substr(0, next)) > room)
            break;
        taken = next;
    }
    return taken;
}

std::string encode_words(std::size_t name_size, std::string_view utf8)
{
    const Encoding& encoding = q_size(utf8) <= b_size(utf8) ? q_words : b_words;
    const std::size_t frame = encoding.start.size() + word_end.size();
    Lines lines(name_size);
    while (!utf8.empty()) {
        // A word after the first takes a line of its own: a fold is the cheapest separator.
        const std::size_t room = lines.started() ? word_limit : std::min(word_limit, lines.room());
        const std::size_t n = fitting(utf8, room - frame, encoding);
        if (n == 0)
            break; // a "character" longer than a line: not UTF-8
        std::string word(encoding.start);
        word += encoding.encode(utf8.substr(0, n));
        word += word_end;
        lines.word(word);
        utf8.remove_prefix(n);
    }
    return lines.take();
}

// `word` in pieces that end after a comma and fit into a line, where it has commas.
std::vector<std::string_view> pieces(std::string_view word)
{
    std::vector<std::string_view> out;
    const std::size_t room = line_limit - 1;
    while (word.size() > room) {
        const std::size_t comma = word.rfind(',', room - 1);
        if (comma == word.npos)
            break;
        out.push_back(word.substr(0, comma + 1));
        word.remove_prefix(comma + 1);
    }
    out.push_back(word);
    return out;
}

} // namespace

std::string fold(std::size_t name_size, std::string_view value)
{
    Lines lines(name_size);
    while (!value.empty()) {
        const std::size_t space = std::min(value.find(' '), value.size());
        if (space > 0)
            for (const std::string_view piece : pieces(value.substr(0, space)))
                lines.word(piece);
        value.remove_prefix(std::min(space + 1, value.size()));
    }
    return lines.take();
}

std::string encode_text(std::size_t name_size, std::string_view utf8)
{
    return is_plain(name_size, utf8) ? fold(name_size, utf8) : encode_words(name_size, utf8);
}

std::string safe_token(std::string_view s, std::size_t limit)
{
    std::string out;
    for (const char c : s) {
        const bool safe = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')
            || c == '.' || c == '_' || c == '-';
        if (safe && out.size() < limit)
            out += c;
    }
    return out.empty() ? "-" : out;
}

} // namespace headers
