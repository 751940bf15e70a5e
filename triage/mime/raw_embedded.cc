#include "triage/mime/raw_embedded.h"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "triage/core/text.h"
#include "triage/mime/fields.h"

namespace mime {

namespace {

std::string uudecode_line(std::string_view line)
{
    std::string out;
    const auto value = [&](std::size_t i) {
        return i < line.size() ? (static_cast<std::uint32_t>(line[i]) - ' ') & 0x3F : 0U;
    };
    const std::size_t n = value(0);
    for (std::size_t i = 1; i + 1 < line.size() && out.size() < n; i += 4) {
        const std::uint32_t bits
            = value(i) << 18 | value(i + 1) << 12 | value(i + 2) << 6 | value(i + 3);
        for (int shift = 16; shift >= 0 && out.size() < n; shift -= 8)
            out += static_cast<char>(bits >> shift & 0xFF);
    }
    return out;
}

std::string ydecode_line(std::string_view line)
{
    std::string out;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const bool escaped = line[i] == '=' && i + 1 < line.size();
        i += escaped;
        out += static_cast<char>(line[i] - 42 - (escaped ? 64 : 0));
    }
    return out;
}

std::string_view line_at(std::string_view s, std::size_t at, std::size_t& next)
{
    next = next_line(s, at);
    std::string_view line = s.substr(at, next - at);
    while (line.ends_with('\n') || line.ends_with('\r'))
        line.remove_suffix(1);
    return line;
}

// The line "begin 644 name" or "=ybegin … name=name"; the name, or nullopt.
std::optional<std::string> begin_of(std::string_view line, bool& yenc)
{
    yenc = line.starts_with("=ybegin ");
    if (yenc) {
        const std::size_t at = line.find("name=");
        return std::string(at == line.npos ? std::string_view() : core::trim(line.substr(at + 5)));
    }
    if (!line.starts_with("begin ") || line.size() < 10)
        return std::nullopt;
    std::size_t mode = 6;
    while (mode < line.size() && line[mode] >= '0' && line[mode] <= '7')
        ++mode;
    if (mode < 9 || mode >= line.size() || line[mode] != ' ')
        return std::nullopt;
    return std::string(core::trim(line.substr(mode)));
}

} // namespace

std::vector<EmbeddedFile> embedded_files(std::string_view text, std::size_t most, std::size_t cap)
{
    std::vector<EmbeddedFile> out;
    std::size_t next = 0;
    for (std::size_t at = text.find("begin "); at != text.npos && out.size() < most;
         at = text.find("begin ", at)) {
        const bool y = at >= 2 && text.substr(at - 2, 2) == "=y";
        const std::size_t start = y ? at - 2 : at;
        bool yenc = false;
        const std::string_view first = line_at(text, start, next);
        at += 6;
        if (start > 0 && text[start - 1] != '\n')
            continue;
        const auto name = begin_of(first, yenc);
        if (!name)
            continue;
        EmbeddedFile file { *name, {} };
        for (at = next; at < text.size(); at = next) {
            const std::string_view line = line_at(text, at, next);
            if (line.starts_with(yenc ? "=yend" : "end") || file.data.size() >= cap)
                break;
            if (!line.starts_with("=ypart"))
                file.data += yenc ? ydecode_line(line) : uudecode_line(line);
        }
        cap -= std::min(cap, file.data.size());
        if (!file.data.empty())
            out.push_back(std::move(file));
    }
    return out;
}

} // namespace mime
