// Severities of identity findings under what verifiers said, and what the site's lists change.
#include "tests/scan/fixtures.h"

#include <CppUTest/TestHarness.h>

using core::Severity;
using namespace scan_fixture;

namespace {
std::string results(std::string_view what)
{
    return "Authentication-Results: mx.ourfirm.example; " + std::string(what) + "\r\n";
}
std::optional<Severity> found(const Mail& mail, std::string_view id)
{
    return bench().found(mail, id);
}
}

TEST_GROUP(Identity) {};

TEST(Identity, ServicesOfOursMayWriteInOurNameWhenProven)
{
    Mail mail { .from = "Help desk <help@ourfirm.example>" };
    CHECK(Severity::Medium == found(mail, "SPOOF_LOCAL_DOMAIN")); // nobody verified
    mail.extra = "DKIM-Signature: v=1; d=ourfirm.example; h=from; b=x\r\n";
    CHECK(Severity::Low == found(mail, "SPOOF_LOCAL_DOMAIN"));
    mail.extra = results("dmarc=fail (p=reject) header.from=ourfirm.example");
    CHECK(Severity::Critical == found(mail, "SPOOF_LOCAL_DOMAIN"));
    mail.extra = results("dkim=pass header.d=mail.tickets.example");
    CHECK_FALSE(found(mail, "SPOOF_LOCAL_DOMAIN").has_value());
    mail.extra = results("dkim=pass header.d=other.example");
    CHECK(Severity::High == found(mail, "SPOOF_LOCAL_DOMAIN"));
}

TEST(Identity, BrandsDomainWithoutProof)
{
    Mail mail { .from = "PayPal <service@paypal.com>" };
    CHECK(Severity::Medium == found(mail, "SPOOF_BRAND_DOMAIN"));
    mail.extra = "DKIM-Signature: v=1; d=paypal.com; h=from; b=x\r\n";
    CHECK_FALSE(found(mail, "SPOOF_BRAND_DOMAIN").has_value());
    mail.extra += results("dkim=fail header.d=paypal.com");
    CHECK(Severity::High == found(mail, "SPOOF_BRAND_DOMAIN"));
}

TEST(Identity, OrdinaryWordsNeedASecondSign)
{
    Mail mail { .from = "Chase <ann@supplier.example>" };
    CHECK(Severity::Low == found(mail, "FROM_BRAND_NAME"));
    mail.text = "Please verify your account https://abc.xyz/x";
    CHECK(Severity::Medium == found(mail, "FROM_BRAND_NAME"));
    mail.from = "Jane at Revolut <ann@supplier.example>";
    CHECK(Severity::Medium == found(mail, "FROM_BRAND_NAME"));
    mail.from = "Revolut <ann@supplier.example>";
    CHECK(Severity::High == found(mail, "FROM_BRAND_NAME"));
}

TEST(Identity, LookalikesOfPartnersAndInvoicesAreWorst)
{
    Mail mail { .from = "Ann <ann@bigpartmer.example>" };
    CHECK(Severity::High == found(mail, "FROM_LOOKALIKE_LOCAL"));
    mail.text = "Please note our new bank account details";
    CHECK(Severity::Critical == found(mail, "FROM_LOOKALIKE_LOCAL"));
    mail.from = "Ann <ann@bigpartner.example>";
    CHECK_FALSE(found(mail, "FROM_LOOKALIKE_LOCAL").has_value());
}

TEST(Identity, AllowedSendersAreJudgedByWhatTheyAttach)
{
    Mail mail { .from = "PayPal <ann@friend.example>",
        .extra = results("dmarc=pass header.from=friend.example"),
        .file = "tool.exe" };
    CHECK(Severity::Info == found(mail, "FROM_BRAND_NAME"));
    CHECK(Severity::Critical == found(mail, "ATT_EXECUTABLE"));
    mail.extra.clear(); // anybody can write the name
    CHECK(Severity::High == found(mail, "FROM_BRAND_NAME"));
}

TEST(Identity, OddDotsAreNoForgery)
{
    CHECK(Severity::Low == found({ .from = "a..shank@supplier.example" }, "FROM_MALFORMED"));
    CHECK(Severity::Low == found({ .from = "Ann <ann.@supplier.example>" }, "FROM_MALFORMED"));
    CHECK(Severity::High == found({ .from = "Ann <x@<ann@supplier.example>" }, "FROM_MALFORMED"));
}

TEST(Identity, ListsDoNotExcuseBrands)
{
    Mail mail { .from = "PayPal <help@supplier.example>",
        .to = "talk@supplier.example",
        .extra = "List-Id: <talk.supplier.example>\r\nList-Post: "
                 "<mailto:talk@supplier.example>\r\n" };
    CHECK(Severity::High == found(mail, "FROM_BRAND_NAME"));
}

TEST(Identity, TextBehindAPartialSignature)
{
    const auto with_length = [](int n) {
        return Mail { .text = "Some  text \r\n\r\n\r\n",
            .extra = "DKIM-Signature: v=1; d=supplier.example; h=from:subject; "
                     "c=relaxed/relaxed; l="
                + std::to_string(n) + "; b=x\r\n" };
    };
    CHECK(Severity::Info == found(with_length(11), "AUTH_DKIM_WEAK")); // "Some text" and CRLF
    CHECK(Severity::Medium == found(with_length(10), "AUTH_DKIM_WEAK"));
    CHECK(Severity::Medium
        == found({ .extra = results("dkim=pass (512-bit key) header.d=supplier.example") },
            "AUTH_DKIM_WEAK"));
    CHECK(Severity::Medium
        == found({ .extra = "DKIM-Signature: d=supplier.example; h=from; b=x\r\nSubject: Two\r\n" },
            "AUTH_DKIM_WEAK"));
}

TEST(Identity, ForgedResultsThatClaimNothingAreLow)
{
    const std::string received = "Received: from a.example by relay.example\r\n";
    CHECK(Severity::High
        == found({ .extra = received + results("dkim=pass header.d=a.example") },
            "AUTH_RESULTS_FORGED"));
    CHECK(Severity::Low
        == found(
            { .extra = received + results("auth=pass smtp.auth=ann") }, "AUTH_RESULTS_FORGED"));
    CHECK(Severity::Low
        == found({ .extra = results("spf=pass smtp.mailfrom=a.example") + results("spf=fail") },
            "AUTH_RESULTS_FORGED"));
}
