// What a reader of an HTML part sees, what is hidden from him, and what the part is made of.
#include "triage/html/read.h"

#include <string>

#include <CppUTest/TestHarness.h>

namespace {

std::string repeated(std::string_view piece, std::size_t n)
{
    std::string s;
    s.reserve(piece.size() * n);
    for (std::size_t i = 0; i < n; ++i)
        s += piece;
    return s;
}

} // namespace

TEST_GROUP(HtmlRead)
{
    core::Limits limits;
    core::Message m;

    const core::HtmlFacts& read(std::string html)
    {
        m = {};
        core::Part p;
        p.type = "text/html";
        p.data = std::move(html);
        m.parts.push_back(std::move(p));
        html::read_parts(m, limits);
        return m.html.at(0);
    }
    void shows(const char* visible, const char* html)
    {
        read(html);
        STRCMP_EQUAL(visible, m.html.at(0).visible.c_str());
    }
    void hides(const char* hidden, const char* html)
    {
        read(html);
        STRCMP_EQUAL(hidden, m.html.at(0).hidden.c_str());
        STRCMP_EQUAL("seen", m.html.at(0).visible.c_str());
    }
};

TEST(HtmlRead, ShowsTextWithBlocksOnLinesOfTheirOwn)
{
    shows("a b\nc\nd", "<p>a\n  <b>b</b></p><div>c<br>d</div>");
    shows("paypal", "pay<b>p</b><!-- x -->al");
    shows("a b\nc", "<table><tr><td>a<td>b<tr><td>c</table>");
    shows("x", "<html><head><title>t</title><style>p{}</style><script>s</script></head><body>x");
    shows("x", "<html><head><meta charset=utf-8>x"); // text ends the head
    shows("x", "<head><body>x");
}

TEST(HtmlRead, DecodesReferences)
{
    shows("a&b<c>\u00A0é€\u201C\uFFFD", "a&amp;b&lt;c&gt;&nbsp;&eacute;&#x20AC;&#147;&#0;");
    shows("&unknown; &", "&unknown; &");
    shows("\u00A9x AT&T", "&copyx AT&T");
}

TEST(HtmlRead, ReadsLikeABrowserWhereTagsAreBroken)
{
    shows("1 < 2", "1 < 2");
    shows("a", "a<b unclosed");
    shows("ab", "a<!-->b");
    shows("ab", "a<!-- x --!>b");
    shows("a", "a<!-- never closed b");
    shows("ab", "a<?php x ?>b");
    shows("ab", "a</ bogus>b");
    shows("a > b", "<x y=\">\">a > b");
    shows("a", "<script>if (a</b) </script>a");
}

TEST(HtmlRead, HidesWhatStylesHide)
{
    for (const char* style : { "display:none", "DISPLAY : NONE !important", "visibility:hidden",
             "opacity:0", "opacity:0.0", "font-size:0", "font-size:0px;line-height:0",
             "font-size:1px", "font:0/0 a", "max-height:0;overflow:hidden",
             "overflow:hidden;width:0px", "color:#fff;background-color:#ffffff",
             "color:white;background:#fefefe", "color:transparent", "text-indent:-9999px",
             "position:absolute;left:-5000px", "clip-path:inset(100%)", "display/**/:none",
             "display&colon;none", "color:rgb(255,255,255);background:rgb(250,250,250)" }) {
        const std::string html
            = std::string("seen<div style=\"") + style + "\">unseen <b>text</b></div>";
        hides("unseen text", html.c_str());
    }
}

TEST(HtmlRead, HidesWhatAttributesHide)
{
    hides("x", "<p>seen<p hidden>x");
    hides("x", "<body bgcolor=#ffffff>seen<font color=#fffffe>x</font>");
    hides("x", "seen<template>x</template>");
}

TEST(HtmlRead, ShowsWhatOnlyLooksHidden)
{
    for (const char* html :
        { "<div style='font-size:0'><p style='font-size:14px'>seen</p></div>",
            "<div style='visibility:hidden'><p style='visibility:visible'>seen</p></div>",
            "<p style=display:none></p><p>seen", "<ul><li style=display:none><li>seen</ul>",
            "<td style='color:#fff;background:url(x.png)'>seen", "<div style='height:0'>seen</div>",
            "<style>.a{background:#000}</style><p class=a style='color:#fff'>seen",
            "<div height=0>seen</div>", // no attribute of div's
            "<p style='color:#ffffff;background:#0000ff'>seen", "<p style='opacity:0.5'>seen",
            "<table width=0><td>seen</table>",
            "<p style='font-weight:400;font:700 12px Arial'>seen" })
        shows("seen", html);
}

TEST(HtmlRead, FindsLinksWithTheirText)
{
    read("<a href=' http://a.example/?x=1&amp;y=2 '>Click <b>here</b>\n now<img src=cid:1></a>"
         "<form action=/go><input type=image src=i.png></form><area href=b.example>"
         "<a name=x>no link</a><a href=#top>top</a>");
    LONGS_EQUAL(5, m.links.size());
    STRCMP_EQUAL("http://a.example/?x=1&y=2", m.links[0].url.c_str());
    STRCMP_EQUAL("Click here now", m.links[0].text.c_str());
    CHECK(m.links[0].origin == core::LinkOrigin::Anchor);
    CHECK(m.links[1].origin == core::LinkOrigin::Image);
    CHECK(m.links[2].origin == core::LinkOrigin::Form);
}

