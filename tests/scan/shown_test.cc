// What Outlook shows of a message in its own encapsulation counts as the message; what stands in
// messages inside counts less.
#include <string>

#include "tests/scan/scan_fixture.h"
#include "tests/support/tnef_writer.h"

#include <CppUTest/TestHarness.h>

using scan_fixture::bench;
using scan_fixture::Mail;

namespace {

const char* const form
    = "<html><body><p>Please confirm your account.</p><form action=\"https://abc.xyz/x\">"
      "<input type=\"password\"></form></body></html>";
const char* const note = "<html><body><p>The minutes are fine.</p></body></html>";

Mail winmail(const std::string& data)
{
    return { .file = "winmail.dat", .data = data, .file_type = "application/ms-tnef" };
}

} // namespace

TEST_GROUP(Shown) {};

TEST(Shown, TextInTnefIsTheMessagesText)
{
    CHECK_TRUE(bench().found(winmail(tnef_writer::with_html(form)), "HTML_PASSWORD_INPUT")
        == core::Severity::Critical);
    CHECK_TRUE(bench().scan(winmail(tnef_writer::with_html(note))).findings.empty());
}

TEST(Shown, FilesInTnefAreFiles)
{
    CHECK_TRUE(
        bench().found(winmail(tnef_writer::with_attachment("run.js", "x")), "ATT_ARCHIVE_EXEC")
        == core::Severity::Critical);
    CHECK_TRUE(
        bench().scan(winmail(tnef_writer::with_attachment("list.txt", "a b"))).findings.empty());
}
