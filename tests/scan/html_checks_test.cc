// How the checks of HTML weigh what they find, by where forms and frames lead.
#include "tests/scan/scan_fixture.h"

#include <CppUTest/TestHarness.h>

using namespace scan_fixture;
using core::Severity;

namespace {

Mail page(const std::string& inner)
{
    return { .html = "<p>Hello Bob, here is what I promised to send you.</p>" + inner };
}

const std::string own_image = "<img src=\"https://www.supplier.example/i.png\">";
const std::string other_image = "<img src=\"https://img.other.com/i.png\">";

} // namespace

TEST_GROUP(HtmlChecks) { void is(std::string_view id, std::optional<Severity> severity,
    const Mail& mail) { const auto found = bench().found(mail, id);
LONGS_EQUAL_TEXT(severity ? static_cast<int>(*severity) : -1, found ? static_cast<int>(*found) : -1,
    (std::string(id) + mail.html).c_str());
}
}
;

TEST(HtmlChecks, FramesCountByWhereElseTheMessageLeads)
{
    const std::string foreign = "<iframe src=\"https://ad.other.com/f\"></iframe>";
    is("HTML_ACTIVE_EMBED", Severity::High, page(foreign));
    is("HTML_ACTIVE_EMBED", Severity::High, page(foreign + own_image));
    is("HTML_ACTIVE_EMBED", Severity::High, page("<iframe srcdoc=\"x\"></iframe>" + other_image));
    is("HTML_ACTIVE_EMBED", Severity::High,
        page(foreign + other_image + "<iframe src=\"https://third.com\"></iframe>"));
    is("HTML_ACTIVE_EMBED", Severity::Medium, page(foreign + other_image));
    is("HTML_ACTIVE_EMBED", Severity::Low,
        page("<iframe src=\"https://www.supplier.example/f\"></iframe>"));
}

TEST(HtmlChecks, FormsCountByWhatTheyAskAndWhom)
{
    const auto form = [](const char* action, const char* field) {
        return std::string("<form action=\"") + action + "\"><input " + field + "></form>";
    };
    const char* const other = "https://other.com/f";
    const char* const two = "name=a><input name=b";
    is("HTML_FORM", Severity::Medium, page(form(other, two)));
    is("HTML_FORM", Severity::Low, page(form(other, two) + other_image));
    is("HTML_FORM", Severity::Low, page(form(other, "name=q")));
    is("HTML_FORM", Severity::High, page(form(other, "name=otp") + other_image));
    is("HTML_FORM", Severity::Medium, page(form("mailto:ann@other.com", "name=q") + other_image));
    is("HTML_FORM", Severity::Low, page(form("https://www.supplier.example/f", "name=q")));
}

TEST(HtmlChecks, CopiesForSomeProgramsAreReadForTheirLinks)
{
    const auto copy = [](const std::string& url) {
        return Mail {
            .raw = "From: Ann <ann@supplier.example>\r\nTo: bob@ourfirm.example\r\n"
                   "MIME-Version: 1.0\r\n"
                   "Content-Type: multipart/alternative; boundary=b\r\n\r\n"
                   "--b\r\nContent-Type: text/x-amp-html\r\n\r\n<html amp4email>"
                   "<style amp4email-boilerplate>body{visibility:hidden}</style>"
                   "<script async src=\"https://cdn.ampproject.org/v0.js\"></script>"
                   "<p>See <a href=\""
                + url
                + "\">our shop</a></p>\r\n--b\r\nContent-Type: text/html\r\n\r\n"
                  "<p>See <a href=\"https://www.supplier.example/\">our shop</a></p>\r\n--b--\r\n"
        };
    };
    is("LINK_IP_OBFUSCATED", Severity::High, copy("https://0xcb007107/"));
    const Mail own = copy("https://www.supplier.example/amp");
    is("LINK_EXEC_DOWNLOAD", std::nullopt, own);
    is("LINK_ALL_UNAFFILIATED", std::nullopt, own);
    is("HTML_SCRIPT", std::nullopt, own);
    is("HTML_HIDDEN_NOVEL", std::nullopt, own);
}
