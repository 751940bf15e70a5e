#include "triage/mime/raw_occurrence.h"

#include <algorithm>

#include "triage/core/text.h"

namespace mime {

namespace {

constexpr std::size_t max_occurrences = 16;

bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

} // namespace

bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'
        || c == '_' || c == '.';
}

void skip_space(std::string_view& s)
{
    while (!s.empty() && is_space(s.front()))
        s.remove_prefix(1);
}

std::string unfolded(std::string_view s)
{
    std::string out;
    for (const char c : s)
        if (c != '\r' && c != '\n')
            out += c;
    return out;
}

std::vector<Occurrence> occurrences(std::string_view variant, std::string_view key)
{
    std::vector<Occurrence> out;
    const std::string lower = core::to_lower_ascii(variant);
    for (std::size_t at = lower.find(key); at != lower.npos && out.size() < max_occurrences;
         at = lower.find(key, at + 1)) {
        std::string_view rest = std::string_view(lower).substr(at + key.size());
        if (at > 0 && is_word(lower[at - 1]))
            continue;
        Occurrence o;
        skip_space(rest);
        if (rest.starts_with('*')) {
            rest.remove_prefix(1);
            for (; !rest.empty() && rest[0] >= '0' && rest[0] <= '9'; rest.remove_prefix(1))
                o.segment = std::min(std::max(o.segment, 0) * 10 + (rest[0] - '0'), 1000);
            o.extended = o.segment < 0 || rest.starts_with('*');
            rest.remove_prefix(rest.starts_with('*'));
            skip_space(rest);
        }
        if (!rest.starts_with('='))
            continue;
        o.value = lower.size() - rest.size() + 1;
        out.push_back(o);
    }
    return out;
}

} // namespace mime
