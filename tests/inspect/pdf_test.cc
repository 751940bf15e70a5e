// PDF files: what they run, where they lead, what they carry; and those that do nothing.
#include <string>
#include <vector>

#include "tests/inspect/look.h"
#include "tests/inspect/pdf_writer.h"

#include <CppUTest/TestHarness.h>

using inspect::Mark;
using looking::links_to;
using looking::what;
using pdf_writer::flate;
using pdf_writer::packed;
using pdf_writer::Pdf;
using pdf_writer::stream;

using namespace std::string_literals;

namespace {

inspect::Report look(const Pdf& pdf)
{
    return looking::look("a.pdf", "application/pdf", pdf_writer::write(pdf));
}

const std::string by_itself = "/OpenAction 4 0 R";
const std::string script = "/S /JavaScript /JS ";

} // namespace

TEST_GROUP(Pdf) {};

TEST(Pdf, PlainDocumentsDoNothing)
{
    const auto r
        = look({ .objects = { flate("", "BT /F1 12 Tf (Invoice) Tj ET"),
                     "<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /Dest [3 0 R /Fit] >>" },
            .catalog = "/OpenAction [3 0 R /FitH 800]",
            .page = "/Contents 4 0 R /Annots [5 0 R]" });
    LONGS_EQUAL(0, r.marks.size());
    LONGS_EQUAL(0, r.links.size());
    CHECK_FALSE(r.incomplete);
}

TEST(Pdf, ScriptsThatRunByThemselves)
{
    for (const std::string& code : { "(eval\\(this.info.title\\))"s, "<6576616C28612929>"s,
             "(\\145val\\(x\\))"s, "(app.launchURL\\('https://abc.xyz/x'\\))"s, "(start\\(\\))"s })
        CHECK_TRUE(look({ .objects = { "<< " + script + code + " >>" }, .catalog = by_itself })
                       .has(Mark::PdfActive));
    CHECK_TRUE(look({ .objects = { "<< /O << /S /GoTo /D [3 0 R /Fit] /Next [<< " + script
                          + "(eval\\(x\\)) >>] >> >>" },
                        .page = "/AA 4 0 R" })
                   .has(Mark::PdfActive));
}

TEST(Pdf, ScriptsInStreams)
{
    const auto r
        = look({ .objects = { "<< " + script + "5 0 R >>", flate("", "x = unescape('%u9090')") },
            .catalog = by_itself });
    STRCMP_EQUAL("a script that runs by itself: unescape", what(r, Mark::PdfActive).c_str());
}

TEST(Pdf, ScriptsOfFormsAreLow)
{
    for (const Pdf& pdf : { Pdf { .objects = { "<< " + script + "(this.print\\(true\\);) >>" },
                                  .catalog = by_itself },
             Pdf { .objects = { "<< /Names [(a) << " + script
                       + "(function sum\\(a\\) { return eval\\(a\\); }) >>] >>" },
                   .catalog = "/Names << /JavaScript 4 0 R >>" },
             Pdf { .objects = { "<< /FT /Tx /AA << /F << " + script
                       + "(AFNumber_Format\\(2, 0\\)) >> >> >>" } } }) {
        const auto r = look(pdf);
        CHECK_TRUE(r.has(Mark::PdfScript));
        CHECK_FALSE(r.has(Mark::PdfActive));
    }
}

TEST(Pdf, ListedScriptsThatNoFormNeeds)
{
    CHECK_TRUE(
        look({ .objects = { "<< /Kids [5 0 R] >>", "<< /Names [(a) 6 0 R] >>",
                   "<< " + script + "(this.exportDataObject\\({ cName: 'x', nLaunch: 2 }\\)) >>" },
                 .catalog = "/Names << /JavaScript 4 0 R >>" })
            .has(Mark::PdfActive));
}