TEST(HtmlRead, AnAnchorsTextIsWhatIsSeenOfIt)
{
    read("<a href=http://x.example>bank<span style=display:none>hidden</span>.example</a>");
    STRCMP_EQUAL("bank.example", m.links[0].text.c_str());
}

TEST(HtmlRead, RelativeLinksLeadToTheBase)
{
    const core::HtmlFacts& h = read("<base href='http://evil.example/dir/x'><a "
                                    "href='login'>a</a><a href='https://b.example'>b</a>");
    STRCMP_EQUAL("http://evil.example/dir/x", h.base_href.c_str());
    STRCMP_EQUAL("http://evil.example/dir/login", m.links[0].url.c_str());
    STRCMP_EQUAL("https://b.example", m.links[1].url.c_str());
    const auto leads = [&](const char* to, const std::string& base, const std::string& href) {
        read("<base href='" + base + "'><a href='" + href + "'>a</a>");
        STRCMP_EQUAL(to, m.links[0].url.c_str());
    };
    leads("http://evil.example/login.php", "http://evil.example", "login.php");
    leads("http://evil.example/login", "http://evil.example/a/b?c=/d/", "/login");
    leads("http://evil.example/a/login", "http://evil.example/a/b?c=/d/", "login");
    leads("http://evil.example/a/b?c", "http://evil.example/a/b?d#e", "?c");
    leads("http:\\\\evil.example\\login", "http:\\\\evil.example\\a", "\\login");
    leads("http://evil.example/c:d/e", "http://evil.example/", "/c:d/e");
}

TEST(HtmlRead, FindsLinksThatFewProgramsKnow)
{
    read("<!--[if mso]><v:roundrect href='https://a.example'>x</v:roundrect><![endif]-->"
         "<svg><a xlink:href='https://b.example'><text>y</text></a></svg>"
         "<math href='https://c.example'><mi>z</mi></math>"
         "<video src='https://d.example/v' poster='https://e.example/p'></video>");
    LONGS_EQUAL(5, m.links.size());
    for (std::size_t i = 0; i < 3; ++i)
        CHECK(m.links[i].origin == core::LinkOrigin::Anchor);
    STRCMP_EQUAL("https://a.example", m.links[0].url.c_str());
    CHECK(m.links[3].origin == core::LinkOrigin::Image);
}

TEST(HtmlRead, CountsWhatMailShouldNotHave)
{
    const core::HtmlFacts& h
        = read("<form><input type=PASSWORD></form><script>x</script>"
               "<script type='application/ld+json'>{}</script><p onclick=x onload=y online>"
               "<iframe></iframe><object></object><meta http-equiv=Refresh content='0; "
               "URL=http://x.example'>"
               "<img><img>");
    LONGS_EQUAL(1, h.forms);
    LONGS_EQUAL(1, h.password_inputs);
    LONGS_EQUAL(4, h.scripts); // "online" is counted with the handlers
    LONGS_EQUAL(2, h.embeds);
    LONGS_EQUAL(1, h.refreshes);
    LONGS_EQUAL(2, h.images);
    STRCMP_EQUAL("http://x.example", m.links.at(0).url.c_str());
}

TEST(HtmlRead, OfCopiesForSomeProgramsOnlyLinksAreRead)
{
    core::Part p;
    p.type = "text/x-amp-html";
    p.data = "<style amp4email-boilerplate>body{visibility:hidden}</style>"
             "<script async src='https://cdn.example/v0.js'></script>"
             "<p>Text <a href='https://a.example'>link</a>";
    m.parts.push_back(std::move(p));
    html::read_parts(m, limits);
    LONGS_EQUAL(0, m.html.size());
    LONGS_EQUAL(2, m.links.size());
    STRCMP_EQUAL("https://a.example", m.links[1].url.c_str());
}

TEST(HtmlRead, CountsBytesBehindTheEnd)
{
    LONGS_EQUAL(0, read("<html>x</html>\r\n  ").bytes_after_end);
    LONGS_EQUAL(4, read("<html>x</html> a b\nc d").bytes_after_end);
    LONGS_EQUAL(0, read("no end").bytes_after_end);
}

TEST(HtmlRead, LimitsMakeItIncomplete)
{
    limits.html_tokens = 10;
    CHECK(read(repeated("<b>x", 20)).limit_hit);
    CHECK(m.incomplete);
    limits = {};
    limits.links = 3;
    CHECK(read(repeated("<a href=x>", 5)).limit_hit);
    LONGS_EQUAL(3, m.links.size());
    limits = {};
    limits.text_bytes = 10;
    CHECK(read(repeated("word ", 20)).limit_hit);
    CHECK(m.html[0].visible.size() <= 10);
    limits = {};
    CHECK(read(repeated("<div>", 2000)).limit_hit);
}

TEST(HtmlRead, HostileTextIsReadInLinearTime)
{
    constexpr std::size_t million = 1000000;
    for (const char* piece :
        { "<", "&", "&#", "<!--", "</", "<a ", "<a href=\"", "<script>", "</p>", "<p>", "<td>",
            "&ampamp", "<b><i>", "-->", "<x a=", "<div style='display:none;", "</style<" })
        for (const char* before : { "", "<svg>", "<p title=\"" })
            read(before + repeated(piece, million / std::string_view(piece).size()));
}
