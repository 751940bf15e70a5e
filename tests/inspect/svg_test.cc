// SVG files: active content in its shapes, and drawings that have none.
#include <string>

#include <CppUTest/TestHarness.h>

#include "tests/inspect/look.h"

using inspect::Mark;
using looking::base64;
using looking::what;

namespace {

const std::string root = "<svg xmlns='http://www.w3.org/2000/svg'"
                         " xmlns:xlink='http://www.w3.org/1999/xlink'>";

inspect::Report drawing(const std::string& inside)
{
    return looking::look("logo.svg", "image/svg+xml", root + inside + "</svg>");
}

bool active(const std::string& inside)
{
    return drawing(inside).has(Mark::SvgActive);
}

} // namespace

TEST_GROUP(Svg) {};

TEST(Svg, DrawingsAreNotActive)
{
    CHECK_FALSE(active("<title>Logo</title><style>.a{fill:red}</style><path class='a' d='M0 0'/>"));
    CHECK_FALSE(active("<use xlink:href='#a'/><image href='data:image/png;base64,iVBORw0KGgo='/>"));
    CHECK_FALSE(active("<foreignObject><div>label</div></foreignObject>"));
    CHECK_FALSE(looking::look("a.svg", "",
        "<?xml version='1.0'?><!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'svg11.dtd' ["
        "<!ENTITY ns_svg \"http://www.w3.org/2000/svg\">]><svg xmlns='&ns_svg;'></svg>")
                    .has(Mark::SvgActive));
}

TEST(Svg, ActiveContent)
{
    CHECK_TRUE(active("<script>f()</script>"));
    CHECK_TRUE(active("<script xlink:href='https://x.example/a.js'/>"));
    CHECK_TRUE(active("<g onclick='f()'/>"));
    CHECK_TRUE(active("<a href='jav&#x61;\nscript:f()'>x</a>"));
    CHECK_TRUE(active("<set attributeName='href' to='javascript:f()'/>"));
    CHECK_TRUE(active("<foreignObject><iframe src='https://x.example'/></foreignObject>"));
    CHECK_TRUE(active("<foreignObject><form><input name='a'/></form></foreignObject>"));
    CHECK_TRUE(active("<script href='data:text/javascript;base64,ZigpOw=='/>"));
    CHECK_TRUE(active("<use href='data:image/svg+xml;base64,PHN2Zz4='/>"));
    CHECK_TRUE(active("<a href='&#104;&#116;&#116;&#112;&#115;://x.example/'>x</a>"));
}

TEST(Svg, WhatHtmlTakesForRawTextIsRead)
{
    CHECK_TRUE(active("<title/><script>f()</script>"));
    CHECK_TRUE(active("<style/><textarea/><g onload='f()'/>"));
    CHECK_TRUE(active("<title><g onload='f()'/></title>"));
}

TEST(Svg, EntitiesThatHideContent)
{
    CHECK_TRUE(looking::look(
        "a.svg", "", "<!DOCTYPE svg [<!ENTITY x \"&#60;script>f()&#60;/script>\">]><svg>&x;</svg>")
                   .has(Mark::SvgActive));
}

TEST(Svg, LinksAndText)
{
    const auto report = drawing("<a xlink:href='https://plan.example/a'><text>See plan</text></a>");
    CHECK_TRUE(looking::links_to(report, "plan.example"));
    STRCMP_EQUAL("See plan\n", report.text.c_str());
    CHECK_FALSE(report.has(Mark::SvgActive));
    CHECK_TRUE(looking::links_to(
        drawing("<script>window.location.href='https://bad.example/'</script>"), "bad.example"));
}

TEST(Svg, WhatItHoldsIsLookedInto)
{
    const auto report = drawing("<image href='data:text/html;base64,"
        + base64("<html><input type=password></html>") + "'/>");
    CHECK_TRUE(report.has(Mark::CredentialForm));
    CHECK_TRUE(drawing("<a href='data:application/zip;base64,"
        + base64("PK\x03\x04"
                 "abcdefgh")
        + "'>x</a>")
                   .has(Mark::Smuggling));
}

TEST(Svg, DamagedDrawings)
{
    looking::look_at_damaged("a.svg",
        "<!DOCTYPE svg [<!ENTITY a \"&#60;\">]>" + root
            + "<title/><style>a{}</style><a href='&#104;ttps://x.example'>x</a>"
              "<image href='data:text/html;base64,PGh0bWw+'/><script>f('x')</script></svg>");
}

TEST(Svg, ManyTitlesEnd)
{
    std::string titles;
    for (int i = 0; i < 200000; ++i)
        titles += "<title/>";
    CHECK_TRUE(drawing(titles).incomplete);
}
