#include "triage/scan/links.h"

#include <algorithm>
#include <array>

#include "triage/core/text.h"
#include "triage/identity/fold.h"
#include "triage/link/extract.h"
#include "triage/link/suffix.h"

namespace scan {

namespace {

constexpr std::size_t shown_url = 120; // bytes
constexpr std::size_t longest_text = 512;

// Top level domains that are better known as endings of files.
bool is_file_ending(std::string_view label)
{
    static constexpr std::array<std::string_view, 14> endings { "ai", "app", "cc", "java", "md",
        "mov", "pl", "ps", "py", "rs", "sh", "so", "st", "zip" };
    return std::find(endings.begin(), endings.end(), label) != endings.end();
}

bool has_www(std::string_view text)
{
    return core::equal_ignore_case(text.substr(0, 4), "www.");
}

} // namespace

std::string shown(const core::Link& l)
{
    return evidence(std::string_view(l.url).substr(0, shown_url));
}

std::string shown_host(std::string_view text)
{
    text = core::trim(text);
    if (text.size() > longest_text || text.find_first_of(" \n@") != text.npos)
        return {};
    const bool has_scheme = text.find("://") != text.npos;
    core::Link l;
    l.url = (has_scheme ? "" : "http://") + std::string(text);
    linking::parse_url(l);
    const std::size_t dot = l.host.rfind('.');
    if ((l.scheme != "http" && l.scheme != "https") || dot == std::string::npos || dot == 0
        || (!has_scheme && !linking::has_known_suffix(l.host)))
        return {};
    const bool is_file
        = !has_scheme && !has_www(text) && is_file_ending(std::string_view(l.host).substr(dot + 1));
    return is_file ? std::string() : l.host;
}

std::string shown_words(const Context& c)
{
    constexpr std::size_t read_text = 20000; // bytes
    return identity::fold(c.sender.from.name) + ' ' + identity::fold(c.m.subject) + ' '
        + identity::fold(std::string_view(c.m.new_text).substr(0, read_text));
}

bool names(const std::string& shown_words, std::string_view org)
{
    constexpr std::size_t shortest = 4;
    const std::string_view label = org.substr(0, org.find('.'));
    return label.size() >= shortest && shown_words.find(label) != shown_words.npos;
}

std::string beginning(const core::Link& l)
{
    constexpr std::size_t read = 256, kept = 40;
    std::string out;
    for (const char ch : std::string_view(l.url).substr(0, read))
        if (static_cast<unsigned char>(ch) > 0x20 && out.size() < kept)
            out.push_back(ch);
    return core::to_lower_ascii(out);
}

} // namespace scan
