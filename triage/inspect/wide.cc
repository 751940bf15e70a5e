#include "triage/inspect/wide.h"

#include <utility>

#include "triage/core/text.h"
#include "triage/inspect/bytes.h"

namespace inspect {

std::string narrow(std::string_view wide)
{
    std::string out;
    for (std::size_t at = 0; at + 2 <= wide.size(); at += 2) {
        char32_t c = little16(wide, at);
        const char32_t low = at + 4 <= wide.size() ? little16(wide, at + 2) : 0;
        if (c >= 0xD800 && c < 0xDC00 && low >= 0xDC00 && low < 0xE000) {
            c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
            at += 2;
        }
        core::append_utf8(out, c >= 0xD800 && c < 0xE000 ? 0xFFFD : c);
    }
    while (out.ends_with('\0'))
        out.pop_back();
    return out;
}

std::string xml_in_utf8(std::string_view xml)
{
    if (xml.starts_with("\xEF\xBB\xBF"))
        xml.remove_prefix(3);
    const bool big = xml.starts_with("\xFE\xFF") || (xml.size() > 1 && xml[0] == 0 && xml[1] != 0);
    const bool little
        = xml.starts_with("\xFF\xFE") || (xml.size() > 1 && xml[0] != 0 && xml[1] == 0);
    if (!big && !little)
        return std::string(xml);
    std::string wide(xml);
    for (std::size_t at = 0; big && at + 2 <= wide.size(); at += 2)
        std::swap(wide[at], wide[at + 1]);
    if (wide.starts_with("\xFF\xFE"))
        wide.erase(0, 2);
    return narrow(wide);
}

std::string widen(std::string_view ascii)
{
    std::string out;
    for (const char c : ascii) {
        out += c;
        out += '\0';
    }
    return out;
}

} // namespace inspect
