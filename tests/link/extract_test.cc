// URLs in running text, and that each is reported once.
#include "triage/link/extract.h"

#include <string>

#include "triage/link/find.h"

#include <CppUTest/TestHarness.h>

TEST_GROUP(FindUrls) { void finds(const char* expected, const char* text) { std::string all;
for (const std::string_view url : linking::find_urls(text, 100))
    all.append(all.empty() ? "" : " ").append(url);
STRCMP_EQUAL(expected, all.c_str());
}
}
;

TEST(FindUrls, LeavesOutTheSentenceAround)
{
    finds("http://example.org/x", "See http://example.org/x.");
    finds("http://example.org/x", "(http://example.org/x), or");
    finds("http://example.org/a_(b)", "http://example.org/a_(b)");
    finds("http://example.org/a_(b)", "(see http://example.org/a_(b))");
    finds("http://example.org", "<http://example.org>");
    finds("http://example.org/?a=b&c=d", "\"http://example.org/?a=b&c=d\"!");
    finds("http://example.org", "“http://example.org”");
    finds("http://a.example http://b.example", "http://a.example\nhttp://b.example");
}

TEST(FindUrls, FindsWhatMailProgramsLink)
{
    finds("www.example.org", "go to www.example.org now");
    finds("example.org/login", "go to example.org/login now");
    finds("mailto:ann@example.org", "mailto:ann@example.org");
    finds("ftp://x.example/y", "ftp://x.example/y");
    finds("http://bücher.example/ü", "http://bücher.example/ü");
}

TEST(FindUrls, LeavesTextWithDotsAndSlashesAlone)
{
    finds("", "and/or 1.5/2 e.g./i.e. node.js ann@example.org a:b ://x www. file.notatld/x");
    finds("", "ann@example.org/x");
}

TEST(FindUrls, StopsAtItsMost)
{
    LONGS_EQUAL(
        2, linking::find_urls("http://a.example http://b.example http://c.example", 2).size());
}

TEST(FindUrls, HostileTextIsReadInLinearTime)
{
    for (const char* piece :
        { "http://", "www.", "a.", "a/", ":", "://", "http://x)))))", "(", "mailto:" }) {
        std::string text;
        while (text.size() < 1000000)
            text += piece;
        CHECK(linking::find_urls(text, 5000).size() <= 5000);
    }
    linking::find_urls("http://" + std::string(1000000, ')'), 5000);
}

TEST_GROUP(ExtractLinks)
{
    core::Limits limits;
    core::Message m;
};

TEST(ExtractLinks, ReportsAUrlOfHtmlThatNoAnchorHolds)
{
    m.parts.resize(1);
    m.parts[0].type = "text/html";
    core::Link anchor;
    anchor.part = 0;
    anchor.origin = core::LinkOrigin::Anchor;
    anchor.url = "http://real.example/";
    anchor.text = "http://shown.example/";
    m.links.push_back(anchor);
    core::HtmlFacts h;
    h.part = 0;
    h.visible = "http://shown.example/ and http://loose.example/ twice http://loose.example/";
    m.html.push_back(h);
    linking::extract(m, limits);
    LONGS_EQUAL(2, m.links.size());
    STRCMP_EQUAL("real.example", m.links[0].host.c_str());
    STRCMP_EQUAL("loose.example", m.links[1].host.c_str());
    CHECK(m.links[1].origin == core::LinkOrigin::Text);
}

TEST(ExtractLinks, ReadsPlainTextPartsAndBareHosts)
{
    m.parts.resize(1);
    m.parts[0].type = "text/plain";
    m.parts[0].data = "www.example.org";
    linking::extract(m, limits);
    LONGS_EQUAL(1, m.links.size());
    STRCMP_EQUAL("http://www.example.org", m.links[0].url.c_str());
    STRCMP_EQUAL("example.org", m.links[0].org_domain.c_str());
}

TEST(ExtractLinks, TheLimitMakesItIncomplete)
{
    limits.links = 2;
    m.parts.resize(1);
    m.parts[0].type = "text/plain";
    m.parts[0].data = "http://a.example http://b.example http://c.example";
    linking::extract(m, limits);
    LONGS_EQUAL(2, m.links.size());
    CHECK(m.incomplete);
}
