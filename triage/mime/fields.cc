#include "triage/mime/fields.h"

namespace mime {

namespace {

std::string_view without_line_end(std::string_view s)
{
    if (s.ends_with('\n'))
        s.remove_suffix(1);
    if (s.ends_with('\r'))
        s.remove_suffix(1);
    return s;
}

bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

} // namespace

std::size_t find_pair(std::string_view s, char a, char b, std::size_t from)
{
    for (std::size_t at = s.find(a, from); at < s.size() && at + 1 < s.size();
         at = s.find(a, at + 1))
        if (s[at + 1] == b)
            return at;
    return std::string_view::npos;
}

std::size_t next_line(std::string_view s, std::size_t from)
{
    const std::size_t end = s.find('\n', from);
    return end == std::string_view::npos ? s.size() : end + 1;
}

bool FieldReader::next(RawField& field)
{
    if (at_ >= block_.size())
        return false;
    std::size_t end = next_line(block_, at_);
    if (without_line_end(block_.substr(at_, end - at_)).empty()) {
        at_ = end;
        return false;
    }
    while (end < block_.size() && is_blank(block_[end]))
        end = next_line(block_, end);
    const std::string_view line = without_line_end(block_.substr(at_, end - at_));
    at_ = end;
    const std::size_t colon = line.find(':');
    field = { {}, line };
    if (colon == std::string_view::npos || colon == 0 || is_blank(line[0]))
        return true;
    std::size_t name_end = colon;
    while (name_end > 0 && is_blank(line[name_end - 1]))
        --name_end;
    field = { line.substr(0, name_end), line.substr(colon + 1) };
    return true;
}

} // namespace mime
