// Names and first bytes -> kinds of file by risk.
#include "triage/inspect/file_type.h"

#include <CppUTest/TestHarness.h>

using enum inspect::FileClass;

TEST_GROUP(FileType) {};

TEST(FileType, EndingsAreReadAsWindowsReadsThem)
{
    CHECK(Executable == inspect::name_class("setup.EXE"));
    CHECK(Executable == inspect::name_class("setup.exe. . "));
    CHECK(Pdf == inspect::name_class("a.exe.pdf"));
    CHECK(Unknown == inspect::name_class("exe"));
}

TEST(FileType, TwoLettersMakeNoProgram)
{
    CHECK(Unknown
        == inspect::magic_class("MZ is how this letter begins, and it goes on and on "
                                "until there are more than sixty-four of them"));
    std::string program(0x80, '\0');
    program.replace(0, 2, "MZ");
    program[0x3C] = 0x40;
    program.replace(0x40, 2, "PE");
    CHECK(Executable == inspect::magic_class(program));
}

TEST(FileType, FirstBytesDecide)
{
    CHECK(Executable
        == inspect::magic_class("\x7F"
                                "ELF\x02"));
    CHECK(Html == inspect::magic_class("  <!DOCTYPE HTML><p>"));
    CHECK(Archive == inspect::magic_class("PK\x03\x04"));
    CHECK(Unknown == inspect::magic_class(""));
}
