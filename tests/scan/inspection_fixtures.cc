// What marks of attachments mean, given the sender and the rest of the mail. That inspectors set
// the marks is tested in tests/inspect.
#include "tests/scan/fixtures.h"

namespace scan_fixture {

namespace {

using core::LinkOrigin;
using inspect::Mark;

Mail marked(std::vector<Mark> marks, const std::string& text = "The file you asked for.")
{
    return { .text = text, .marks = std::move(marks) };
}

Mail leading(Mark mark, LinkOrigin origin, const std::string& url)
{
    Mail m = marked({ mark });
    m.inner_links = { { origin, url } };
    return m;
}

Mail carrying(const std::string& inner)
{
    return { .raw = "From: Ann Smith <ann@supplier.example>\r\nTo: bob@ourfirm.example\r\n"
                    "Subject: Fwd\r\nDate: Mon, 02 Nov 2026 08:00:00 +0000\r\n"
                    "Message-ID: <a2@supplier.example>\r\nMIME-Version: 1.0\r\n"
                    "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nSee below.\r\n"
                    "--b\r\nContent-Type: message/rfc822\r\n\r\n"
            + inner + "\r\n--b--\r\n" };
}

const char* const dangerous_inside = "From: PayPal <x@abc.xyz>\r\nTo: bob@ourfirm.example\r\n"
                                     "Subject: Your account\r\n\r\nPlease verify your account "
                                     "https://abc.xyz/x\r\n";
const char* const harmless_inside
    = "From: Carl <carl@partner.example>\r\nTo: ann@supplier.example\r\n"
      "Subject: Minutes\r\n\r\nThe minutes are fine.\r\n";

} // namespace

std::vector<Fixture> inspection_fixtures()
{
    const Mail nothing = marked({ Mark::HtmlFile });
    return {
        { "ATT_ARCHIVE_EXEC", marked({ Mark::Script }), nothing },
        { "ATT_ARCHIVE_ENCRYPTED", marked({ Mark::Encrypted }), nothing },
        { "ATT_ARCHIVE_NESTED", marked({ Mark::Nested }), nothing },
        { "ATT_ARCHIVE_MALFORMED", marked({ Mark::Malformed }), nothing },
        { "ATT_ARCHIVE_TRAVERSAL", marked({ Mark::Traversal }), nothing },
        { "ATT_ARCHIVE_BOMB", marked({ Mark::Bomb }), nothing },
        { "ATT_OFFICE_MACRO", marked({ Mark::Macro }), nothing },
        { "ATT_OFFICE_EXTERNAL", marked({ Mark::External }), nothing },
        { "ATT_DOC_ENCRYPTED", marked({ Mark::DocumentEncrypted }), nothing },
        { "ATT_PASSWORD_IN_BODY", marked({ Mark::Encrypted }, "Das Passwort lautet 4711x."),
            marked({ Mark::Encrypted }, "You will get the password by phone.") },
        { "ATT_PDF_ACTIVE", marked({ Mark::PdfActive }), nothing },
        { "ATT_PDF_LURE", leading(Mark::PdfOnePager, LinkOrigin::Document, "https://abc.xyz/x"),
            leading(Mark::PdfOnePager, LinkOrigin::Document, "https://supplier.example/pay") },
        { "QR_LINK", leading(Mark::QrLink, LinkOrigin::Qr, "https://abc.xyz/x"), nothing },
        { "QR_EVASIVE", marked({ Mark::QrEvasive }), nothing },
        { "ATT_HTML_SMUGGLING", marked({ Mark::Smuggling }), nothing },
        { "ATT_HTML_CREDENTIAL", marked({ Mark::CredentialForm }), nothing },
        { "ATT_HTML_OBFUSCATED", marked({ Mark::Obfuscated }), nothing },
        { "ATT_SVG_ACTIVE", marked({ Mark::SvgActive }), nothing },
        { "ATT_ICS_RISK", marked({ Mark::CalendarRisk }), nothing },
        { "ATT_NESTED_MSG", carrying(dangerous_inside), carrying(harmless_inside) },
        { "ATT_UNSCANNABLE", marked({ Mark::Unscannable }), nothing },
    };
}

} // namespace scan_fixture
