#include "triage/inspect/fields.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "triage/core/text.h"
#include "triage/inspect/loading.h"

namespace inspect {

namespace {

constexpr std::size_t max_code = 4096; // bytes of one field
constexpr std::size_t deepest = 20; // as in Word
constexpr std::size_t most_names = 64;
constexpr std::size_t most_expanded = 1u << 20; // or short codes would cost much time

void append(std::string& to, std::string_view text)
{
    to += text.substr(0, max_code - std::min(to.size(), max_code));
}

struct Word {
    std::string_view text;
    bool quoted = false;
};

// Words of a field's code, quoted ones without their quotes.
std::vector<Word> words_of(std::string_view s)
{
    std::vector<Word> words;
    constexpr std::string_view white = " \t\r\n";
    for (std::size_t at = s.find_first_not_of(white); at < s.size();
         at = s.find_first_not_of(white, at)) {
        const bool quoted = s[at] == '"';
        at += quoted;
        const std::size_t end
            = std::min(quoted ? s.find('"', at) : s.find_first_of(" \t\r\n\"", at), s.size());
        words.push_back({ s.substr(at, end - at), quoted });
        at = end + quoted;
    }
    return words;
}

// QUOTE takes the numbers of characters, too.
std::optional<char32_t> character(const Word& w)
{
    std::string_view digits = w.text;
    const bool hex = digits.starts_with("0x") || digits.starts_with("0X");
    digits.remove_prefix(hex ? 2 : 0);
    unsigned n = 0;
    const auto [end, error]
        = std::from_chars(digits.data(), digits.data() + digits.size(), n, hex ? 16 : 10);
    const bool whole = error == std::errc {} && end == digits.data() + digits.size();
    if (w.quoted || !whole || n == 0 || n > 0xFFFF || (n >= 0xD800 && n < 0xE000))
        return std::nullopt;
    return static_cast<char32_t>(n);
}

std::string text_of(const std::vector<Word>& words, std::size_t from, bool numbers)
{
    std::string out;
    for (std::size_t i = from; i < words.size(); ++i)
        if (const auto c = numbers ? character(words[i]) : std::nullopt)
            core::append_utf8(out, *c);
        else
            out += words[i].text;
    return out;
}

} // namespace

void Fields::open()
{
    if (open_.size() < deepest)
        open_.emplace_back();
    else
        ++beyond_;
}

void Fields::code(std::string_view text)
{
    append(open_.empty() ? loose_ : open_.back().code, text);
}

void Fields::shown(std::string_view text)
{
    if (!open_.empty() && open_.back().in_result)
        append(open_.back().result, text);
}

void Fields::separate()
{
    if (!open_.empty() && beyond_ == 0)
        open_.back().in_result = true;
}

void Fields::close()
{
    if (beyond_ > 0) {
        --beyond_;
        return;
    }
    if (open_.empty())
        return;
    const Field f = std::move(open_.back());
    open_.pop_back();
    judge_field(f.code, out_);
    const std::string text = value(f);
    expanded_ += text.size();
    if (open_.empty() || expanded_ > most_expanded)
        return;
    Field& outer = open_.back();
    append(outer.in_result ? outer.result : outer.code, text);
}

// What stands in the place of a field: computed for the fields that build text, else as saved.
std::string Fields::value(const Field& f)
{
    const std::vector<Word> words = words_of(f.code);
    if (words.empty())
        return f.result;
    const std::string kind = core::to_lower_ascii(words[0].text);
    if (kind == "quote")
        return text_of(words, 1, true);
    if (kind == "set" && words.size() > 1) {
        if (names_.size() < most_names)
            names_[core::to_lower_ascii(words[1].text)] = text_of(words, 2, false);
        return {};
    }
    const bool ref = kind == "ref" && words.size() > 1;
    const auto named = names_.find(ref ? core::to_lower_ascii(words[1].text) : kind);
    return named == names_.end() ? f.result : named->second;
}

void Fields::end_loose()
{
    if (!loose_.empty())
        judge_field(std::exchange(loose_, {}), out_);
}

void Fields::finish()
{
    beyond_ = 0;
    while (!open_.empty())
        close();
    end_loose();
}

} // namespace inspect
