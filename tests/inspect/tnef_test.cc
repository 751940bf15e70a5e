// winmail.dat: its files, its text, what attacks hide in it.
#include "triage/inspect/tnef.h"

#include "tests/inspect/look.h"
#include "tests/support/tnef_writer.h"
#include "triage/inspect/rtf_unpack.h"
#include "triage/inspect/wide.h"

#include <CppUTest/TestHarness.h>

using inspect::Mark;
using looking::look;
namespace tw = tnef_writer;

namespace {

// The example of [MS-OXRTFCP] 4.1.1.
const std::string packed_hello("\x2D\0\0\0\x2B\0\0\0LZFu\xF1\xC5\xC7\xA7\x03\0\x0A\0rcpg125\x42\x32"
                               "\x0A\xF3 hel\x09\0 bw\x05\xB0ld}\x0A\x80\x0F\xA0",
    49);

std::string plain_rtf(const std::string& rtf)
{
    return tw::number(rtf.size() + 12, 4) + tw::number(rtf.size(), 4) + "MELA"
        + std::string(4, '\0') + rtf;
}

std::string decoded_part(const inspect::Report& r, const std::string& content)
{
    for (const inspect::Embedded& m : r.messages)
        if (m.bytes.find(looking::base64(content)) != m.bytes.npos)
            return content;
    return {};
}

} // namespace

TEST_GROUP(Tnef) {};

TEST(Tnef, FilesAreLookedInto)
{
    CHECK_TRUE(look("winmail.dat", "", tw::with_attachment("run.js", "x")).has(Mark::Script));
    const auto harmless = look("winmail.dat", "", tw::with_attachment("list.txt", "lines"));
    CHECK_TRUE(harmless.marks.empty());
    CHECK_FALSE(harmless.incomplete);
    CHECK_TRUE(harmless.messages.empty());
}

TEST(Tnef, NamesOfPropertiesAndOfBothFilesCount)
{
    const std::string data = tw::file(tw::attribute(2, tw::attach_begins, "x")
        + tw::attribute(2, tw::attach_title, std::string("A.TXT\0", 6))
        + tw::attribute(2, tw::attach_data, "x")
        + tw::attribute(2, tw::attach_properties,
            tw::list(1, tw::property(0x1F, 0x3707, inspect::widen("invoice.hta"))))
        + tw::attribute(2, tw::attach_begins, "x")
        + tw::attribute(2, tw::attach_title, std::string("b.lnk\0", 6))
        + tw::attribute(2, tw::attach_data, "y"));
    const auto r = look("winmail.dat", "application/ms-tnef", data);
    STRCMP_EQUAL("invoice.hta", looking::what(r, Mark::Script).c_str());
    STRCMP_EQUAL("b.lnk", looking::what(r, Mark::Shortcut).c_str());
}

TEST(Tnef, TextIsTheMessages)
{
    const std::string page = "<p>Read <a href=\"https://a.example/\">this</a>";
    const auto r = look("winmail.dat", "", tw::with_html(page));
    CHECK_EQUAL(std::size_t { 1 }, r.messages.size());
    CHECK_TRUE(r.messages[0].shown);
    STRCMP_EQUAL(page.c_str(), decoded_part(r, page).c_str());
}

TEST(Tnef, MessagesInsideAreMessages)
{
    const std::string object = std::string("\x07\x03\x02\0\0\0\0\0\xC0\0\0\0\0\0\0\x46", 16)
        + tw::file(tw::attribute(1, tw::body, "text inside"));
    const auto r = look("winmail.dat", "",
        tw::file(tw::attribute(2, tw::attach_begins, "x")
            + tw::attribute(
                2, tw::attach_properties, tw::list(1, tw::property(0x0D, 0x3701, object)))));
    CHECK_EQUAL(std::size_t { 1 }, r.messages.size());
    CHECK_FALSE(r.messages[0].shown);
    STRCMP_EQUAL("text inside", decoded_part(r, "text inside").c_str());
}

TEST(Tnef, ReminderFromAnotherComputer)
{
    const auto with_file = [](const char* path) {
        return look("winmail.dat", "",
            tw::file(tw::attribute(1, tw::message_properties,
                tw::list(1, tw::named_property(0x1F, 0x851F, inspect::widen(path))))));
    };
    CHECK_TRUE(with_file("\\\\a.example\\x\\s.wav").has(Mark::Exploit));
    CHECK_FALSE(with_file("C:\\s.wav").has(Mark::Exploit));
}

TEST(Tnef, DamageIsUnscannable)
{
    const std::string data = tw::with_attachment("run.js", std::string(50, 'x'));
    CHECK_TRUE(look("winmail.dat", "", data.substr(0, data.size() - 20)).incomplete);
    CHECK_TRUE(look("winmail.dat", "", data.substr(0, data.size() - 20)).has(Mark::Script));
    CHECK_TRUE(look("winmail.dat", "application/ms-tnef", "no such file").incomplete);
    CHECK_TRUE(look("winmail.dat", "",
        tw::file(tw::attribute(1, tw::message_properties, tw::list(0x7FFFFFFF, "short"))))
                   .incomplete);
    looking::look_at_damaged("winmail.dat", tw::with_html("<p>text") + data.substr(6));
}

TEST(Tnef, UnpacksRichText)
{
    STRCMP_EQUAL("{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n",
        inspect::rtf_unpack(packed_hello, 4096).value_or("").c_str());
    LONGS_EQUAL(10, inspect::rtf_unpack(packed_hello, 10).value_or("").size());
    CHECK_FALSE(inspect::rtf_unpack("short", 4096).has_value());
    for (std::size_t n = 16; n < packed_hello.size(); ++n)
        CHECK_TRUE(inspect::rtf_unpack(packed_hello.substr(0, n), 4096).has_value());
}

TEST(Tnef, ReadsRichText)
{
    const auto text = inspect::read_rtf(
        "{\\rtf1\\ansi\\ansicpg1251{\\fonttbl{\\f0 Arial;}}{\\*\\generator x;}Sch\\'f6n\\par "
        "{\\field{\\*\\fldinst{HYPERLINK \"https://a.example/\"}}{\\fldrslt here}}\\u8364?}");
    CHECK_FALSE(text.html);
    STRCMP_EQUAL(
        "Sch\xD1\x86n\nHYPERLINK \"https://a.example/\"here\xE2\x82\xAC", text.shown.c_str());
    const auto page = inspect::read_rtf("{\\rtf1\\ansi\\fromhtml1{\\*\\htmltag64 <p>}\\htmlrtf "
                                        "{\\b \\htmlrtf0 Hello{\\*\\htmltag72 "
                                        "</p>}\\htmlrtf }\\htmlrtf0 {\\*\\mhtmltag84 <a href=x>}}");
    CHECK_TRUE(page.html);
    STRCMP_EQUAL("<p>Hello</p>", page.shown.c_str());
    CHECK_TRUE(inspect::read_rtf(std::string(100000, '{') + "x").shown == "x");
}

TEST(Tnef, RichTextIsLookedIntoAndShown)
{
    const std::string rtf = "{\\rtf1 Please pay}";
    const auto r = look("winmail.dat", "",
        tw::file(tw::attribute(
            1, tw::message_properties, tw::list(1, tw::property(0x102, 0x1009, plain_rtf(rtf))))));
    STRCMP_EQUAL("Please pay", decoded_part(r, "Please pay").c_str());
}
