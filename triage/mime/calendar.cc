#include "triage/mime/calendar.h"

#include <algorithm>

#include "triage/core/text.h"

namespace mime {

namespace {

constexpr std::size_t max_line = 1024; // bytes of an unfolded line that are kept

// Moves `at` behind one unfolded line (RFC 5545 section 3.1) and returns it.
std::string unfolded_line(std::string_view s, std::size_t& at)
{
    std::string line;
    do {
        const std::size_t end = std::min(s.find('\n', at), s.size());
        std::string_view piece = s.substr(at, end - at);
        if (piece.ends_with('\r'))
            piece.remove_suffix(1);
        line += piece.substr(0, max_line - std::min(max_line, line.size()));
        at = end + 1;
        if (at >= s.size() || (s[at] != ' ' && s[at] != '\t'))
            break;
        ++at;
    } while (true);
    return line;
}

// "DTSTART;TZID=Europe/Paris:20261125T170000" has the name DTSTART.
bool is_property(std::string_view line, std::string_view name)
{
    return line.size() > name.size() && core::equal_ignore_case(line.substr(0, name.size()), name)
        && (line[name.size()] == ':' || line[name.size()] == ';');
}

std::string_view value_of(std::string_view line)
{
    const std::size_t colon = line.find(':');
    return colon == std::string_view::npos ? std::string_view()
                                           : core::trim(line.substr(colon + 1));
}

std::string upper(std::string_view s)
{
    std::string out(s.substr(0, 32));
    std::transform(out.begin(), out.end(), out.begin(),
        [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    return out;
}

} // namespace

core::CalendarFacts read_calendar(std::string_view ics)
{
    core::CalendarFacts facts;
    bool in_event = false; // a time zone has DTSTART too
    for (std::size_t at = 0; at < ics.size() && (facts.start.empty() || facts.method.empty());) {
        const std::string line = unfolded_line(ics, at);
        if (is_property(line, "METHOD") && facts.method.empty())
            facts.method = upper(value_of(line));
        else if (is_property(line, "BEGIN"))
            in_event = in_event || core::equal_ignore_case(value_of(line), "VEVENT");
        else if (in_event && is_property(line, "DTSTART") && facts.start.empty())
            facts.start = value_of(line).substr(0, 64);
    }
    return facts;
}

} // namespace mime
