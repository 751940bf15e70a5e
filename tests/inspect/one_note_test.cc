// OneNote sections: files on a page, their names, and the text around them.
#include <string>

#include "tests/inspect/look.h"
#include "triage/inspect/wide.h"

#include <CppUTest/TestHarness.h>

using inspect::Mark;
using inspect::Report;
using inspect::widen;

namespace {

std::string number(std::size_t n, std::size_t bytes)
{
    std::string out;
    for (; bytes > 0; --bytes, n >>= 8)
        out += static_cast<char>(n & 0xFF);
    return out;
}

std::string file(const std::string& bytes)
{
    return std::string("\xE7\x16\xE3\xBD\x65\x26\x11\x45\xA4\xC4\x8D\x4D\x0B\x7A\x9E\xAC", 16)
        + number(bytes.size(), 8) + number(0, 12) + bytes;
}

Report look(const std::string& content)
{
    const std::string head("\xE4\x52\x5C\x7B\x8C\xD8\xA7\x4D\xAE\xB1\x53\x78\xD0\x29\x96\xD3", 16);
    return looking::look("a.one", "", head + std::string(64, '\0') + content);
}

} // namespace

TEST_GROUP(OneNote) {};

TEST(OneNote, FilesAreLookedInto)
{
    STRCMP_EQUAL("embedded file",
        looking::what(look(file("\xCF\xFA\xED\xFE and so on")), Mark::Executable).c_str());
    CHECK_TRUE(look(file("<html><input type=password></html>")).has(Mark::CredentialForm));
    CHECK_TRUE(look(file("\x89PNG\r\n\x1A\n and so on")).marks.empty());
}

TEST(OneNote, NamesOfFilesCount)
{
    const std::string name = std::string(2, '\0') + widen("Open.cmd") + std::string(2, '\0');
    CHECK_TRUE(look(name + file("@echo off")).has(Mark::Script));
    CHECK_TRUE(
        look(std::string("x") + name + file("@echo off")).has(Mark::Script)); // at an odd byte
    CHECK_FALSE(look(name).has(Mark::Script)); // no file, so only a word on the page
    CHECK_TRUE(look(std::string(2, '\0') + widen("Plan.docx") + std::string(2, '\0') + file("text"))
                   .marks.empty());
}

TEST(OneNote, TextIsShown)
{
    const Report r = look(widen("Double click to view") + std::string(4, '\0'));
    CHECK_TRUE(r.text.find("Double click to view\n") != std::string::npos);
    CHECK_TRUE(r.marks.empty());
}

TEST(OneNote, SizesAreClaims)
{
    std::string cut = file("\xCF\xFA\xED\xFE and so on");
    cut[21] = '\x7F'; // of many terabytes
    CHECK_TRUE(look(cut).has(Mark::Executable));
}

TEST(OneNote, DamagedSections)
{
    looking::look_at_damaged(
        "a.one", widen("Open.cmd") + file("@echo off") + file("<html></html>"));
}
