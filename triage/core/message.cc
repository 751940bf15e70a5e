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

} // namespace core
