// How the checks of links weigh what they find: the same link counts more or less by who sends it,
// how, and in which company.
#include "tests/scan/scan_fixture.h"

#include <CppUTest/TestHarness.h>

using namespace scan_fixture;
using core::Severity;

namespace {

const std::string newsletter = "List-Unsubscribe: <https://www.supplier.example/out>\r\n";
const std::string answer = "In-Reply-To: <q1@ourfirm.example>\r\n";
const std::string proven = "Authentication-Results: mx.ourfirm.example; dmarc=pass "
                           "header.from=supplier.example\r\n";

Mail page(const std::string& inner, const std::string& extra = {})
{
    return { .html = "<p>Hello Bob, " + inner + " is what I promised to send you.</p>",
        .extra = extra };
}

Mail linked(
    const std::string& url, const std::string& extra = {}, const std::string& shown = "this")
{
    return page("<a href=\"" + url + "\">" + shown + "</a>", extra);
}

} // namespace

TEST_GROUP(LinkChecks) { void is(std::string_view id, std::optional<Severity> severity,
    const Mail& mail) { const auto found = bench().found(mail, id);
const std::string where = std::string(id) + ' ' + mail.text + ' ' + mail.html;
LONGS_EQUAL_TEXT(severity ? static_cast<int>(*severity) : -1, found ? static_cast<int>(*found) : -1,
    where.c_str());
}
}
;

TEST(LinkChecks, AFalseTextCountsByWhatItShows)
{
    const std::string url = "https://other.com/x";
    is("LINK_TEXT_MISMATCH", Severity::Medium, linked(url, "", "www.partner.com"));
    is("LINK_TEXT_MISMATCH", Severity::High, linked(url, "", "https://www.paypal.com/login"));
    is("LINK_TEXT_MISMATCH", Severity::High, linked(url, "", "https://mail.ourfirm.example"));
    is("LINK_TEXT_MISMATCH", Severity::Low,
        linked(url + "?u=http://partner.com/", newsletter, "www.partner.com"));
    is("LINK_TEXT_MISMATCH", std::nullopt, linked(url, "", "www.other.de"));
    is("LINK_TEXT_MISMATCH", std::nullopt, linked(url, "", "notes.md"));
    is("LINK_TEXT_MISMATCH", std::nullopt, linked(url, "", "www.supplier.example"));
    is("LINK_TEXT_MISMATCH", std::nullopt,
        linked(
            "https://urldefense.com/v3/__https://partner.com/x__;!!A!b$", "", "www.partner.com"));
}

TEST(LinkChecks, TextOfAUrlInPieces)
{
    const auto anchor = [](const char* url, const char* shown) {
        return std::string("<a href=\"https://") + url + "\">" + shown + "</a>";
    };
    const auto hidden = "part<span style=\"display:none\">xy</span>ner.com";
    is("LINK_SPLIT_ANCHOR", Severity::High, page(anchor("other.com/1", hidden)));
    is("LINK_SPLIT_ANCHOR", Severity::High,
        page(anchor("other.com/1", "part") + anchor("other.com/1", "ner.com")));
    is("LINK_SPLIT_ANCHOR", std::nullopt,
        page(anchor("partner.com/1", "partner") + anchor("partner.com/1", ".com")));
    is("LINK_SPLIT_ANCHOR", std::nullopt,
        page(anchor("one.com", "one.com") + anchor("two.com", "two.com")));
    is("LINK_SPLIT_ANCHOR", std::nullopt,
        page(anchor("one.com", "part") + " " + anchor("two.com", "ner.com")));
}

TEST(LinkChecks, RedirectorsSayLittleInNewsletters)
{
    const std::string search = "https://www.google.com/url?q=https://other.com/x";
    is("LINK_REDIRECTOR", Severity::Medium, linked(search));
    is("LINK_REDIRECTOR", Severity::Low, linked(search, newsletter));
    is("LINK_REDIRECTOR", std::nullopt,
        linked("https://www.google.com/url?q=https://www.supplier.example/x"));
    const std::string encoded = "https://other.com/go?u=aHR0cHM6Ly90aGlyZC5jb20veA";
    is("LINK_REDIRECTOR", Severity::Medium, linked(encoded));
    is("LINK_REDIRECTOR", std::nullopt, linked(encoded, newsletter));
}

