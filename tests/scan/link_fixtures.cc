#include "tests/scan/fixtures.h"

namespace scan_fixture {

namespace {
Mail page(const std::string& inner)
{
    return { .html = "<html><body><p>" + inner
            + " holds the notes of our meeting, there is much to read in them.</p></body></html>" };
}

Mail link(const std::string& url, const std::string& text = "here")
{
    return {
        .html = "<html><body><p>Please look <a href=\"" + url + "\">" + text
            + "</a> at the notes of our meeting, there is much to read in them.</p></body></html>"
    };
}
}

// A page of three links to one organisation, behind what stands on top of it.
Mail newsletter(const std::string& top, const std::string& org)
{
    std::string links;
    for (const char* what : { "read", "news", "out" })
        links += "<a href=\"https://www." + org + "/" + what + "\">" + what + "</a> ";
    return { .html = "<html><body><p>" + top + "</p><p>Good news from all of us: " + links
            + "</p></body></html>" };
}

std::vector<Fixture> link_fixtures()
{
    const std::string lure
        = "<a href=\"https://other.com/x\"><img src=\"https://i.imgur.com/a.png\">"
          "</a>";
    const Mail own = link("https://www.supplier.example/notes");
    return {
        { "LINK_TEXT_MISMATCH", link("https://other.example.com/x", "www.partner.com"),
            link("https://click.supplier.example/x", "www.partner.com") },
        { "LINK_ALL_UNAFFILIATED", link("https://other.com/x"), own },
        { "LINK_IP_HOST", link("http://203.0.113.7/x"), link("http://192.168.1.7/x") },
        { "LINK_IP_OBFUSCATED", link("http://0xcb007107/x"), link("http://203.0.113.7/x") },
        { "LINK_USERINFO", link("https://www.paypal.com@other.com/x"), own },
        { "LINK_SCHEME_TRICK", link("https:\\\\other.com/x"), own },
        { "LINK_UNICODE_TRICK", link("https://www.pay\u200Bments.com/x"),
            link("https://www.supplier.example/\u043F\u0440\u0438") },
        { "LINK_HOMOGRAPH", link("https://www.p\u0430ypal.com/x"),
            link("https://www.b\u00FCcher.example/x") },
        { "LINK_BRAND_LOOKALIKE", link("https://paypal-login.com/x"),
            link("https://github.supplier.example/x") },
        { "LINK_SHORTENER", link("https://bit.ly/abc"), own },
        { "LINK_FREE_HOST", link("https://abc.web.app/login.html"), own },
        { "LINK_REDIRECTOR", link("https://other.com/go?u=https%3A%2F%2Fthird.com%2Fx"),
            link("https://other.com/login?continue=https%3A%2F%2Fmy.other.com%2Fx") },
        { "LINK_REWRITE_CHAIN",
            link("https://x.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.google.com%2F"
                 "url%3Fq%3Dhttps%253A%252F%252Fwww.bing.com%252Fck%252Fa%253Fu%253D"
                 "a1aHR0cHM6Ly9vdGhlci5jb20v"),
            link("https://x.safelinks.protection.outlook.com/?url=https%3A%2F%2Fother.com%2Fx") },
        { "LINK_SPLIT_ANCHOR",
            page("<a href=\"https://other.com/1\">www.part</a><a href=\"https://third.com/2\">"
                 "ner.com</a>"),
            page("<a href=\"https://other.com/1\">www.oth</a><a href=\"https://other.com/2\">"
                 "er.com</a>") },
        { "LINK_GRAFTED", newsletter(lure, "gardens.com"), newsletter(lure, "supplier.example") },
        { "LINK_PICTURE_HOST", newsletter(lure, "gardens.com"),
            newsletter(lure, "supplier.example") },
        { "LINK_HOST_RANDOM", link("https://a1b2c3d4e5f60718a9.other.com/x"),
            link("https://a1b2c3d4e5f60718a9.supplier.example/x") },
        { "LINK_RISKY_TLD", link("https://offers.top/x"), own },
        { "LINK_ODD_PORT", link("https://other.com:8081/x"), link("https://other.com:443/x") },
        { "LINK_RECIPIENT_TOKEN", link("https://other.com/x#Ym9iQG91cmZpcm0uZXhhbXBsZQ=="),
            link("https://click.supplier.example/x#Ym9iQG91cmZpcm0uZXhhbXBsZQ==") },
        { "LINK_ACTIVE_SCHEME", link("java\nscript:alert(1)"), own },
        { "LINK_FILE_UNC", link("file://203.0.113.7/share/a.rtf!x"), own },
        { "LINK_EXEC_DOWNLOAD", link("https://other.com/setup.exe?x=1"),
            link("https://www.supplier.example/setup.exe") },
        { "LINK_CMS_COMPROMISED", link("https://other.com/blog/wp-content/uploads/login.php"),
            link("https://other.com/wp-content/uploads/photo.jpg") },
        { "LINK_DARK", link("http://abcdefghij234567.onion/x"), own },
        { "LINK_OAUTH_CONSENT",
            link("https://login.microsoftonline.com/common/oauth2/authorize?scope=offline_access"),
            link("https://login.microsoftonline.com/common/login") },
        { "LINK_KIT_PATTERN", link("https://0123456789abcdef0123456789abcdef01234567.other.com/"),
            link("https://other.com/0123456789abcdef0123456789abcdef01234567") },
        { "LINK_TEXT_OBFUSCATED", { .text = "Look at hxxp://other.com/x now" },
            { .text = "Look at http://other.com/x now" } },
    };
}

} // namespace scan_fixture
