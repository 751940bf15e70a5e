// Compound files: macros, encryption and what is embedded.
#include "triage/inspect/office.h"

#include <string>

#include "tests/inspect/cfb_writer.h"
#include "tests/support/fake_clock.h"
#include "triage/inspect/cfb.h"
#include "triage/inspect/embedded.h"
#include "triage/inspect/inspect.h"
#include "triage/inspect/vba.h"

#include <CppUTest/TestHarness.h>

using cfb_writer::Stream;
using inspect::Mark;

namespace {

std::string record(std::uint16_t type, const std::string& data)
{
    std::string out;
    for (const std::size_t n : { std::size_t { type }, data.size() })
        out.append(1, static_cast<char>(n & 0xFF)).append(1, static_cast<char>(n >> 8));
    return out + data;
}

std::string number(std::size_t n)
{
    std::string out;
    for (int i = 0; i < 4; ++i)
        out += static_cast<char>(n >> (8 * i) & 0xFF);
    return out;
}

std::string package(const std::string& name, const std::string& data)
{
    const std::string text = name + '\0' + "C:\\x\\" + name + '\0' + std::string("\0\0\3\0", 4)
        + number(3) + std::string("ab\0", 3) + number(data.size()) + data;
    return number(text.size() + 2) + std::string("\2\0", 2) + text;
}

} // namespace

TEST_GROUP(Office)
{
    support::FakeClock clock;
    core::Limits limits;

    inspect::Report look(const std::string& data)
    {
        core::Message m;
        core::Part p;
        p.filename = "a.doc";
        p.data = data;
        m.parts.push_back(std::move(p));
        return inspect::inspect(m, limits, core::Deadline::in(clock, std::chrono::seconds { 1 }));
    }
    inspect::Report look(const std::vector<Stream>& streams)
    {
        return look(cfb_writer::write(streams));
    }
};

TEST(Office, ReadsStreamsOfBothSizes)
{
    const std::string large(10000, 'l');
    const std::string data = cfb_writer::write({ { "small", "s" }, { "large", large } });
    const auto file = inspect::CompoundFile::open(data);
    CHECK_TRUE(file.has_value());
    STRCMP_EQUAL("s", file->read(*file->find("SMALL"), 100).c_str());
    STRCMP_EQUAL(large.c_str(), file->read(*file->find("large"), large.size()).c_str());
    LONGS_EQUAL(10, file->read(*file->find("large"), 10).size());
}

TEST(Office, RingsOfSectorsEnd)
{
    std::string data = cfb_writer::write({ { "large", std::string(5000, 'l') } });
    const auto honest = inspect::CompoundFile::open(data);
    const std::string table = data.substr(data.size() - 512);
    std::string ring = table;
    ring.replace(36, 4, std::string(4, '\0')); // the last sector of the stream leads to the first
    const auto file = inspect::CompoundFile::open(data.replace(data.size() - 512, 512, ring));
    CHECK_TRUE(file.has_value());
    CHECK_TRUE(file->read(*file->find("large"), 1 << 20).size() <= data.size());
}

TEST(Office, PlainDocumentHasNoMarks)
{
    const auto report = look({ { "WordDocument", std::string(600, '\0') }, { "1Table", "x" } });
    LONGS_EQUAL(0, report.marks.size());
    CHECK_FALSE(report.incomplete);
}

TEST(Office, CodeThatRunsByItself)
{
    const auto report = look({ { "ThisDocument",
        cfb_writer::module("Sub Document_Open()\r\n Shell \"calc\"\r\nEnd Sub\r\n") } });
    CHECK_TRUE(report.has(Mark::MacroRuns));
    STRCMP_EQUAL("document_open runs shell", report.marks.front().what.c_str());
}

TEST(Office, StarterAndActorInTwoModules)
{
    CHECK_TRUE(
        look({ { "A", cfb_writer::module("Sub AutoOpen()\r\n Go\r\nEnd Sub\r\n") },
                 { "B",
                     cfb_writer::module("Sub Go()\r\n Set x = CreateObject( _\r\n \"WScr\" & "
                                        "\"ipt.Shell\")\r\nEnd Sub\r\n") } })
            .has(Mark::MacroRuns));
}