TEST(Pdf, CodeOfSigns)
{
    std::string signs;
    while (signs.size() < 400)
        signs += "[][!+[]+!+[]]";
    CHECK_TRUE(
        look({ .objects = { "<< " + script + "5 0 R >>", flate("", signs) }, .catalog = by_itself })
            .has(Mark::PdfActive));
}

TEST(Pdf, Launches)
{
    const auto launching = [](const std::string& file) {
        return look({ .objects = { "<< /S /Launch " + file + " >>" } });
    };
    CHECK_TRUE(launching("/Win << /F (cmd.exe) /P (/c calc) >>").has(Mark::PdfActive));
    CHECK_TRUE(launching("/F << /F (run.exe) >>").has(Mark::PdfActive));
    CHECK_TRUE(launching("/F (\\\\\\\\203.0.113.7\\\\a\\\\b.pdf)").has(Mark::PdfActive));
    CHECK_FALSE(launching("/F (annex.pdf)").has(Mark::PdfActive));
}

TEST(Pdf, ActionsThatLeaveTheDocument)
{
    const auto at_start = look({ .objects = { "<< /S /GoToE /F (\\\\\\\\203.0.113.7\\\\x) >>" },
        .page = "/AA << /O 4 0 R >>" });
    CHECK_TRUE(at_start.has(Mark::PdfActive));
    const auto form
        = look({ .objects = { "<< /S /SubmitForm /F << /FS /URL /F (https://abc.xyz/f) >> >>" } });
    CHECK_TRUE(links_to(form, "abc.xyz"));
    CHECK_FALSE(form.has(Mark::PdfActive));
    CHECK_TRUE(look({ .objects = { "<< /S /URI /URI (https://abc.xyz) >>" }, .catalog = by_itself })
                   .has(Mark::PdfActive));
}

TEST(Pdf, Links)
{
    const auto r
        = look({ .objects = { "<< /Subtype /Link /A << /S /URI /URI (https://abc.xyz/a) >> >>",
                     "<< /Subtype /Link /A << /S/URI/URI <68747470733A2F2F616263312E78797A> >> >>",
                     "<< /S /URI /URI 7 0 R >>", "(https://abc2.xyz/)",
                     "<< /S /URI /URI (file:///C:/Users/ann/notes.doc) >>" } });
    CHECK_TRUE(links_to(r, "abc.xyz"));
    CHECK_TRUE(links_to(r, "abc1.xyz"));
    CHECK_TRUE(links_to(r, "abc2.xyz"));
    LONGS_EQUAL(3, r.links.size());
    LONGS_EQUAL(0, r.marks.size());
}

TEST(Pdf, ObjectStreams)
{
    const auto r = look({ .objects = { packed(20,
                              { "<< " + script + "21 0 R >>", "(eval\\(x\\))",
                                  "<< /S /URI /URI (https://abc.xyz/) >>" }) },
        .catalog = "/OpenAction 20 0 R" });
    CHECK_TRUE(r.has(Mark::PdfActive));
    CHECK_TRUE(links_to(r, "abc.xyz"));
}

TEST(Pdf, EveryVersionOfAnObjectCounts)
{
    const std::string first = pdf_writer::write(
        { .objects = { "<< " + script + "(eval\\(x\\)) >>" }, .catalog = by_itself });
    for (const std::string& file : { first + "4 0 obj << /S /GoTo >> endobj\n",
             "%PDF-1.4\n4 0 obj << /S /GoTo >> endobj\n" + first })
        CHECK_TRUE(looking::look("a.pdf", "", file).has(Mark::PdfActive));
}

TEST(Pdf, NamesInDisguise)
{
    const auto r = look(
        { .objects = { "<< /S /Java#53cript /J#53 (x) >>" }, .catalog = "/Open#41ction 4 0 R" });
    CHECK_TRUE(r.has(Mark::PdfActive));
    CHECK_FALSE(look({ .objects = { "<< /Type /Font /BaseFont /ABCDEF+Open#20Sans#2C#49 >>" } })
                    .has(Mark::PdfActive));
}

