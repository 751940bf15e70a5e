// URLs as browsers read them: the host is where the reader would end up.
#include "triage/link/extract.h"

#include <string>

#include <CppUTest/TestHarness.h>

TEST_GROUP(Url)
{
    core::Link link;

    void reads(const std::string& url, const char* host)
    {
        link = {};
        link.url = url;
        linking::parse_url(link);
        STRCMP_EQUAL(host, link.host.c_str());
    }
    void has(std::uint32_t traits)
    {
        LONGS_EQUAL(traits, link.traits);
    }
};

TEST(Url, SplitsAnOrdinaryUrl)
{
    reads("https://WWW.Example.CO.UK:8443/a/b?c=d#e", "www.example.co.uk");
    STRCMP_EQUAL("https", link.scheme.c_str());
    STRCMP_EQUAL("example.co.uk", link.org_domain.c_str());
    STRCMP_EQUAL("/a/b?c=d#e", link.path.c_str());
    LONGS_EQUAL(8443, *link.port);
    has(0);
}

TEST(Url, FindsTheHostBehindTricksWithSlashesAndTabs)
{
    for (const char* url : { "https:\\\\evil.example/x", "https:evil.example/x",
             "http:/evil.example", "http:////evil.example", "ht\ttp://evil.example",
             "\\\\evil.example", "/\\evil.example", "hTTps://evil.example", "HTtp://evil.example",
             "https://%65vil.example", "https://evil%2eexample" }) {
        reads(url, "evil.example");
        has(core::LinkSchemeTrick);
    }
    for (const char* url : { "HTTPS://b\xC3\xBC.example/%65", "Https://b%C3%BC.example/",
             "http://b\xC3\xBC.example" }) {
        reads(url, "xn--b-eha.example");
        has(core::LinkIdn);
    }
    reads("//evil.example/x", "evil.example");
    reads(" \x01https://evil.example ", "evil.example");
}

TEST(Url, FindsTheHostBehindUserinfo)
{
    reads("https://bank.example@evil.example/", "evil.example");
    has(core::LinkUserinfo);
    reads("https://www.bank.com@evil.example/", "evil.example");
    has(core::LinkUserinfo | core::LinkUserinfoHost);
    reads("https://x" + std::string(100, '_') + "@evil.example/", "evil.example");
    has(core::LinkUserinfo | core::LinkUserinfoHost);
    reads("https://bank.example%20:x@y@evil.example", "evil.example");
    reads("https://evil.example\\@bank.example/", "evil.example");
    has(0);
    reads("https://evil.example/@bank.example", "evil.example");
    reads("https://evil.example?@bank.example", "evil.example");
}

TEST(Url, ReadsNumbersAsAddresses)
{
    for (const char* url : { "http://3221226219", "http://0xC00002EB", "http://0xC0.0.2.235",
             "http://192.0.747", "http://0300.0.02.0353", "http://192.0.2.235.",
             "http://%31%39%32.0.2.235x", "http://１９２.0.2.235" }) {
        link = {};
        link.url = url;
        linking::parse_url(link);
        if (std::string_view(url).ends_with('x'))
            continue;
        STRCMP_EQUAL("192.0.2.235", link.host.c_str());
        CHECK(link.traits & core::LinkIpObfuscated);
    }
    reads("http://192.0.2.235/", "192.0.2.235");
    has(core::LinkIpHost);
    STRCMP_EQUAL("192.0.2.235", link.org_domain.c_str());
    reads("http://256.1.1.1", "");
    reads("http://1.2.3.4.5", "");
    reads("http://[::1]:80/", "[::1]");
    has(core::LinkIpHost);
    reads("http://[zz]/", "");
}

TEST(Url, DecodesTheHost)
{
    reads("http://ex%61mple.org", "example.org");
    reads("http://bücher.example", "xn--bcher-kva.example");
    has(core::LinkIdn);
    reads("http://p\u0430ypal.example", "xn--pypal-4ve.example");
    has(core::LinkIdn | core::LinkMixedScript);
    reads("http://xn--pypal-4ve.example", "xn--pypal-4ve.example");
    has(core::LinkIdn | core::LinkMixedScript);
    reads("http://example\u3002org", "example.org");
    has(core::LinkUnicodeTrick);
    reads("http://exam\u00ADple.org", "example.org");
    has(core::LinkUnicodeTrick);
}

TEST(Url, RefusesWhatBrowsersRefuse)
{
    reads("http://a b/", "");
    reads("http://a%00b/", "");
    reads("http://a<b/", "");
    reads("http://example.org:99999/", "");
    reads("http://example.org:x/", "");
    reads("http://", "");
    reads("", "");
    reads("relative/path", "");
    STRCMP_EQUAL("", link.scheme.c_str());
}

TEST(Url, OtherSchemesHaveNoHost)
{
    reads("MAILTO:ann@example.org", "");
    STRCMP_EQUAL("mailto", link.scheme.c_str());
    STRCMP_EQUAL("ann@example.org", link.path.c_str());
    reads("java\nscript:alert(1)", "");
    STRCMP_EQUAL("javascript", link.scheme.c_str());
    reads("data:text/html,<p>", "");
    STRCMP_EQUAL("data", link.scheme.c_str());
    reads("file://server/share", "server");
}

TEST(Url, OrganisationIsByThePublicSuffixList)
{
    STRCMP_EQUAL("example.com", linking::org_domain("a.b.example.com").c_str());
    STRCMP_EQUAL("a.github.io", linking::org_domain("x.a.github.io").c_str());
    STRCMP_EQUAL("com", linking::org_domain("com").c_str());
    STRCMP_EQUAL("", linking::org_domain("").c_str());
}
