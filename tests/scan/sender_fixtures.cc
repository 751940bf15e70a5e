#include "tests/scan/fixtures.h"

namespace scan_fixture {

namespace {
std::string results(std::string_view what)
{
    return "Authentication-Results: mx.ourfirm.example; " + std::string(what) + "\r\n";
}
}

std::vector<Fixture> sender_fixtures()
{
    const std::string pass = results("dmarc=pass header.from=supplier.example");
    return {
        { "AUTH_DMARC_FAIL",
            { .extra = results("dmarc=fail (p=reject) header.from=supplier.example") },
            { .extra = pass } },
        { "AUTH_SPF_FAIL", { .extra = results("spf=fail smtp.mailfrom=ann@supplier.example") },
            { .extra = results("spf=fail smtp.mailfrom=ann@supplier.example; dkim=pass "
                               "header.d=supplier.example") } },
        { "AUTH_ALL_UNVERIFIED", { .extra = results("spf=none; dkim=none") },
            { .text = "No verifier spoke." } },
        { "AUTH_DKIM_BROKEN", { .extra = results("dkim=fail header.d=supplier.example") },
            { .extra = results("dkim=fail header.d=list.example; dkim=pass "
                               "header.d=supplier.example") } },
        { "AUTH_RESULTS_FORGED",
            { .extra = "Received: from a.example by relay.example\r\n" + pass },
            { .extra = "Received: from a.example by mx.ourfirm.example\r\n" + pass } },
        { "AUTH_RESULTS_INJECTION", { .mail_from = "ann@supplier.example(.partner.com" },
            { .mail_from = "o'brien+x=y@supplier.example" } },
        { "AUTH_RESULTS_INJECTION", { .mail_from = "supplier.example'@evil.example" },
            { .mail_from = "bounces+12-ab-ann=x@y=ourfirm.example@supplier.example" } },
        { "AUTH_RESULTS_INJECTION",
            { .mail_from = "@supplier.example,@b.example:ann@evil.example" },
            { .mail_from = "SRS0=a1b2=XY=supplier.example=ann@forward.example" } },
        { "AUTH_DKIM_WEAK",
            { .extra
                = "DKIM-Signature: v=1; d=supplier.example; h=from:subject; c=relaxed/relaxed; "
                  "l=5; b=x\r\n" },
            { .text = "Hi\r\n\r\n",
                .extra = "DKIM-Signature: v=1; d=supplier.example; h=from:subject; b=x\r\n" } },
        { "SENDER_ALLOWED",
            { .from = "Ann <ann@friend.example>",
                .extra = results("dmarc=pass header.from=friend.example") },
            { .from = "Ann <ann@friend.example>" } },
        { "SPOOF_LOCAL_DOMAIN",
            { .from = "Boss <boss@ourfirm.example>",
                .extra = results("dmarc=fail "
                                 "header.from=ourfirm.example") },
            { .from = "Boss <boss@ourfirm.example>",
                .extra = results("dmarc=pass "
                                 "header.from=ourfirm.example") } },
        { "SPOOF_BRAND_DOMAIN",
            { .from = "PayPal <service@paypal.com>", .extra = results("dmarc=none; spf=none") },
            { .from = "PayPal <service@paypal.com>",
                .extra = results("dmarc=pass header.from=paypal.com") } },
        { "FROM_BRAND_NAME", { .from = "P\u0430yPal Service <help@supplier.example>" },
            { .from = "PayPal Service <help@mail.paypal.com>" } },
        { "FROM_BRAND_SUBDOMAIN", { .from = "Help <help@paypal.com.supplier.example>" },
            { .from = "Help <help@mail.supplier.example>" } },
        { "FROM_NAME_RECIPIENT_ORG", { .from = "Ourfirm IT Helpdesk <ann@supplier.example>" },
            { .from = "Ann of Otherfirm <ann@supplier.example>" } },
        { "FROM_NAME_VIP", { .from = "\"Chief, Carla\" <carla.chief88@gmail.com>" },
            { .from = "Carla Chief <carla@private.example>" } },
        { "FROM_LOOKALIKE_BRAND", { .from = "Help <help@paypa1.com>" },
            { .from = "Help <help@paypay.com>" } },
        { "FROM_LOOKALIKE_LOCAL", { .from = "Boss <boss@ourfirrn.example>" },
            { .from = "Boss <boss@ourfilms.example>" } },
        { "FROM_HOMOGRAPH", { .from = "Help <help@xn--pypal-4ve.com>" },
            { .from = "Help <help@xn--bcher-kva.example>" } },
        { "FROM_NAME_ADDRESS", { .from = "\"boss@partner.com\" <ann@supplier.example>" },
            { .from = "\"ann@supplier.example\" <ann@supplier.example>" } },
        { "FROM_NAME_DOMAIN", { .from = "\"partner.com support\" <ann@supplier.example>" },
            { .from = "\"St. John Dr.Who\" <ann@supplier.example>" } },
        { "FROM_NAME_OBFUSCATED", { .from = "=?utf-8?Q?Pay=E2=80=8Bment?= <ann@supplier.example>" },
            { .from = "=?utf-8?Q?J=C3=BCrgen_Bo=CC=88hm?= <ann@supplier.example>" } },
        { "FROM_NAME_OBFUSCATED", { .from = "P a y m e n t <ann@supplier.example>" },
            { .from = "J R R Smith <ann@supplier.example>" } },
        { "FROM_LOOSE_ENTRY", { .from = "Garden Shop ,_<ann@supplier.example>" },
            { .from = "Smith, Ann <ann@supplier.example>" } },
        { "FROM_MALFORMED", { .from = "Ann Smith" }, { .from = "ann@supplier.example" } },
        { "FROM_MALFORMED", { .from = "<@supplier.example,@b.example:ann@evil.example>" },
            { .from = "\"Ann, <sales>\" <ann@supplier.example> (Ann)" } },
        { "FROM_MALFORMED", { .from = "<ann@evil.example>ceo@ourfirm.example" },
            { .from = "Smith, Ann <ann@supplier.example>" } },
        { "FROM_MALFORMED", { .extra = "From : <ceo@ourfirm.example>\r\n" },
            { .extra = "Subject-From : x\r\n" } },
        { "FROM_MULTIPLE", { .extra = "From: Other <other@partner.com>\r\n" },
            { .from = "Ann <ann@supplier.example>, Ben <ben@supplier.example>",
                .extra = "Sender: ann@supplier.example\r\n" } },
        { "FROM_MULTIPLE",
            { .from = "<ann@evil.example>, <ceo@ourfirm.example>",
                .extra = "Sender: x@mailer.example\r\n" },
            { .from = "Smith, Ann <ann@supplier.example>" } },
        { "REPLYTO_PIVOT", { .extra = "Reply-To: ann@elsewhere.example\r\n" },
            { .extra = "Reply-To: help@supplier.example\r\n" } },
        { "REPLYTO_FREEMAIL_SWITCH",
            { .from = "Ann <ann.smith@gmail.com>", .extra = "Reply-To: office33@outlook.com\r\n" },
            { .from = "Ann <ann.smith@gmail.com>",
                .extra = "Reply-To: ann.smith@outlook.com\r\n" } },
        { "RCPT_HIDDEN", { .to = "undisclosed-recipients:;" },
            { .to = "undisclosed-recipients:;",
                .extra = "List-Unsubscribe: <https://supplier.example/u>\r\n" } },
    };
}

} // namespace scan_fixture
