// What style sheets, combinations of properties and conditional comments hide from a reader, and
// what they only seem to.
#include <string>

#include <CppUTest/TestHarness.h>

#include "tests/html/reading.h"

TEST_GROUP(Hiding)
{
    Reading r;

    void hides(const std::string& html)
    {
        const core::HtmlFacts& h = r.read(html);
        STRCMP_EQUAL_TEXT("seen", h.visible.c_str(), html.c_str());
        STRCMP_EQUAL_TEXT("unseen", h.hidden.c_str(), html.c_str());
    }
    void shows(const std::string& html)
    {
        STRCMP_EQUAL_TEXT("seen", r.read(html).visible.c_str(), html.c_str());
    }
    std::uint32_t hidden_by(core::HiddenBy why)
    {
        return r.m.html.at(0).hidden_by[static_cast<std::size_t>(why)];
    }
};

TEST(Hiding, StyleSheetsHideByElementClassAndId)
{
    for (const char* rule : { ".x{display:none}", "#y{display:none}", "span{display:none}",
             "span.x{display:none}", "div .x{display:none}", "div > span{display:none}",
             "a, .X { DISPLAY : none }", ".x.z{display:none}", ".\\78 {display:none}",
             "/* c */ .x{color:red;/* } */display:none}", "<!-- .x{display:none} -->",
             "@import url(x.css);.x{display:none}", "@font-face{font-family:a}.x{display:none}",
             "@media screen{.x{display:none}}", "@media (min-width:1px){.x{display:none}}",
             "@supports (display:block){.x{display:none}}", ".x:link{display:none}",
             ".q{content:'}'}.x{display:none}", ".x{width:0;height:0;overflow:hidden}" })
        hides(std::string("<style>") + rule
            + "</style>seen<div><span class='z x' id=y>unseen</span></div>");
}

TEST(Hiding, SheetsHoldWhereverTheyStand)
{
    hides("seen<p class=x>unseen</p><style>.x{display:none}</style>");
    hides("seen<p class=x>unseen</p><div><style>.x{display:none}</style></div><p>");
}

TEST(Hiding, SheetsThatDoNotHoldHideNothing)
{
    for (const char* rule : { "p .x{display:none}", ".y{display:none}", ".x .x{display:none}",
             "@media print{.x{display:none}}", "@media (max-width:600px){.x{display:none}}",
             ".x:hover{display:none}", ".x::before{display:none}", "div + .x{display:none}",
             ".x[title]{display:none}", "@keyframes a{.x{display:none}}",
             ".x{display:none}.x{display:block}", ".x{display:none}div .x{display:inline}",
             ".x{display:block!important}.x{display:none}" })
        shows(std::string("<style>") + rule + "</style><div><span class=x>seen</span></div>");
}

TEST(Hiding, TheCascadeDecides)
{
    shows("<style>.x{display:none}</style><p class=x style='display:block'>seen");
    hides("<style>.x{display:none!important}</style>seen<p class=x style='display:block'>unseen");
    hides("<style>.x{display:none!important}#y{display:block}</style>seen<p class=x id=y>unseen");
    shows("<title><style>.x{display:none}</style></title><p class=x>seen");
    shows("<!--<style>.x{display:none}</style>--><p class=x>seen");
    shows("<p title='<style>.x{display:none}</style>' class=x>seen");
}

TEST(Hiding, CalculationsAreDone)
{
    for (const char* style : { "font-size:calc(4px - 4px)", "font-size:clamp(0px,0px,0px)",
             "font-size:min(0px,12px)", "opacity:calc(1 - 1)", "font-size:calc(1px * (2 - 2))",
             "overflow:hidden;height:calc(10px - 10px)" }) {
        hides(std::string("seen<p style='") + style + "'>unseen");
        LONGS_EQUAL_TEXT(6, hidden_by(core::HiddenBy::Trick), style);
    }
    shows("<p style='font-size:calc(4px + 10px)'>seen");
    shows("<p style='font-size:clamp(10px,2vw,20px)'>seen");
}

TEST(Hiding, TricksAreToldFromWhatNewslettersDo)
{
    hides("seen<p style='clip-path:inset(100%)'>unseen");
    LONGS_EQUAL(6, hidden_by(core::HiddenBy::Trick));
    hides("seen<p style='transform:scale(0)'>unseen");
    LONGS_EQUAL(6, hidden_by(core::HiddenBy::Trick));
    hides("seen<p style='color:#fff'>unseen");
    LONGS_EQUAL(6, hidden_by(core::HiddenBy::Colour));
    hides("seen<p style='display:none'>unseen");
    LONGS_EQUAL(6, hidden_by(core::HiddenBy::Display));
}

