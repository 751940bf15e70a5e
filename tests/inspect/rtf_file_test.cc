// Rich text files: text, links, and the objects that attacks put into them.
#include <string>

#include "tests/inspect/cfb_writer.h"
#include "tests/inspect/look.h"

#include <CppUTest/TestHarness.h>

using inspect::Mark;
using inspect::Report;

namespace {

std::string number(std::size_t n)
{
    std::string out;
    for (int i = 0; i < 4; ++i, n >>= 8)
        out += static_cast<char>(n & 0xFF);
    return out;
}

std::string name(const std::string& s)
{
    return s.empty() ? number(0) : number(s.size() + 1) + s + '\0';
}

// As OLE 1 writes an object.
std::string object(const std::string& class_name, const std::string& data)
{
    return number(0x501) + number(2) + name(class_name) + name("") + name("") + number(data.size())
        + data;
}

std::string hex(const std::string& bytes, const std::string& between = "")
{
    static const char digits[] = "0123456789abcdef";
    std::string out;
    for (const char c : bytes) {
        out += digits[static_cast<unsigned char>(c) >> 4];
        out += between;
        out += digits[static_cast<unsigned char>(c) & 15];
    }
    return out;
}

Report look(const std::string& body)
{
    return looking::look("a.rtf", "application/rtf", "{\\rtf1\\ansi " + body + "}");
}

Report with_object(const std::string& hex_digits, const std::string& words = "\\objemb")
{
    return look("{\\object" + words + "{\\*\\objdata " + hex_digits + "}}");
}

// What Windows' packager writes: label, path, kind, path again, the file.
std::string package(const std::string& file_name, const std::string& data)
{
    using namespace std::string_literals;
    const std::string body = "\2\0"s + file_name + '\0' + "C:\\x\\" + file_name + '\0' + "\0\0\3\0"s
        + number(5) + "C:\\x\0"s + number(data.size()) + data;
    return body;
}

const std::string moniker("\xE0\xC9\xEA\x79\xF9\xBA\xCE\x11\x8C\x82\x00\xAA\x00\x4B\xA9\x0B", 16);

} // namespace

TEST_GROUP(RtfFile) {};

TEST(RtfFile, TextAndLinks)
{
    const Report r = look(
        "Dear Ann {\\field{\\*\\fldinst HYPERLINK \"https://a.example/x\"}{\\fldrslt here}}\\par");
    CHECK_TRUE(r.text.find("Dear Ann") != std::string::npos);
    CHECK_TRUE(looking::links_to(r, "a.example"));
    CHECK_TRUE(r.marks.empty());
    CHECK_FALSE(r.incomplete);
}

TEST(RtfFile, PackagedFilesAreLookedInto)
{
    STRCMP_EQUAL("run.js",
        looking::what(with_object(hex(object("Package", package("run.js", "x")))), Mark::Script)
            .c_str());
    CHECK_TRUE(with_object(hex(object("Package", package("list.txt", "lines")))).marks.empty());
}

TEST(RtfFile, DigitsMayBeScattered)
{
    const std::string o = object("Package", package("run.js", "x"));
    CHECK_TRUE(with_object(hex(o, "\r\n ")).has(Mark::Script));
    CHECK_TRUE(with_object(hex(o, "{\\*\\unknown99 }")).has(Mark::Script));
    CHECK_TRUE(with_object("\\bin" + std::to_string(o.size()) + " " + o).has(Mark::Script));
}

TEST(RtfFile, CompoundFilesInObjects)
{
    const std::string inner = package("run.js", "x");
    const std::string file
        = cfb_writer::write({ { "\1Ole10Native", number(inner.size()) + inner } });
    CHECK_TRUE(with_object(hex(object("Word.Document.8", file))).has(Mark::Script));
}

TEST(RtfFile, Equations)
{
    std::string equation(28, '\0');
    equation += std::string("\3\1\1\3\12\12\1\10\x5A\x5A", 10) + "cmd /c x";
    CHECK_TRUE(
        with_object(hex(object("Equation.3", equation + std::string(60, 'A')))).has(Mark::Exploit));
    CHECK_FALSE(with_object(hex(object("Equation.3", std::string(80, '\0')))).has(Mark::Exploit));
}

TEST(RtfFile, ObjectsFromElsewhere)
{
    const std::string o = hex(object("OLE2Link", "x" + moniker + "x"));
    CHECK_TRUE(with_object(o).has(Mark::External));
    CHECK_TRUE(with_object(o, "\\objautlink\\objupdate").has(Mark::Exploit));
    CHECK_TRUE(with_object(hex(object("Shell.Explorer.1", "x"))).has(Mark::Exploit));
    CHECK_TRUE(with_object(hex(object("Excel.Sheet.12", "x"))).marks.empty());
}

TEST(RtfFile, TemplatesFromElsewhere)
{
    CHECK_TRUE(look("{\\*\\template https://a.example/t.dotm}").has(Mark::External));
    CHECK_TRUE(look("{\\*\\template \\\\\\\\10.1.2.3\\\\x\\\\t.dotm}").has(Mark::External));
    CHECK_TRUE(look("{\\*\\template C:\\\\Users\\\\ann\\\\Normal.dotm}").marks.empty());
}

TEST(RtfFile, DataExchange)
{
    CHECK_TRUE(look("{\\field{\\*\\fldinst DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe \"/k x\"}}")
                   .has(Mark::Exploit));
    CHECK_TRUE(look("{\\field{\\*\\fldinst {\\b DDE}AUTO excel sheet cell}}").has(Mark::External));
    CHECK_TRUE(look("{\\field{\\*\\fldinst PAGE}}").marks.empty());
}

TEST(RtfFile, FieldsInFields)
{
    const std::string quoted = "{\\field{\\*\\fldinst QUOTE 99 109 100}{\\fldrslt x}}";
    CHECK_TRUE(
        look("{\\field{\\*\\fldinst DDEAUTO " + quoted + " x}{\\fldrslt x}}").has(Mark::Exploit));
    CHECK_TRUE(look("{\\field{\\*\\fldinst {DDE}}{\\*\\fldinst {AUTO} cmd x}}").has(Mark::Exploit));
    CHECK_TRUE(look("{\\field{\\*\\fldinst \\u68?\\'44EAUTO c\\u109 ?d x}}").has(Mark::Exploit));
    CHECK_TRUE(look("{\\field{\\*\\fldinst IF " + quoted + " = 1}}").marks.empty());
    CHECK_TRUE(look("{\\field{\\*\\fldinst PAGE}{\\fldrslt DDEAUTO cmd x}}").marks.empty());
}

TEST(RtfFile, FontTables)
{
    const auto fonts = [](int n) {
        std::string table = "{\\fonttbl";
        for (int i = 0; i < n; ++i)
            table += "{\\f" + std::to_string(i) + " A;}";
        return look(table + "}");
    };
    CHECK_TRUE(fonts(10001).has(Mark::Exploit));
    CHECK_TRUE(fonts(200).marks.empty());
}

TEST(RtfFile, DeepGroupsEnd)
{
    CHECK_FALSE(look(std::string(100000, '{')).incomplete);
}

TEST(RtfFile, DamagedFiles)
{
    looking::look_at_damaged("a.rtf",
        "{\\rt{\\fonttbl{\\f0 A;}}{\\*\\template x}{\\field{\\*\\fldinst HYPERLINK "
        "\"https://a.example/\"}}{\\object{\\*\\objdata "
            + hex(object("Package", package("run.js", "x"))) + "}}\\bin3 abc\\'41}");
}