TEST(Pdf, FilesInside)
{
    const auto carrying = [](const std::string& name, const std::string& data) {
        return look({ .objects = { "<< /Type /Filespec /F (" + name + ") /EF << /F 5 0 R >> >>",
                          flate("/Type /EmbeddedFile", data) } });
    };
    const auto page = carrying("a.html", "<html><a href='https://abc.xyz/'>x</a></html>");
    CHECK_TRUE(page.has(Mark::PdfActive));
    CHECK_TRUE(links_to(page, "abc.xyz"));
    CHECK_TRUE(carrying("a.exe", "MZ").has(Mark::Executable));
    const auto invoice = carrying("factur-x.xml", "<?xml version='1.0'?><invoice/>");
    LONGS_EQUAL(0, invoice.marks.size());
    CHECK_TRUE(
        look({ .objects = { flate("/Type /EmbeddedFile", "<html><script>f()</script></html>") } })
            .has(Mark::HtmlFile));
}

TEST(Pdf, Xfa)
{
    const std::string form = "<xdp:xdp><event activity=\"docReady\"><script contentType=\""
                             "application/x-javascript\">";
    const auto with = [&](const std::string& code) {
        return look({ .objects
            = { "<< /XFA [(template) 5 0 R] >>", flate("", form + code + "</script></event>") } });
    };
    CHECK_TRUE(with("var a = unescape(&quot;%u4141&quot;);").has(Mark::PdfActive));
    CHECK_FALSE(with("xfa.form.total.rawValue = 1 + 2;").has(Mark::PdfActive));
}

TEST(Pdf, LengthsAreClaims)
{
    const std::string packed_code = pdf_writer::deflated("eval(x)");
    for (const std::string& length :
        { ""s, "/Length 1"s, "/Length 99999999"s, "/Length 6 0 R"s, "/Length -4"s })
        CHECK_TRUE(look({ .objects = { "<< " + script + "5 0 R >>",
                              "<< /Filter /FlateDecode " + length + " >> stream\r\n" + packed_code
                                  + "\r\nendstream",
                              std::to_string(packed_code.size()) },
                            .catalog = by_itself })
                       .has(Mark::PdfActive));
}

TEST(Pdf, Filters)
{
    const auto coded = [](const std::string& filter, const std::string& data) {
        return what(
            look({ .objects = { "<< " + script + "5 0 R >>", stream("/Filter " + filter, data) },
                .catalog = by_itself }),
            Mark::PdfActive);
    };
    const char* const expected = "a script that runs by itself: eval";
    STRCMP_EQUAL(expected, coded("/ASCIIHexDecode", "65 76 61 6C 28 78 29>").c_str());
    STRCMP_EQUAL(expected, coded("/ASCII85Decode", "AThKu.!R0~>").c_str());
    STRCMP_EQUAL(expected, coded("[/AHx /RL]", "03 65 76 61 6C 02 28 78 29 80>").c_str());
    // codes of nine bits: clear, e, v, a, l, (, x, ), end
    STRCMP_EQUAL(
        expected, coded("/LZWDecode", "\x80\x19\x4E\xC6\x13\x60\xA0\xF0\x29\x80\x80").c_str());
}

TEST(Pdf, WhatCannotBeReadIsNotClean)
{
    const auto r
        = look({ .objects = { "<< " + script + "5 0 R >>", stream("/Filter /OwnDecode", "x") },
            .catalog = by_itself });
    CHECK_TRUE(r.incomplete);
}

TEST(Pdf, DamagedFilesEnd)
{
    looking::look_at_damaged("a.pdf",
        pdf_writer::write(
            { .objects = { packed(20, { "<< " + script + "21 0 R >>", "(eval\\(x\\))" }),
                  "<< /XFA [(template) 6 0 R] /EF << /F 7 0 R >> >>",
                  flate("", "<script>eval(1)</script>"), stream("/Filter /AHx", "65>") },
                .catalog = "/OpenAction 20 0 R" }));
}
