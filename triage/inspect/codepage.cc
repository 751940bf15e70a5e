#include "triage/inspect/codepage.h"

#include <string_view>

namespace inspect {

namespace {

struct Row {
    std::uint32_t codepage;
    std::string_view charset;
};

constexpr Row rows[] { { 932, "shift_jis" }, { 936, "gbk" }, { 949, "euc-kr" }, { 950, "big5" },
    { 874, "windows-874" }, { 20127, "us-ascii" }, { 20866, "koi8-r" }, { 21866, "koi8-u" },
    { 50220, "iso-2022-jp" }, { 51932, "euc-jp" }, { 51949, "euc-kr" }, { 54936, "gb18030" },
    { 65001, "utf-8" } };

} // namespace

std::string charset_of_codepage(std::uint32_t codepage)
{
    for (const Row& r : rows)
        if (r.codepage == codepage)
            return std::string(r.charset);
    if (codepage >= 1250 && codepage <= 1258)
        return "windows-" + std::to_string(codepage);
    if (codepage >= 28591 && codepage <= 28605)
        return "iso-8859-" + std::to_string(codepage - 28590);
    return {};
}

} // namespace inspect
