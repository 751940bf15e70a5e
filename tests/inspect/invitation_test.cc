// Calendar files: ordinary invitations, and what some carry beside the date.
#include <string>

#include <CppUTest/TestHarness.h>

#include "tests/inspect/look.h"

using inspect::Mark;
using looking::base64;

namespace {

inspect::Report invitation(const std::string& lines)
{
    return looking::look("invite.ics", "text/calendar",
        "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:1@supplier.example\r\n" + lines
            + "END:VEVENT\r\nEND:VCALENDAR\r\n");
}

bool risky(const std::string& lines)
{
    return invitation(lines).has(Mark::CalendarRisk);
}

std::string tags(std::size_t n)
{
    std::string s;
    for (std::size_t i = 0; i < n; ++i)
        s += "\xF3\xA0\x81\xA1";
    return s;
}

} // namespace

TEST_GROUP(Invitation) {};

TEST(Invitation, OrdinaryOnesAreNoRisk)
{
    const auto r = invitation("SUMMARY:Plan for May\r\nDTSTART:20260501T090000Z\r\n"
                              "ORGANIZER;CN=\"Ann: Smith\":mailto:ann@supplier.example\r\n"
                              "X-ALT-DESC;FMTTYPE=text/html:<p>Agenda</p>\r\n");
    CHECK_TRUE(r.marks.empty());
    CHECK_TRUE(r.links.empty());
    STRCMP_EQUAL("Plan for May\n", r.text.c_str());
}

TEST(Invitation, LinksAreFoundInFoldedAndEscapedText)
{
    const auto r
        = invitation("DESCRIPTION:Join\\n\\nhttps://meet.exam\r\n ple/a\\, or call\r\n"
                     "ATTACH:https://files.example/plan\r\n"
                     "X-ALT-DESC;FMTTYPE=text/html:<a href=\"https://page.example/\">x</a>\r\n");
    CHECK_TRUE(looking::links_to(r, "meet.example"));
    CHECK_TRUE(looking::links_to(r, "files.example"));
    CHECK_TRUE(looking::links_to(r, "page.example"));
    CHECK_FALSE(r.has(Mark::CalendarRisk));
}

TEST(Invitation, FilesInsideAreRiskyAndLookedInto)
{
    const auto r = invitation("ATTACH;ENCODING=BASE64;VALUE=BINARY:"
        + base64("<html><input type=password></html>") + "\r\n");
    CHECK_TRUE(r.has(Mark::CalendarRisk));
    CHECK_TRUE(r.has(Mark::CredentialForm));
    CHECK_FALSE(risky("ATTACH;ENCODING=BASE64;VALUE=BINARY:"
        + base64("\x89PNG\r\n\x1A\n and the rest of a logo") + "\r\n"));
}

TEST(Invitation, DescriptionsThatRunSomething)
{
    CHECK_TRUE(risky("X-ALT-DESC;FMTTYPE=text/html:<Script>f()</script>\r\n"));
}

TEST(Invitation, TextThatNobodySees)
{
    CHECK_TRUE(risky("SUMMARY:Plan" + tags(8) + "\r\n"));
    CHECK_FALSE(risky("SUMMARY:Plan\xF0\x9F\x8F\xB4" + tags(6) + "\r\n")); // a flag
    CHECK_FALSE(risky("SUMMARY:a" + tags(6) + "b" + tags(6) + "\r\n"));
}

TEST(Invitation, ManyLinesEnd)
{
    std::string lines;
    for (int i = 0; i < 200000; ++i)
        lines += "A:\r\n";
    CHECK_TRUE(invitation(lines).incomplete);
}

TEST(Invitation, DamagedOnes)
{
    looking::look_at_damaged("a.ics",
        "BEGIN:VCALENDAR\r\nSUMMARY;X=\"a:b\":See\\n https://x.exam\r\n ple/\r\n"
        "X-ALT-DESC;FMTTYPE=text/html:<a href='https://x.example'>x</a>\r\n"
        "ATTACH;ENCODING=BASE64:PGh0bWw+\r\n"
            + tags(9) + "\r\nEND:VCALENDAR\r\n");
}
