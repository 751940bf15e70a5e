#include "triage/html/flow.h"

#include <utility>

namespace html {

namespace {

bool is_white(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

} // namespace

void Flow::add(std::string_view utf8)
{
    for (std::size_t at = 0; at < utf8.size();) {
        if (is_white(utf8[at])) {
            space_ = true;
            ++at;
            continue;
        }
        std::size_t end = at;
        while (end < utf8.size() && !is_white(utf8[end]))
            ++end;
        if (text_.size() + (end - at) + 1 > limit_) {
            full_ = true;
            return;
        }
        if (!text_.empty() && (break_ || space_))
            text_ += break_ ? '\n' : ' ';
        space_ = break_ = false;
        text_ += utf8.substr(at, end - at);
        at = end;
    }
}

void Flow::line_break()
{
    break_ = true;
}

void Flow::gap()
{
    space_ = true;
}

} // namespace html