TEST(Office, MacroThatNothingStarts)
{
    const auto report = look(
        { { "A", cfb_writer::module("Sub Total()\r\n Range(\"A1\").Value = 5\r\nEnd Sub\r\n") } });
    CHECK_TRUE(report.has(Mark::Macro));
    CHECK_FALSE(report.has(Mark::MacroRuns));
    // A workbook that formats itself when it opens.
    CHECK_FALSE(
        look({ { "A",
                 cfb_writer::module("Sub Workbook_Open()\r\n ' Shell is not used\r\n Set d = "
                                    "CreateObject(\"Scripting.Dictionary\")\r\nEnd Sub\r\n") } })
            .has(Mark::MacroRuns));
}

TEST(Office, EmptyModulesAreNoMacros)
{
    CHECK_FALSE(look({ { "A", cfb_writer::module("Option Explicit\r\n\r\n' nothing\r\n") } })
                    .has(Mark::Macro));
}

TEST(Office, UnpacksCopies)
{
    // "#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa", the example of [MS-OVBA] 3.2.2.
    const std::string packed("\x01\x2F\xB0\x00\x23\x61\x61\x61\x62\x63\x64\x65\x82\x66\x00\x70\x61"
                             "\x67\x68\x69\x6A\x01\x38\x08\x61\x6B\x6C\x00\x30\x6D\x6E\x6F\x70\x06"
                             "\x71\x02\x70\x04\x10\x72\x73\x74\x75\x76\x10\x77\x78\x79\x7A\x00\x3C",
        51);
    STRCMP_EQUAL("#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa",
        inspect::vba_unpack(packed, 4096).c_str());
    LONGS_EQUAL(10, inspect::vba_unpack(packed, 10).size());
}

TEST(Office, MacroSheets)
{
    const std::string sheet = record(0x85, std::string("\0\0\0\0\0\1\1\0x", 9));
    const std::string starts = record(0x18, std::string("\x20\0\0\1\0\0\0\1\0\0\0\0\0\0\0\1", 16));
    const std::string plain = record(0x85, std::string("\0\0\0\0\0\0\1\0x", 9));
    CHECK_TRUE(look({ { "Workbook", sheet } }).has(Mark::Macro));
    CHECK_TRUE(look({ { "Workbook", sheet + starts } }).has(Mark::MacroRuns));
    CHECK_FALSE(look({ { "Workbook", plain + starts } }).has(Mark::MacroRuns));
}

TEST(Office, Encryption)
{
    CHECK_TRUE(look({ { "EncryptedPackage", "xxxx" } }).has(Mark::DocumentEncrypted));
    CHECK_TRUE(look({ { "Workbook", record(0x2F, "1234") } }).has(Mark::DocumentEncrypted));
    std::string fib(64, '\0');
    fib[11] = 1;
    CHECK_TRUE(look({ { "WordDocument", fib } }).has(Mark::DocumentEncrypted));
}

TEST(Office, EmbeddedFilesAreLookedAt)
{
    CHECK_TRUE(
        look({ { "\x01Ole10Native", package("run.js", "WScript.Echo(1)") } }).has(Mark::Script));
    CHECK_FALSE(look({ { "\x01Ole10Native", package("list.txt", "lines") } }).has(Mark::Script));
    CHECK_FALSE(inspect::packaged_file("short").has_value());
}

TEST(Office, Equations)
{
    const std::string header(33, '\0');
    CHECK_TRUE(inspect::is_equation_exploit(header + "\x0A\x01\x08ZZ" + std::string(60, 'A')));
    CHECK_FALSE(
        inspect::is_equation_exploit(header + "\x0A\x01\x08ZZ" + "Times" + std::string(60, '\0')));
}

TEST(Office, DamageIsUnscannable)
{
    CHECK_TRUE(look(std::string("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8)).incomplete);
}

TEST(Office, ReadsNothingBehindTheEnd)
{
    const std::string data = cfb_writer::write(
        { { "A", cfb_writer::module("Sub X()\r\n") }, { "large", std::string(5000, 'x') } });
    for (std::size_t n = 0; n < data.size(); n += 7) {
        std::string wrong = data;
        wrong[n] = '\xFF';
        look(wrong);
        look(data.substr(0, n));
    }
}
