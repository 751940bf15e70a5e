// Archives: members are looked at, locks and tricks are marked, bombs end.
#include "triage/inspect/archive.h"

#include <string>

#include "tests/inspect/archive_writer.h"
#include "tests/inspect/zip_writer.h"
#include "tests/support/fake_clock.h"
#include "triage/inspect/inspect.h"

#include <CppUTest/TestHarness.h>

using inspect::Mark;
using zip_writer::Member;

TEST_GROUP(Archive)
{
    support::FakeClock clock;
    core::Limits limits;

    inspect::Report look(std::string name, std::string data)
    {
        core::Message m;
        core::Part p;
        p.type = "application/octet-stream";
        p.filename = std::move(name);
        p.data = std::move(data);
        m.parts.push_back(std::move(p));
        return inspect::inspect(m, limits, core::Deadline::in(clock, std::chrono::seconds { 1 }));
    }
    inspect::Report zip(const std::vector<Member>& members)
    {
        return look("a.zip", zip_writer::write(members));
    }
};

TEST(Archive, HonestZipHasNoMarks)
{
    const auto report = zip({ { "notes.txt" }, { "pictures/cat.jpg" } });
    LONGS_EQUAL(0, report.marks.size());
    CHECK_FALSE(report.incomplete);
}

TEST(Archive, FindsProgramsInEveryKind)
{
    const std::string program = "MZ" + std::string(200, '\0');
    CHECK_TRUE(zip({ { "invoice.pdf.exe", program } }).has(Mark::Executable));
    struct Kind {
        const char *format, *filter;
    };
    for (const Kind k : { Kind { "7zip", nullptr }, { "gnutar", nullptr }, { "gnutar", "gzip" },
             { "gnutar", "bzip2" }, { "gnutar", "xz" }, { "gnutar", "zstd" },
             { "iso9660", nullptr }, { "raw", "gzip" } }) {
        const auto report
            = look("a.exe.gz", archive_writer::write(k.format, k.filter, "setup.exe", program));
        CHECK_TEXT(report.has(Mark::Executable), k.filter ? k.filter : k.format);
    }
}

TEST(Archive, NamesInAnyScriptAreRead)
{
    const auto report = look("a.7z", archive_writer::write("7zip", nullptr, "r\xC3\xBCn.js", "x"));
    STRCMP_EQUAL("a.7z/r\xC3\xBCn.js", report.marks.front().where.c_str());
}

TEST(Archive, NamesTheWay)
{
    const auto report = zip({ { "run.js", "WScript.Echo(1)" } });
    CHECK_TRUE(report.has(Mark::Script));
    STRCMP_EQUAL("a.zip/run.js", report.marks.front().where.c_str());
}

TEST(Archive, LooksIntoArchivesInside)
{
    const auto report = zip({ { "inner.zip", zip_writer::write({ { "run.vbs" } }) } });
    CHECK_TRUE(report.has(Mark::Nested));
    CHECK_TRUE(report.has(Mark::Script));
    // A compressed file is no archive in an archive.
    CHECK_FALSE(zip({ { "a.log.gz", archive_writer::write("raw", "gzip", "a.log", "lines") } })
                    .has(Mark::Nested));
}

TEST(Archive, LockedMembersAreMarkedAndTheirNamesRead)
{
    const auto report = zip({ { .name = "run.exe", .locked = true } });
    CHECK_TRUE(report.has(Mark::Encrypted));
    CHECK_TRUE(report.has(Mark::Executable));
}

TEST(Archive, PathsThatLeaveTheFolder)
{
    for (const char* name : { "../x.txt", "a/../../x.txt", "..\\x.txt", "\\\\host\\x", "C:\\x.txt",
             "a.txt:..\\x.lnk", "offer.pdf /offer.pdf .cmd" })
        CHECK_TEXT(!inspect::path_trick(name).empty(), name);
    for (const char* name :
        { "a/b.txt", "a..b/c", "12:30 log.txt", "My Files /a.txt", "..a", "/var/x" })
        CHECK_TEXT(inspect::path_trick(name).empty(), name);
    CHECK_TRUE(zip({ { "../../x.txt" } }).has(Mark::Traversal));
}

TEST(Archive, BombEnds)
{
    const auto report = look("a.gz",
        archive_writer::write("raw", "gzip", "zeros", std::string(std::size_t { 64 } << 20, '\0')));
    CHECK_TRUE(report.has(Mark::Bomb));
    CHECK_TRUE(report.incomplete);
}

TEST(Archive, AllFilesTogetherAreBounded)
{
    limits.inspect_bytes = 100;
    const auto report
        = zip({ { "a.txt", std::string(80, 'a') }, { "b.txt", std::string(80, 'b') } });
    CHECK_TRUE(report.has(Mark::Unscannable));
    CHECK_TRUE(report.incomplete);
}

TEST(Archive, DamageIsUnscannable)
{
    const std::string whole = archive_writer::write("7zip", nullptr, "a.txt", "content");
    const auto report = look("a.7z", whole.substr(0, whole.size() / 2));
    CHECK_TRUE(report.has(Mark::Unscannable));
    for (const char* head :
        { "PK\x03\x04 and no more", "7z\xBC\xAF\x27\x1C", "Rar!\x1A\x07", "\x1F\x8B\x08", "MSCF" })
        CHECK_TEXT(look("a", head).has(Mark::Unscannable), head);
}

TEST(Archive, MemberThatTheDirectoryHidesIsLookedAt)
{
    const auto report = zip({ { "a.txt" }, { .name = "run.exe", .listed = false }, { "b.txt" } });
    CHECK_TRUE(report.has(Mark::Malformed));
    CHECK_TRUE(report.has(Mark::Executable));
}

TEST(Archive, DisguisedNames)
{
    for (const char* name : { "inv\xE2\x80\xAE"
                              "fdp.exe",
             "a\xE2\xA0\x80.pdf", "$(id).txt", "{echo,eA==}|{base64,-d}.txt" })
        CHECK_TEXT(inspect::is_disguised(name), name);
    for (const char* name : { "r\xC3\xA9sum\xC3\xA9.pdf", "a {b}.txt", "$5.txt" })
        CHECK_FALSE_TEXT(inspect::is_disguised(name), name);
    CHECK_TRUE(zip({ { "`id`.txt" } }).has(Mark::NameTrick));
}

TEST(Archive, StreamsOfRarThatLeadOut)
{
    CHECK_TRUE(look("a.rar", "Rar!\x1A\x07\x01 a.txt:..\\..\\Startup\\x.lnk").has(Mark::Traversal));
    CHECK_FALSE(look("a.rar", "Rar!\x1A\x07\x01 a.txt").has(Mark::Traversal));
}

// The C library would load the code page's tables from disk.
TEST(Archive, CodePagesOfLhaAreNotLoaded)
{
    std::string data(4, '\0');
    data += "-lh0-" + std::string(20, '\0') + std::string("\x07\0\x46\xA4\x03\0\0", 7);
    data.replace(0, 2, "xx");
    data.replace(2, 5, "-lh0-");
    const auto report = look("a.lzh", data);
    CHECK_TRUE(report.has(Mark::Unscannable));
    STRCMP_EQUAL("names in a code page", report.marks.front().what.c_str());
}
