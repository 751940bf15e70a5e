#include "triage/agents/paragraphs.h"

#include <algorithm>

namespace agents {

namespace {

constexpr std::size_t wrapped_length = 45; // bytes; no client wraps earlier

std::string_view trimmed(std::string_view line)
{
    const std::size_t first = line.find_first_not_of(" \t\r");
    if (first == line.npos)
        return {};
    return line.substr(first, line.find_last_not_of(" \t\r") - first + 1);
}

// "- milk", "* eggs", "1. bread", "2) salt": a line of its own.
bool starts_item(std::string_view line)
{
    if (line.starts_with("- ") || line.starts_with("* ") || line.starts_with("• "))
        return true;
    const std::size_t digits = std::min(line.find_first_not_of("0123456789"), line.size());
    return digits > 0 && digits < 3 && digits < line.size()
        && (line[digits] == '.' || line[digits] == ')');
}

} // namespace

std::string unwrap(std::string_view text, std::size_t max_bytes)
{
    text = text.substr(0, max_bytes); // a character cut here is at the end, where nothing is lifted
    std::string out;
    bool joins = false; // the line before was long enough to have been wrapped
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = trimmed(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (!out.empty())
            out += joins && !line.empty() && !starts_item(line) ? ' ' : '\n';
        out += line;
        joins = line.size() >= wrapped_length;
    }
    return out;
}

} // namespace agents
