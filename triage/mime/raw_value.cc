#include "triage/mime/raw_value.h"

#include <algorithm>

#include "triage/core/text.h"
#include "triage/mime/raw_occurrence.h"

namespace mime {

namespace {

// An unquoted value up to `;` or white space. RFC 2045 forbids '=', '/' and the like in it; mailers
// write them and everybody reads them alike.
std::string_view take_token(std::string_view& s)
{
    std::size_t n = 0;
    while (n < s.size() && static_cast<unsigned char>(s[n]) > ' '
        && std::string_view("\";()<>\\'").find(s[n]) == std::string_view::npos)
        ++n;
    const std::string_view token = s.substr(0, n);
    s.remove_prefix(n);
    return token;
}

std::string_view take_word(std::string_view& s)
{
    std::size_t n = 0;
    while (n < s.size() && is_word(s[n]))
        ++n;
    const std::string_view word = s.substr(0, n);
    s.remove_prefix(n);
    return word;
}

std::optional<std::string_view> take_plain_value(std::string_view& s)
{
    if (!s.starts_with('"'))
        return take_token(s);
    const std::size_t end = s.find('"', 1);
    if (end == s.npos)
        return std::nullopt;
    const std::string_view value = s.substr(1, end - 1);
    s.remove_prefix(end + 1);
    if (value.find_first_of("\\\r\n") != value.npos)
        return std::nullopt;
    return value;
}

// Behind the `;` stands no parameter: some readers take it for more of the value.
bool goes_on(std::string_view rest)
{
    if (!rest.starts_with(';'))
        return false;
    const std::string_view next = core::trim(rest.substr(1, rest.find(';', 1) - 1));
    return !next.empty() && next.find('=') == next.npos;
}

} // namespace

const std::string_view* PlainValue::find(std::string_view name) const
{
    for (const auto& [key, value] : parameters)
        if (key == name)
            return &value;
    return nullptr;
}

std::optional<PlainValue> read_plain(std::string_view value)
{
    PlainValue out;
    std::string_view s = core::trim(value);
    std::size_t n = 0;
    while (n < s.size() && (is_word(s[n]) || s[n] == '/' || s[n] == '+'))
        ++n;
    out.main = core::to_lower_ascii(s.substr(0, n));
    s.remove_prefix(n);
    for (skip_space(s); !s.empty(); skip_space(s)) {
        if (s[0] != ';')
            return std::nullopt;
        s.remove_prefix(1);
        skip_space(s);
        if (s.empty() || s[0] == ';')
            continue;
        std::string name = core::to_lower_ascii(take_word(s));
        if (name.empty() || !s.starts_with('='))
            return std::nullopt;
        s.remove_prefix(1);
        const auto v = take_plain_value(s);
        if (!v || out.find(name) || v->find("=?") != v->npos)
            return std::nullopt;
        out.parameters.emplace_back(std::move(name), *v);
    }
    return out;
}

std::optional<std::string> simple_parameter(std::string_view value, std::string_view key)
{
    const std::string flat = unfolded(value.substr(0, max_value));
    const std::vector<Occurrence> found = occurrences(flat, key);
    if (found.size() != 1 || found[0].segment >= 0 || found[0].extended)
        return std::nullopt;
    const std::size_t equals = found[0].value - 1;
    const std::string_view before = std::string_view(flat).substr(0, equals - key.size());
    std::string_view rest = std::string_view(flat).substr(equals + 1);
    const bool hidden = before.find('(') != before.npos
        || std::count(before.begin(), before.end(), '"') % 2 != 0
        || before.find_last_of("; \t") + 1 != before.size();
    const auto text = take_plain_value(rest);
    skip_space(rest);
    if (goes_on(rest))
        return std::nullopt;
    if (hidden || !core::equal_ignore_case(flat.substr(equals - key.size(), key.size()), key)
        || !text || text->find("=?") != text->npos || (!rest.empty() && rest[0] != ';'))
        return std::nullopt;
    return std::string(*text);
}

std::size_t count_parameter(std::string_view value, std::string_view key)
{
    const std::vector<Occurrence> found = occurrences(value.substr(0, max_value), key);
    return static_cast<std::size_t>(std::count_if(
        found.begin(), found.end(), [](const Occurrence& o) { return o.segment <= 0; }));
}

} // namespace mime
