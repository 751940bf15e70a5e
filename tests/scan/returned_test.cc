// Delivery reports, false ones, and mail that comes back to who never sent it.
#include "triage/scan/returned.h"

#include "tests/scan/scan_fixture.h"

#include <CppUTest/TestHarness.h>

using scan_fixture::bench;
using scan_fixture::Mail;

namespace {

Mail report(const std::string& returned)
{
    return { .mail_from = "",
        .raw = "From: Mail Delivery System <mailer-daemon@mx.supplier.example>\r\n"
               "To: bob@ourfirm.example\r\nSubject: Undelivered\r\n"
               "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
               "--b\r\n\r\nIt could not be delivered.\r\n"
               "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
               "Reporting-MTA: dns; mx.supplier.example\r\n\r\nAction: failed\r\n"
               "--b\r\nContent-Type: text/rfc822-headers\r\n\r\n"
            + returned + "\r\n--b--\r\n" };
}

} // namespace

TEST_GROUP(Returned) {};

TEST(Returned, MailThatWeSentComesBackWithoutAFinding)
{
    CHECK_FALSE(bench().found(report("From: bob@ourfirm.example\r\n"
                                     "Message-ID: <1@ourfirm.example>\r\n"),
        "HDR_BACKSCATTER"));
    CHECK_FALSE(bench().found(report("From: bob@ourfirm.example\r\n"
                                     "Message-ID: <1@phone.example>\r\n"
                                     "Received: from phone by mx.ourfirm.example; now\r\n"),
        "HDR_BACKSCATTER"));
    CHECK_FALSE(bench().found(report("From: bob@ourfirm.example\r\n"), "HDR_BACKSCATTER"));
}

TEST(Returned, MailThatOthersSentInOurNameIsBackscatter)
{
    const auto found = bench().found(report("From: bob@ourfirm.example\r\n"
                                            "Message-ID: <1@notourfirm.example>\r\n"
                                            "Received: from x.example by y.example; now\r\n"),
        "HDR_BACKSCATTER");
    CHECK_TRUE(found == core::Severity::Low);
}

TEST(Returned, APageInAReportWithoutReportIsNoDigest)
{
    const std::string page = "--b\r\nContent-Type: text/html\r\n\r\n<p>Read</p>\r\n--b--\r\n";
    const std::string head = "From: Ann <ann@supplier.example>\r\nTo: bob@ourfirm.example\r\n"
                             "Content-Type: multipart/report; boundary=b\r\n\r\n";
    CHECK_TRUE(bench().found({ .raw = head + page }, "MIME_DIGEST_HTML").has_value());
    CHECK_FALSE(bench()
                    .found({ .raw = head
                                   + "--b\r\nContent-Type: message/delivery-status\r\n\r\nAction: "
                                     "failed\r\n"
                                   + page },
                        "MIME_DIGEST_HTML")
                    .has_value());
}
