// Names and first bytes -> kinds of file by risk.
#include "triage/scan/file_type.h"

#include <CppUTest/TestHarness.h>

using enum scan::FileClass;

TEST_GROUP(FileType) {};

TEST(FileType, EndingsAreReadAsWindowsReadsThem)
{
    CHECK(Executable == scan::name_class("setup.EXE"));
    CHECK(Executable == scan::name_class("setup.exe. . "));
    CHECK(Pdf == scan::name_class("a.exe.pdf"));
    CHECK(Unknown == scan::name_class("exe"));
}

TEST(FileType, TwoLettersMakeNoProgram)
{
    CHECK(Unknown
        == scan::magic_class("MZ is how this letter begins, and it goes on and on "
                             "until there are more than sixty-four of them"));
    std::string program(0x80, '\0');
    program.replace(0, 2, "MZ");
    program[0x3C] = 0x40;
    program.replace(0x40, 2, "PE");
    CHECK(Executable == scan::magic_class(program));
}

TEST(FileType, FirstBytesDecide)
{
    CHECK(Executable
        == scan::magic_class("\x7F"
                             "ELF\x02"));
    CHECK(Html == scan::magic_class("  <!DOCTYPE HTML><p>"));
    CHECK(Archive == scan::magic_class("PK\x03\x04"));
    CHECK(Unknown == scan::magic_class(""));
}
