// What the pages of PDF files show, and pages that are there to be clicked.
#include <string>
#include <vector>

#include "tests/inspect/look.h"
#include "tests/inspect/pdf_writer.h"

#include <CppUTest/TestHarness.h>

using inspect::Mark;
using looking::links_to;
using looking::what;
using pdf_writer::flate;
using pdf_writer::Pdf;

namespace {

inspect::Report look(const Pdf& pdf)
{
    return looking::look("a.pdf", "application/pdf", pdf_writer::write(pdf));
}

// A page with this content and, as object 5 and after, what it needs.
std::string shown(const std::string& content, std::vector<std::string> objects = {},
    const std::string& resources = "")
{
    objects.insert(objects.begin(), flate("", content));
    return look({ .objects = std::move(objects),
                    .page = "/Contents 4 0 R /Resources << " + resources + " >>" })
        .text;
}

std::string annotation(const std::string& rectangle, const std::string& url = "https://abc.xyz/x")
{
    return "<< /Type /Annot /Subtype /Link /Rect [" + rectangle + "] /A << /S /URI /URI (" + url
        + ") >> >>";
}

Pdf page_with(const std::string& text, const std::vector<std::string>& links)
{
    Pdf pdf { .objects = { flate("", "BT /F 9 Tf (" + text + ") Tj ET") },
        .page = "/Contents 4 0 R /Annots [" };
    for (const std::string& l : links) {
        pdf.page += " " + std::to_string(pdf.objects.size() + 4) + " 0 R";
        pdf.objects.push_back(l);
    }
    pdf.page += "]";
    return pdf;
}

} // namespace

TEST_GROUP(PdfText) {};

TEST(PdfText, WordsAndLines)
{
    STRCMP_EQUAL("Dear Ann,\nplease pay\nsoon\n\n",
        shown("BT /F 12 Tf 50 700 Td [(De) 20 (ar) -300 (Ann,)] TJ 0 -14 Td (please) Tj 60 0 Td "
              "(pay) Tj T* (soon) Tj ET")
            .c_str());
    STRCMP_EQUAL("pay now\n\n",
        shown("BT /F 10 Tf 1 0 0 1 50 700 Tm (p) Tj 1 0 0 1 56 700 Tm (a) Tj 1 0 0 1 61 700 Tm (y) "
              "Tj 1 0 0 1 75 700 Tm (n) Tj 5 0 Td (o) Tj 5 0 Td (w) Tj ET")
            .c_str());
}

TEST(PdfText, LettersOfSimpleFonts)
{
    STRCMP_EQUAL("\u20AC \u00FC\n\n", shown("BT /F 9 Tf (\\200 \\374) Tj ET").c_str());
    STRCMP_EQUAL("\u00E4bc\n\n",
        shown("BT /F 9 Tf (\\001\\002c) Tj ET",
            { "<< /Type /Font /Subtype /Type1 /Encoding << /Differences [1 /adieresis /uni0062] >> "
              ">>" },
            "/Font << /F 5 0 R >>")
            .c_str());
}

TEST(PdfText, LettersOfComposedFonts)
{
    const std::string cmap
        = "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
          "1 beginbfchar <0001> <0050> endbfchar\n"
          "2 beginbfrange <0010> <0012> <0061> <0020> <0021> [<0079> <D83DDE00>] "
          "endbfrange";
    const std::string text = shown("BT /F 9 Tf <0001 0010 0012 0020 0021 0099> Tj ET",
        { "<< /Type /Font /Subtype /Type0 /Encoding /Identity-H /ToUnicode 6 0 R >>",
            flate("", cmap), "<< /F 5 0 R >>" },
        "/Font 7 0 R");
    STRCMP_EQUAL("Pacy\U0001F600\n\n", text.c_str());
}

TEST(PdfText, FormsAndPictures)
{
    STRCMP_EQUAL("before\ninside\nafter\n\n",
        shown("BT /F 9 Tf (before) Tj ET /X Do /X Do BI /W 1 ID (not text) Tj \n EI BT /F 9 Tf 0 "
              "-20 Td "
              "(after) Tj ET",
            { flate("/Type /XObject /Subtype /Form", "BT /F 9 Tf (inside) Tj ET /X Do") },
            "/XObject << /X 5 0 R >>")
            .c_str());
}

TEST(PdfText, ContentsInPieces)
{
    const auto r = look({ .objects
        = { flate("", "BT /F 9 Tf (one) Tj"), flate("", "T* (two) Tj ET"), "[4 0 R 5 0 R]" },
        .page = "/Contents 6 0 R" });
    STRCMP_EQUAL("one\ntwo\n\n", r.text.c_str());
}

TEST(PdfText, AddressesInText)
{
    const auto r = look(page_with("Open https://abc.xyz/pay or www.abc1.xyz, not CMR10.pfb", {}));
    CHECK_TRUE(links_to(r, "abc.xyz"));
    CHECK_TRUE(links_to(r, "www.abc1.xyz"));
    LONGS_EQUAL(2, r.links.size());
}

TEST(PdfText, PagesThatAreThereToBeClicked)
{
    STRCMP_EQUAL("hardly more than a link",
        what(
            look(page_with("View your document", { annotation("10 10 90 40") })), Mark::PdfOnePager)
            .c_str());
    STRCMP_EQUAL("a link that covers the page",
        what(look(page_with("", { annotation("0 0 600 800"), annotation("600 0 0 800") })),
            Mark::PdfOnePager)
            .c_str());
}

TEST(PdfText, PagesThatAreThereToBeRead)
{
    std::string letter;
    while (letter.size() < 1200)
        letter += "We thank you for the order of last week. ";
    CHECK_FALSE(look(page_with(letter, { annotation("10 10 90 40") })).has(Mark::PdfOnePager));
    const auto two = page_with(
        "", { annotation("0 0 90 9"), annotation("0 9 90 20", "https://abc.xyz/other") });
    CHECK_FALSE(look(two).has(Mark::PdfOnePager));
    CHECK_FALSE(look(page_with("Hello", {})).has(Mark::PdfOnePager));
}

TEST(PdfText, DamagedFilesEnd)
{
    looking::look_at_damaged("a.pdf",
        pdf_writer::write(
            { .objects = { pdf_writer::stream("", "BT /F 9 Tf [(a) -9 (b)] TJ /X Do ET BI EI"),
                  "<< /Type /Font /Subtype /Type0 /ToUnicode 6 0 R >>",
                  pdf_writer::stream("", "<00> <02> [<0041> <0042>] endbfrange"),
                  annotation("0 0 600 800") },
                .page = "/Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> /Annots [7 0 R]" }));
}