TEST(LinkChecks, AccessForGoodIsToldFromSigningIn)
{
    const std::string google = "https://accounts.google.com/o/oauth2/v2/auth?client_id=1&scope=";
    is("LINK_OAUTH_CONSENT", Severity::High, linked(google + "https%3A%2F%2Fmail.google.com%2F"));
    is("LINK_OAUTH_CONSENT", Severity::High, linked(google + "openid&access_type=offline"));
    is("LINK_OAUTH_CONSENT", std::nullopt, linked(google + "openid%20email"));
    const std::string device = "<a href=\"https://microsoft.com/devicelogin\">this page</a>";
    is("LINK_OAUTH_CONSENT", Severity::High, page(device + " and the code HTX7K92PQ"));
    is("LINK_OAUTH_CONSENT", Severity::High, page(device + " and the code ABCD-EFGH"));
    is("LINK_OAUTH_CONSENT", std::nullopt, page(device + " and the MANDATED form 12345678"));
}

TEST(LinkChecks, RecipientsAreFoundInEveryDress)
{
    constexpr auto id = "LINK_RECIPIENT_TOKEN";
    for (const char* carried :
        { "?e=bob@ourfirm.example", "?e=bob%40ourfirm.example", "/bob%2540ourfirm.example" })
        is(id, Severity::Medium, linked(std::string("https://other.com") + carried));
    for (const char* carried :
        { "#bob@ourfirm.example", "/x/626f62406f75726669726d2e6578616d706c65",
            "?e=Ym9iQG91cmZpcm0uZXhhbXBsZQ", "?e=elpmaxe.mrifruo@bob" })
        is(id, Severity::High, linked(std::string("https://other.com") + carried));
    is(id, Severity::Medium, linked("https://other.com/#bob@ourfirm.example", newsletter));
    is(id, std::nullopt, linked("https://other.com/@bob"));
    is(id, std::nullopt, linked("https://other.com/?e=ann@supplier.example"));
}

TEST(LinkChecks, HostsForEverybodyCountByWhatTheyHold)
{
    is("LINK_FREE_HOST", Severity::High, linked("https://storage.googleapis.com/b/index.html"));
    is("LINK_FREE_HOST", Severity::High, linked("https://b.trycloudflare.com/#x"));
    is("LINK_FREE_HOST", Severity::Medium, linked("https://docs.google.com/forms/d/1"));
    is("LINK_FREE_HOST", Severity::Medium, linked("https://docs.google.com/document/d/1"));
    is("LINK_FREE_HOST", Severity::Low, linked("https://docs.google.com/document/d/1", answer));
    is("LINK_SHORTENER", Severity::Medium, linked("https://bit.ly/1"));
    const std::string both
        = "<a href=\"https://bit.ly/1\">a</a> <a href=\"https://other.com/2\">b</a>";
    is("LINK_SHORTENER", Severity::Medium, page(both));
    is("LINK_SHORTENER", Severity::Low, page(both, answer));
    is("LINK_SHORTENER", Severity::Low,
        page(both + "<a href=\"https://www.supplier.example/\">us</a>"));
    is("LINK_SHORTENER", std::nullopt, linked("https://maps.app.goo.gl/x"));
}

TEST(LinkChecks, ProgramsCountByWhoOffersThem)
{
    is("LINK_EXEC_DOWNLOAD", Severity::High, linked("https://other.com/a/setup.EXE?x=1#y"));
    is("LINK_EXEC_DOWNLOAD", Severity::Medium, Mail { .text = "See https://other.com/setup.exe" });
    Mail of_a_list = linked("https://other.com/setup.exe",
        "List-Id: <dev.lists.org>\r\nList-Post: <mailto:dev@lists.org>\r\n");
    of_a_list.to = "dev@lists.org";
    of_a_list.mail_from = "dev-bounces@lists.org";
    is("LINK_EXEC_DOWNLOAD", Severity::Low, of_a_list);
    is("LINK_EXEC_DOWNLOAD", std::nullopt, linked("http://intranet/livelink.exe?f=1"));
    is("LINK_EXEC_DOWNLOAD", std::nullopt, linked("https://other.com/exe"));
}

