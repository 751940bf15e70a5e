// Wrapped links: each format leads to what it holds; what is no wrapper stays.
#include "triage/link/extract.h"

#include <string>

#include "triage/link/query.h"

#include <CppUTest/TestHarness.h>

TEST_GROUP(Unwrap)
{
    core::Link link;

    void leads(const char* target, const std::string& url)
    {
        link = {};
        link.url = url;
        linking::read_url(link);
        STRCMP_EQUAL_TEXT(target, link.target.c_str(), url.c_str());
    }
    void counts(int gateways, int redirects)
    {
        LONGS_EQUAL(gateways, link.gateways);
        LONGS_EQUAL(redirects, link.redirects);
    }
};

TEST(Unwrap, GatewaysThatKeepTheUrl)
{
    for (const char* url : {
             "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fa.example%2Fx%3Fy"
             "&data=05%7C01%7Cbob",
             "https://urldefense.proofpoint.com/v1/url?u=https://a.example/x%3Fy&k=1",
             "https://urldefense.proofpoint.com/v2/url?u=https-3A__a.example_x-3Fy&d=DwM",
             "https://urldefense.com/v3/__https://a.example/x?y__;!!Abc!def$",
             "https://urldefense.com/v3/__https:/a.example/x?y__;!!Abc!def$",
             "https://urldefense.com/v3/__https://a.example/x*y__;Pw!!Abc!def$",
             "https://linkprotect.cudasvc.com/url?a=https%3a%2f%2fa.example%2fx%3fy&c=E,1",
             "https://secure-web.cisco.com/1abc-DEF/https%3A%2F%2Fa.example%2Fx%3Fy",
             "https://clicktime.symantec.com/3abc?u=https%3A%2F%2Fa.example%2Fx%3Fy",
             "https://us-west-2.protection.sophos.com/"
             "?d=a.example&u=aHR0cHM6Ly9hLmV4YW1wbGUveD95&i=z",
             "https://protect2.fireeye.com/v1/url?k=1&q=1&u=https%3A%2F%2Fa.example%2Fx%3Fy",
             "https://url.avanan.click/v2/___https://a.example/x?y___.YXAz",
         }) {
        leads("https://a.example/x?y", url);
        counts(1, 0);
        STRCMP_EQUAL("a.example", link.host.c_str());
        STRCMP_EQUAL("/x?y", link.path.c_str());
    }
}

TEST(Unwrap, GatewaysThatKeepTheHostOnly)
{
    leads("http://a.example", "https://protect-us.mimecast.com/s/AbC?domain=a.example");
    leads("http://a.example", "https://shared.outlook.inky.com/link?domain=a.example&t=h.x");
    leads("", "https://protect-us.mimecast.com/s/AbC");
}

TEST(Unwrap, Redirectors)
{
    for (const char* url : { "https://www.google.com/url?q=https://a.example/x",
             "https://www.google.co.uk/url?sa=t&url=https%3A%2F%2Fa.example%2Fx&usg=A",
             "https://google.de/amp/s/a.example/x",
             "https://l.facebook.com/l.php?u=https%3A%2F%2Fa"
             ".example%2Fx&h=AT",
             "https://www.bing.com/ck/a?!&p=1&u=a1aHR0cHM6Ly9hLmV4YW1wbGUveA&ntb=1",
             "https://r.search.yahoo.com/_ylt=A/RU=https%3a%2f%2fa.example%2fx/RK=2/RS=b",
             "https://www.youtube.com/redirect?event=v&q=https%253A%252F%252Fa.example%252Fx",
             "https://ad.doubleclick.net/ddm/clk/1;2;3?https://a.example/x" }) {
        link = {};
        link.url = url;
        linking::read_url(link);
        STRCMP_EQUAL_TEXT("a.example", link.host.c_str(), url);
        STRCMP_EQUAL_TEXT("/x", link.path.c_str(), url);
        counts(0, 1);
    }
}

TEST(Unwrap, ChainsAreCounted)
{
    leads("https://a.example/x",
        "https://x.safelinks.protection.outlook.com/?url=https%3A%2F%2Furldefense.com%2Fv3%2F__"
        "https%3A%2F%2Fwww.google.com%2Furl%3Fq%3Dhttps%3A%2F%2Fa.example%2Fx__%3B!!A!b%24");
    counts(2, 1);
}

TEST(Unwrap, ChainsEnd)
{
    std::string url = "https://a.example/";
    for (int i = 0; i < 40; ++i)
        url = "https://google.com/url?q=" + url;
    link.url = url;
    linking::read_url(link);
    LONGS_EQUAL(8, link.redirects);
}

TEST(Unwrap, TraitsOfWrapperAndTargetAreBothKept)
{
    leads("http://0x7f000001/", "https:\\\\www.google.com/url?q=http://0x7f000001/");
    CHECK(link.traits & core::LinkSchemeTrick);
    CHECK(link.traits & core::LinkIpObfuscated);
}

TEST(Unwrap, WhatIsNoWrapperStays)
{
    for (const char* url : { "https://google.evil.example/url?q=https://a.example/",
             "https://www.google.com.evil.example/url?q=https://a.example/",
             "https://google.top/url?q=https://a.example/", "https://www.google.com/search?q=a.b",
             "https://www.google.com/url?q=javascript:alert(1)", "https://www.google.com/url?q=",
             "https://other.example/?url=https%3A%2F%2Fa.example%2Fx",
             "https://urldefense.com/v3/__https://a.example", "mailto:ann@a.example" })
        leads("", url);
}

TEST(Unwrap, ParametersAreFoundByName)
{
    CHECK(linking::parameter("/x?a=1&B=2#c=3", "b") == "2");
    CHECK(linking::parameter("/x?a=1&B=2#c=3", "c") == "3");
    CHECK(linking::parameter("/?a=b?c=d&amp;e=f", "a") == "b?c=d");
    CHECK(linking::parameter("/?a=b?c=d&amp;e=f", "e") == "f");
    CHECK_FALSE(linking::parameter("/a=1?b", "a").has_value());
    LONGS_EQUAL(2, linking::values("/?a=1&b=&c=2&d=3", 2).size());
}

TEST(Unwrap, DecodersStopAtWhatTheyDoNotKnow)
{
    STRCMP_EQUAL("a%zz", linking::percent_decoded("%61%zz").c_str());
    STRCMP_EQUAL("ann", linking::base64_decoded("YW5u=.x").c_str());
    STRCMP_EQUAL("an", linking::hex_decoded("616e6g").c_str());
}
