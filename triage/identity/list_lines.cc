#include "triage/identity/list_lines.h"

#include <algorithm>

#include "triage/core/text.h"

namespace identity {

bool Lines::next(std::string_view& line)
{
    while (!rest_.empty()) {
        const std::size_t end = std::min(rest_.find('\n'), rest_.size());
        line = rest_.substr(0, end);
        rest_.remove_prefix(std::min(end + 1, rest_.size()));
        ++number_;
        line = core::trim(line.substr(0, line.find('#')));
        if (!line.empty())
            return true;
    }
    return false;
}

void Lines::error(const std::string& what)
{
    errors_.push_back({ file_.name + ":" + std::to_string(number_) + ": " + what });
}

std::vector<std::string_view> split_entry(std::string_view s, char separator)
{
    std::vector<std::string_view> out;
    while (true) {
        const std::size_t at = s.find(separator);
        out.push_back(core::trim(s.substr(0, at)));
        if (at == s.npos)
            return out;
        s.remove_prefix(at + 1);
    }
}

bool is_host(std::string_view s)
{
    if (s.empty() || s.size() > 253 || s.front() == '.' || s.front() == '-' || s.back() == '.'
        || s.find("..") != s.npos)
        return false;
    return s.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-._") == s.npos;
}

std::string not_a_host(std::string_view s)
{
    return "'" + core::escape_log(s, 80)
        + "' is no host; write it in lower case without scheme, dot at the ends or wildcard (IDNs "
          "as xn--)";
}

bool takes_away(std::string_view& entry, std::size_t layer)
{
    if (layer == 0 || !entry.starts_with('-'))
        return false;
    entry = core::trim(entry.substr(1));
    return true;
}

} // namespace identity
