#include "tests/scan/fixtures.h"

namespace scan_fixture {

namespace {
Mail says(const std::string& text, const std::string& from, const std::string& extra = "")
{
    return { .from = from, .text = text, .extra = extra };
}
using Links = std::vector<std::pair<core::LinkOrigin, std::string>>;
Mail attached(const std::string& document, const std::string& from, Links links = {})
{
    return {
        .from = from, .text = "See the file.", .document = document, .inner_links = std::move(links)
    };
}
constexpr const char* ann = "Ann Smith <ann@supplier.example>";
constexpr const char* stranger = "Ann Smith <ann.smith@gmail.com>";
constexpr const char* pivot = "Reply-To: office33@outlook.com\r\n";
}

std::vector<Fixture> content_fixtures()
{
    const std::string free = " https://abc.web.app/x";
    const Links foreign { { core::LinkOrigin::Document, "https://abc.web.app/x" } };
    const std::string renewal
        = "Norton subscription renewed, $399 charged. To cancel call +1 (808) 555-0132";
    const std::string own = " https://www.supplier.example/x";
    return {
        { "SOC_CREDENTIAL", says("Please verify your account now" + free, ann),
            says("Please verify your account now" + own, ann) },
        { "SOC_MAILBOX_IT", says("Your mailbox is almost full, see" + free, ann),
            says("Your mailbox is almost full, see" + own, ann) },
        { "SOC_DOC_SHARE", says("Please review the shared document" + free, ann),
            says("Please review the shared document" + own, ann) },
        { "SOC_DELIVERY", says("Your parcel could not be delivered" + free, ann),
            says("Your parcel could not be delivered" + own, ann) },
        { "SOC_INVOICE",
            { .text = "Please find the attached invoice",
                .file = "invoice.html",
                .data = "<html>x</html>",
                .file_type = "text/html" },
            { .text = "Please find the attached invoice",
                .file = "invoice.pdf",
                .data = "%PDF-1.4 x",
                .file_type = "application/pdf" } },
        { "SOC_BANK_CHANGE", says("Note our new bank account details", stranger, pivot),
            says("Note our new bank account details", ann) },
        { "SOC_BEC_TASK", says("Are you available? I need gift cards today.", stranger),
            says("Are you available for lunch?", ann) },
        { "SOC_BEC_TASK",
            says(
                "Are you available? I need gift cards today.", "Carla Chief <desk@mailer.example>"),
            says("Are you available? I need gift cards today.", ann) },
        { "SOC_BANK_CHANGE",
            says("Note our new bank account details", "Carla Chief <desk@mailer.example>"),
            says("Note our new bank account details", ann) },
        { "SOC_PAYROLL_TAX", says("I want to update my direct deposit", stranger, pivot),
            says("You can update your direct deposit at any time", ann) },
        { "SOC_TOAD",
            says("Your Norton subscription renewed for $399. To cancel call +1 (808) 555-0132",
                stranger),
            says("Your Norton subscription renewed for $399. To cancel call +1 (808) 555-0132",
                "Norton <billing@norton.com>") },
        { "SOC_TOAD_DOCUMENT", attached(renewal, stranger), attached(renewal, ann) },
        { "SOC_TOAD_DOCUMENT",
            attached(
                "Ihr Abo wurde verl\u00E4ngert, der Betrag abgebucht. Zum Stornieren rufen Sie "
                "an: +49 (30) 555-0132",
                stranger),
            attached("Unser Verein hat die Miete verl\u00E4ngert. Telefon: +49 (30) 555-0132",
                stranger) },
        { "SOC_CREDENTIAL", attached("Please verify your account now", ann, foreign),
            attached("Please verify your account now" + std::string(3000, '.'), ann, foreign) },
        { "SOC_EXTORTION",
            attached("I recorded a video of you through your webcam. My malware copied all your "
                     "contacts.",
                ann),
            attached("We recorded a video of the talk, the webcam picture is poor.", ann) },
        { "SOC_EXTORTION",
            says("I recorded a video of you through your webcam. My malware copied all your "
                 "contacts.",
                ann),
            says("We recorded a video of the talk, the webcam picture is poor.", ann) },
        { "SOC_WALLET_SEED", says("Enter your recovery phrase at" + free, ann),
            says("Never tell anybody your recovery phrase", ann) },
        { "SOC_WALLET_SEED", says("You are eligible to withdraw your digital assets" + free, ann),
            says("You are eligible to withdraw your complaint" + free, ann) },
        { "SOC_ADVANCE_FEE",
            says("You are the beneficiary of a fund of ten million dollars", stranger, pivot),
            says("You are the beneficiary of a fund of ten million dollars", ann) },
        { "SOC_ADVANCE_FEE",
            says("I am seeking a reliable partner to whom I can entrust these funds", stranger,
                pivot),
            says("We are seeking a reliable partner for our web shop", stranger, pivot) },
        { "SOC_ADVANCE_FEE",
            says("Ich suche einen vertrauensw\u00FCrdigen Partner, um die Gelder anzulegen",
                stranger, pivot),
            says("Ich suche einen vertrauensw\u00FCrdigen Partner zum Tanzen", stranger, pivot) },
        { "SOC_ADVANCE_FEE",
            says("My client is willing to invest in your country", stranger, pivot),
            says("My client is willing to come to your office", stranger, pivot) },
        { "SOC_MILLIONS", says("I have $ 3,500,000.00 for you", stranger),
            says("I have $ 3,500.00 for you", stranger) },
        { "SOC_JOB_PIVOT", says("Remote job for you, contact me on WhatsApp", stranger, pivot),
            says("Remote job for you, contact me on WhatsApp", ann) },
        { "SOC_RUN_COMMAND", says("Press Win + R, then paste the text and press Enter", ann),
            says("Press Win to open the menu", ann) },
        { "SOC_PRIZE",
            says(
                "Sie wurden f\u00FCr einen Gutschein ausgew\u00E4hlt" + free, "Lidl <a@b.example>"),
            says("Sie wurden f\u00FCr einen Gutschein ausgew\u00E4hlt" + own, ann) },
        { "SOC_FAKE_THREAD",
            { .subject = "Re: Contract",
                .text = "Please see below.\r\n\r\nFrom: Carl <carl@partner.com>\r\n"
                        "Sent: Monday\r\nTo: Bob <bob@ourfirm.example>\r\nSubject: Contract\r\n\r\n"
                        "Shall we go on?" },
            { .subject = "Re: Contract",
                .text
                = "Please see below.\r\n\r\nFrom: Bob <bob@ourfirm.example>\r\n"
                  "Sent: Monday\r\nTo: Ann <ann@supplier.example>\r\nSubject: Contract\r\n\r\n"
                  "Shall we go on?" } },
        { "SOC_TEXT_OBFUSCATED",
            says("Your acc0unt: p\u0430ssw\u043Erd exp\u0456res, ver1fy the paym\u0435nt", ann),
            says("100 \u03BCm, \u03B2-blockers, H2O, COVID19 and 5 pct. of the r1 line", ann) },
    };
}

} // namespace scan_fixture
