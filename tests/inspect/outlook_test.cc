// Outlook's saved messages: text, sender, files and messages inside.
#include "triage/inspect/outlook.h"

#include "tests/inspect/cfb_writer.h"
#include "tests/inspect/look.h"
#include "tests/support/tnef_writer.h"
#include "triage/inspect/wide.h"

#include <CppUTest/TestHarness.h>

using cfb_writer::Stream;
using inspect::Mark;
using inspect::widen;
using looking::look;
using tnef_writer::number;

namespace {

// Of the message at `path`, which ends with '/' or is empty.
std::vector<Stream> message(const std::string& path, const std::string& text)
{
    return { { path + "__properties_version1.0", std::string(32, '\0') },
        { path + "__substg1.0_0037001F", widen("Minutes") },
        { path + "__substg1.0_0042001F", widen("Ann") },
        { path + "__substg1.0_5D02001F", widen("ann@supplier.example") },
        { path + "__substg1.0_1000001F", widen(text) } };
}

void add(std::vector<Stream>& to, const std::vector<Stream>& more)
{
    to.insert(to.end(), more.begin(), more.end());
}

std::vector<Stream> attachment(const std::string& name, const std::string& data)
{
    const std::string path = "__attach_version1.0_#00000000/";
    return { { path + "__properties_version1.0", std::string(8, '\0') },
        { path + "__substg1.0_3707001F", widen(name) }, { path + "__substg1.0_37010102", data } };
}

inspect::Report look_at(const std::vector<Stream>& streams)
{
    return look("a.msg", "", cfb_writer::write(streams));
}

bool says(const inspect::Embedded& m, const std::string& text)
{
    return m.bytes.find(looking::base64(text)) != m.bytes.npos;
}

} // namespace

TEST_GROUP(Outlook) {};

TEST(Outlook, MessageGoesBackToTheEngine)
{
    const auto r = look_at(message("", "The minutes are fine."));
    CHECK_EQUAL(std::size_t { 1 }, r.messages.size());
    CHECK_FALSE(r.messages[0].shown);
    CHECK_TRUE(says(r.messages[0], "The minutes are fine."));
    CHECK_TRUE(r.messages[0].bytes.find("<ann@supplier.example>") != std::string::npos);
    CHECK_TRUE(r.marks.empty());
    CHECK_FALSE(r.incomplete);
}

TEST(Outlook, HeaderAsTransportedIsKept)
{
    auto streams = message("", "text");
    streams.push_back({ "__substg1.0_007D001F",
        widen("From: b@other.example\r\nContent-Type: multipart/mixed; boundary=x\r\n") });
    const auto r = look_at(streams);
    CHECK_TRUE(r.messages.at(0).bytes.starts_with("From: b@other.example\r\nMIME-Version"));
}

TEST(Outlook, FilesAreLookedInto)
{
    auto streams = message("", "text");
    add(streams, attachment("run.js", "x"));
    STRCMP_EQUAL("run.js", looking::what(look_at(streams), Mark::Script).c_str());
    streams = message("", "text");
    add(streams, attachment("list.txt", "lines"));
    CHECK_TRUE(look_at(streams).marks.empty());
}

TEST(Outlook, MessagesInside)
{
    auto streams = message("", "outer text");
    add(streams, message("__attach_version1.0_#00000000/__substg1.0_3701000D/", "inner text"));
    const auto r = look_at(streams);
    CHECK_EQUAL(std::size_t { 2 }, r.messages.size());
    CHECK_TRUE(says(r.messages[0], "inner text") != says(r.messages[1], "inner text"));
}

TEST(Outlook, ReminderFromAnotherComputer)
{
    const auto with_file = [](const char* path) {
        auto streams = message("", "text");
        streams.push_back({ "__nameid_version1.0/__substg1.0_00030102",
            number(0x8501, 4) + number(0, 4) + number(0x851F, 4) + number(0, 2) + number(1, 2) });
        streams.push_back({ "__substg1.0_8001001F", widen(path) });
        return look_at(streams);
    };
    CHECK_TRUE(with_file("\\\\a.example\\x\\s.wav").has(Mark::Exploit));
    CHECK_FALSE(with_file("C:\\s.wav").has(Mark::Exploit));
}

TEST(Outlook, SurvivesDamage)
{
    auto streams = message("", "text");
    add(streams, attachment("run.js", "x"));
    add(streams, message("__attach_version1.0_#00000001/__substg1.0_3701000D/", "inner text"));
    looking::look_at_damaged("a.msg", cfb_writer::write(streams));
}

TEST(Outlook, RingsOfEntriesEnd)
{
    std::string data = cfb_writer::write(message("", "text"));
    const std::string name = widen("Root Entry");
    const std::size_t root = data.find(name);
    for (std::size_t i = 1; i < 6; ++i) // every entry has the root's first child to its left
        data.replace(root + i * 128 + 68, 4, data.substr(root + 76, 4));
    const auto file = inspect::CompoundFile::open(data);
    CHECK_TRUE(file.has_value());
    LONGS_EQUAL(5, file->inside(*file->root()).size());
}
