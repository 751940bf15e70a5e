#include "triage/core/message.h"

#include <algorithm>

#include "triage/core/text.h"

namespace core {

const HeaderField* Message::header(std::string_view name) const
{
    for (const HeaderField& h : headers)
        if (equal_ignore_case(h.name, name))
            return &h;
    return nullptr;
}

std::size_t Message::count(std::string_view name) const
{
    return static_cast<std::size_t>(std::count_if(headers.begin(), headers.end(),
        [&](const HeaderField& h) { return equal_ignore_case(h.name, name); }));
}

bool Message::in_attached_message(std::size_t part) const
{
    for (int at = parts.at(part).parent; at >= 0; at = parts[static_cast<std::size_t>(at)].parent)
        if (std::string_view(parts[static_cast<std::size_t>(at)].type).starts_with("message/"))
            return true;
    return false;
}

} // namespace core
