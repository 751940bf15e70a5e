#include "triage/identity/tag_list.h"

#include <algorithm>

#include "triage/core/text.h"

namespace identity {

namespace {
constexpr std::size_t max_read = 16384;
}

std::string tag_value(std::string_view list, std::string_view name)
{
    for (list = list.substr(0, max_read); !list.empty();) {
        const std::size_t end = std::min(list.find(';'), list.size());
        const std::string_view tag = core::trim(list.substr(0, end));
        list.remove_prefix(std::min(end + 1, list.size()));
        const std::size_t equals = tag.find('=');
        if (equals == tag.npos || core::trim(tag.substr(0, equals)) != name)
            continue;
        std::string value(tag.substr(equals + 1));
        std::erase_if(
            value, [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; });
        return value;
    }
    return {};
}

} // namespace identity
