#include "milter/ctl/received.h"

namespace ctl {

namespace {

std::string_view without_mbox_line(std::string_view file)
{
    if (!file.starts_with("From ") || file.find_first_not_of(' ', 4) == file.find(':'))
        return file; // "From :" is a field, if a strange one
    const auto end = file.find('\n');
    return end == std::string_view::npos ? std::string_view() : file.substr(end + 1);
}

} // namespace

std::string as_received(std::string_view file)
{
    file = without_mbox_line(file);
    const auto first = file.find('\n');
    if (first == std::string_view::npos || (first > 0 && file[first - 1] == '\r'))
        return std::string(file);
    std::string out;
    out.reserve(file.size() + file.size() / 32);
    for (const char c : file) {
        if (c == '\n' && !out.ends_with('\r'))
            out += '\r';
        out += c;
    }
    return out;
}

} // namespace ctl