TEST(LinkChecks, WhatWindowsOpensByItself)
{
    is("LINK_FILE_UNC", Severity::High, linked("file://203.0.113.7/share/a.rtf"));
    is("LINK_FILE_UNC", Severity::Critical, linked("file://203.0.113.7/share/a.rtf!x"));
    is("LINK_FILE_UNC", Severity::High, linked("\\\\203.0.113.7\\share"));
    is("LINK_FILE_UNC", Severity::High, linked("search-ms:query=a&crumb=location:\\\\x"));
    is("LINK_FILE_UNC", Severity::Medium, linked("ms-word:ofe|u|https://other.com/a.docx"));
    is("LINK_ACTIVE_SCHEME", Severity::High, linked("data:text/html;base64,PGI+"));
    is("LINK_ACTIVE_SCHEME", Severity::Low, linked("javascript:void(0);"));
    is("LINK_ACTIVE_SCHEME", std::nullopt, linked("data:image/png;base64,iVBO"));
}

TEST(LinkChecks, HostsThatResembleSomebody)
{
    is("LINK_HOMOGRAPH", Severity::High, linked("https://\u0455upplier.example/"));
    is("LINK_HOMOGRAPH", std::nullopt, linked("https://b\u00FCcher.example/"));
    is("LINK_BRAND_LOOKALIKE", Severity::High, linked("https://0urfirm.example/"));
    is("LINK_USERINFO", Severity::High, linked("https://www.partner.com@other.com/"));
    is("LINK_USERINFO", Severity::Medium, linked("https://ann@other.com/"));
    is("LINK_SCHEME_TRICK", Severity::Low, Mail { .text = "See http:///other.com/x now" });
    is("LINK_SCHEME_TRICK", Severity::High, linked("hTTps://other.com/"));
}

TEST(LinkChecks, LinksInFilesCountToo)
{
    Mail mail;
    mail.marks = { inspect::Mark::QrLink };
    mail.inner_links = { { core::LinkOrigin::Qr, "https://0xcb007107/x" },
        { core::LinkOrigin::Document, "search-ms:query=a" } };
    is("LINK_IP_OBFUSCATED", Severity::High, mail);
    is("LINK_FILE_UNC", Severity::High, mail);
}

TEST(LinkChecks, AServicesOwnMailAsksForItsOwnSignIn)
{
    Mail own = page("<a href=\"https://github.com/login/device\">this page</a> and ABCD-EF12");
    is("LINK_OAUTH_CONSENT", Severity::High, own);
    own.from = "GitHub <noreply@github.com>";
    own.mail_from = "noreply@github.com";
    own.extra = "Authentication-Results: mx.ourfirm.example; dmarc=pass "
                "header.from=github.com\r\n";
    is("LINK_OAUTH_CONSENT", std::nullopt, own);
}

TEST(LinkChecks, AStrangersLinkOnAPageOfOthers)
{
    const auto anchors = [](const std::string& top, const std::string& org) {
        std::string links = top;
        for (const char* what : { "a", "b", "c" })
            links += " <a href=\"https://www." + org + "/" + what + "\">" + what + "</a>";
        return links;
    };
    const std::string text = "<a href=\"https://other.com/x\">look</a>";
    const std::string picture
        = "<a href=\"https://other.com/x\"><img src=\"https://other.com/i.png\"></a>";
    is("LINK_GRAFTED", Severity::High, page(anchors(picture, "gardens.com")));
    is("LINK_GRAFTED", Severity::Medium, page(anchors(text, "gardens.com")));
    is("LINK_GRAFTED", Severity::Medium, page(anchors(text, "gardens.com"), newsletter));
    is("LINK_GRAFTED", std::nullopt, page(anchors(text, "gardens.com"), answer));
    is("LINK_GRAFTED", std::nullopt, page(anchors(text, "supplier.example")));
    is("LINK_GRAFTED", std::nullopt, page(anchors("From Other: " + text, "gardens.com")));
    is("LINK_GRAFTED", std::nullopt, page(anchors(text + text + text, "gardens.com")));
    is("LINK_GRAFTED", std::nullopt,
        page(anchors(text, "gardens.com"), "List-Unsubscribe: <https://gardens.com/out>\r\n"));
}