TEST(Hiding, ColoursAreThoseInForce)
{
    hides("<style>body{background:#102030}p{color:rgb(16 32 48 / 100%)}</style>"
          "<body><a style='color:#fff'>seen</a><p>unseen");
    hides("<body bgcolor=navy><font color=white>seen</font><p "
          "style='color:hsl(240,100%,25%)'>unseen");
    hides("seen<p style='color:rgba(0,0,0,.01)'>unseen");
    hides("seen<p style='-webkit-text-fill-color:transparent'>unseen");
    hides("seen<p style='color:#000;opacity:.02'>unseen");
    shows("<p style='color:#fff;background:linear-gradient(red,blue)'>seen");
    shows("<style>.p[data-x]{background:#000}</style><p style='color:#fff'>seen"); // unread rule
    shows("<link rel=stylesheet href=x.css><p style='color:#fff'>seen");
}

TEST(Hiding, WhatOnlySomeProgramsShowIsElsewhere)
{
    hides("<style>.m{display:none}@media (max-width:600px){.m{display:block!important}}</style>"
          "seen<p class=m>unseen");
    LONGS_EQUAL(6, hidden_by(core::HiddenBy::Elsewhere));
    hides("seen<!--[if mso]><table><tr><td>unseen<![endif]-->");
    LONGS_EQUAL(6, hidden_by(core::HiddenBy::Elsewhere));
    shows("<!--[if !mso]><!-->seen<!--<![endif]-->");
    shows("<![if !mso]>seen<![endif]>");
    r.read("<!--[if mso]><v:roundrect href=http://a.example><a href=http://b.example>x</a>"
           "<![endif]-->");
    STRCMP_EQUAL("http://a.example", r.m.links.at(0).url.c_str());
    STRCMP_EQUAL("http://b.example", r.m.links.at(1).url.c_str());
}

TEST(Hiding, BlocksInsideFormattingElementsAreFollowed)
{
    shows("<b style='display:none'><p></b>seen");
    hides("seen<p><font style='display:none'></p><p>unseen");
}

TEST(Hiding, PreheadersAreCounted)
{
    r.read("<div style='display:none'>before it all</div>seen<i hidden>and behind</i>");
    LONGS_EQUAL(13, r.m.html[0].preheader);
}

TEST(Hiding, WordsWithHiddenPiecesAreCounted)
{
    LONGS_EQUAL(2,
        r.read("pass<i style='font-size:0'>x</i>wo<i hidden>y</i>rd lo<!-- z -->gin no <i hidden>x"
               "</i>t a<i hidden> </i>b 1<i hidden>x</i>2")
            .split_words);
}

TEST(Hiding, ReversedLettersAreCounted)
{
    LONGS_EQUAL(3, r.read("<bdo dir=rtl>abc</bdo>def").turned_letters);
    LONGS_EQUAL(2, r.read("a\u202Ebc\u202Cd").turned_letters);
    LONGS_EQUAL(
        3, r.read("<p style='unicode-bidi:bidi-override;direction:rtl'>abc</p>").turned_letters);
    LONGS_EQUAL(0, r.read("<p dir=rtl>abc</p>").turned_letters);
}

TEST(Hiding, EmptyLinesBeforeTextAreCounted)
{
    LONGS_EQUAL(5, r.read("a<br><br>&nbsp;<br><br><br>b<br><br>").longest_gap);
    LONGS_EQUAL(1, r.read("a<br><br><img src=x><br>b").longest_gap);
    LONGS_EQUAL(1, r.m.html[0].gap_at);
}

TEST(Hiding, TablesThatDrawAreSeen)
{
    const auto row = [](const char* text) {
        std::string s = "<tr>";
        for (int i = 0; i < 24; ++i)
            s += i % 2 ? "<td bgcolor=#000000></td>" : std::string("<td>") + text + "</td>";
        return s + "</tr>";
    };
    std::string table = "<table>";
    for (int i = 0; i < 24; ++i)
        table += row("");
    LONGS_EQUAL(24, r.read(table + "</table>").grid_rows);
    LONGS_EQUAL(0, r.read("<table>" + row("7") + row("8")).grid_rows);
}
