#include "milter/ctl/saved_envelope.h"

#include <algorithm>

#include "triage/core/text.h"

namespace ctl {

namespace {

constexpr std::size_t most_bytes = 65536;

// The first field of that name, unfolded as it stands; nullopt if there is none.
std::optional<std::string_view> field(std::string_view raw, std::string_view name)
{
    raw = raw.substr(0, most_bytes);
    while (!raw.empty() && raw.front() != '\r' && raw.front() != '\n') {
        std::size_t end = raw.find('\n');
        while (end < raw.size() - 1 && (raw[end + 1] == ' ' || raw[end + 1] == '\t'))
            end = raw.find('\n', end + 1);
        const std::string_view line = raw.substr(0, end);
        if (line.size() > name.size() && line[name.size()] == ':'
            && core::equal_ignore_case(line.substr(0, name.size()), name))
            return core::trim(line.substr(name.size() + 1));
        if (end == std::string_view::npos)
            return std::nullopt;
        raw.remove_prefix(end + 1);
    }
    return std::nullopt;
}

// What stands between the last angle brackets; without them the value, if it is an address.
std::string address_in(std::string_view value)
{
    const auto open = value.rfind('<');
    const auto close = value.find('>', open == value.npos ? 0 : open);
    if (open != value.npos && close != value.npos)
        return std::string(core::trim(value.substr(open + 1, close - open - 1)));
    const bool plain = value.find('@') != value.npos && value.find(' ') == value.npos;
    return std::string(plain ? value : std::string_view());
}

} // namespace

SavedEnvelope saved_envelope(std::string_view raw)
{
    SavedEnvelope e;
    if (const auto path = field(raw, "Return-Path"))
        e.mail_from = address_in(*path);
    else if (const auto from = field(raw, "From"))
        e.mail_from = address_in(*from);
    for (const std::string_view name : { "Delivered-To", "X-Original-To" })
        if (const auto to = field(raw, name); to && e.rcpts.empty())
            if (std::string address = address_in(*to); !address.empty())
                e.rcpts.push_back(std::move(address));
    return e;
}

} // namespace ctl
