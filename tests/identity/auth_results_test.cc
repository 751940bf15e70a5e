// Authentication-Results: the grammar, who is believed, and the injections it must withstand.
#include "triage/identity/auth_results.h"

#include "triage/identity/lists.h"
#include "triage/identity/sender.h"

#include <CppUTest/TestHarness.h>

using identity::AuthState;

namespace {
core::Message with(std::vector<std::pair<std::string, std::string>> fields)
{
    core::Message m;
    for (auto& [name, value] : fields)
        m.headers.push_back({ name, " " + value, value });
    return m;
}

identity::Auth read(std::vector<std::pair<std::string, std::string>> fields)
{
    const std::vector<std::string> trusted { "mx.example.org" };
    return identity::read_auth(with(std::move(fields)), trusted);
}

identity::Auth read_one(const std::string& value)
{
    return read({ { "Authentication-Results", value } });
}
}

TEST_GROUP(AuthResults) {};

TEST(AuthResults, ReadsTheExamplesOfTheRfc)
{
    const auto f = identity::parse_auth_results(
        " foo.example.net (foobar) 1 (baz);\r\n\tdkim (Because I like it) / 1 (One yay) = (wait "
        "for it) fail\r\n\tpolicy (A dot can go here) . (like that) expired\r\n\t(this surprised "
        "me) = (as I wasn't expecting it) 1362471462");
    CHECK_TRUE(f.has_value());
    STRCMP_EQUAL("foo.example.net", f->id.c_str());
    STRCMP_EQUAL("fail", f->results.at(0).result.c_str());
    STRCMP_EQUAL("1362471462", std::string(f->results[0].property("policy", "expired")).c_str());
    CHECK_TRUE(identity::parse_auth_results("example.org 1; none")->results.empty());
}

TEST(AuthResults, QuotedStringsAndNestedCommentsHideNothing)
{
    const auto f = identity::parse_auth_results(
        "mx.example.org; spf=fail reason=\"a; dmarc=pass \\\" x\" smtp.mailfrom=a@b.example "
        "(nested (dmarc=pass) comment)");
    CHECK_TRUE(f.has_value());
    LONGS_EQUAL(1, f->results.size());
    STRCMP_EQUAL("a@b.example", std::string(f->results[0].property("smtp", "mailfrom")).c_str());
}

TEST(AuthResults, BrokenGrammarIsNotBelieved)
{
    for (const char* bad : { "", ";", "mx.example.org; dmarc", "mx.example.org; dmarc=pass (open",
             "mx.example.org; dkim=pass header.d=\"open", "mx.example.org dmarc=pass",
             "mx.example.org; dmarc=pass header.from="
             "a\x01"
             "b" })
        CHECK_TEXT(AuthState::Unknown == read_one(bad).dmarc, bad);
    CHECK_FALSE(identity::parse_auth_results(std::string("mx; dmarc=pass\0", 15)).has_value());
    CHECK_FALSE(identity::parse_auth_results(std::string(20000, 'a')).has_value());
    CHECK_FALSE(identity::parse_auth_results("mx " + std::string(5000, '(')).has_value());
}

TEST(AuthResults, OnlyTrustedVerifiersAboveTheFirstReceived)
{
    CHECK_FALSE(read({}).known);
    CHECK_FALSE(read_one("other.example; dmarc=pass").known);
    CHECK_FALSE(
        read({ { "Received", "by x" }, { "Authentication-Results", "mx.example.org; dmarc=pass" } })
            .known);
    CHECK(AuthState::Pass == read_one("MX.example.org 1; dmarc=pass header.from=a.example").dmarc);
}

TEST(AuthResults, TheWorseOfTwoResultsCounts)
{
    const auto a = read({ { "Authentication-Results", "mx.example.org; dmarc=pass; spf=pass" },
        { "Authentication-Results", "mx.example.org; dmarc=fail (p=quarantine); spf=fail" } });
    CHECK(AuthState::Fail == a.dmarc);
    CHECK(AuthState::Fail == a.spf);
    CHECK(identity::DmarcPolicy::Quarantine == a.policy);
}

TEST(AuthResults, OneGoodSignatureIsEnough)
{
    const auto a
        = read_one("mx.example.org; dkim=fail header.d=list.example; dkim=pass header.d=A.example");
    CHECK(AuthState::Pass == a.dkim);
    STRCMP_EQUAL("a.example", a.dkim_domains.at(0).c_str());
    STRCMP_EQUAL("list.example", a.dkim_failed.at(0).c_str());
}

TEST(AuthResults, ErrorsAreUnknownNotFail)
{
    const auto a = read_one("mx.example.org; dmarc=temperror; spf=permerror; dkim=policy");
    CHECK(AuthState::Unknown == a.dmarc);
    CHECK(AuthState::Unknown == a.spf);
    CHECK(AuthState::Unknown == a.dkim);
    CHECK_TRUE(a.known);
}

TEST_GROUP(Sender)
{
    identity::Lists lists;
    core::Envelope envelope { .mail_from = "bounce@esp.example" };
    std::vector<std::string> local { "ourfirm.example" };
    std::vector<std::string> trusted { "mx.example.org" };

    identity::Sender read(std::vector<std::pair<std::string, std::string>> fields,
        const std::string& domain = "shop.example")
    {
        auto m = with(std::move(fields));
        m.from.push_back({ "Ann", "ann@" + domain, domain });
        return identity::read_sender(m, envelope, lists, local, trusted);
    }
};

TEST(Sender, AffiliationGathersWhatTheSenderClaims)
{
    const auto s = read({ { "List-Unsubscribe",
                              "<https://click.list.example:8443/u?x=1>, <mailto:u@mail.example>" },
        { "DKIM-Signature", "v=1; a=rsa-sha256; d=signer.example; s=x" } });
    for (const char* org :
        { "shop.example", "esp.example", "list.example", "mail.example", "signer.example" }) {
        CHECK_TEXT(s.affiliated.has(org), org);
        CHECK_FALSE_TEXT(s.affiliated.proven(org), org);
    }
    CHECK_FALSE(s.affiliated.has("other.example"));
}

TEST(Sender, UnverifiedSignatureCountsNothingOnceAVerifierSpoke)
{
    const auto s
        = read({ { "Authentication-Results", "mx.example.org; dkim=pass header.d=good.example" },
            { "DKIM-Signature", "v=1; d=bad.example" } });
    CHECK_FALSE(s.affiliated.has("bad.example"));
    CHECK_TRUE(s.affiliated.proven("good.example"));
    CHECK_FALSE(s.aligned);
}

TEST(Sender, AlignedByDmarcOrSignatureOfFrom)
{
    CHECK_TRUE(read(
        { { "Authentication-Results", "mx.example.org; dmarc=pass header.from=shop.example" } })
                   .aligned);
    CHECK_TRUE(read(
        { { "Authentication-Results", "mx.example.org; dkim=pass header.d=mail.shop.example" } })
                   .aligned);
    CHECK_FALSE(read(
        { { "Authentication-Results", "mx.example.org; dmarc=pass header.from=other.example" } })
                    .aligned);
    CHECK_FALSE(read({ { "Authentication-Results",
                         "mx.example.org; dmarc=fail; dkim=pass header.d=shop.example" } })
                    .aligned);
}

TEST(Sender, NewsletterIsBulkButNoDiscussionList)
{
    const auto news = read({ { "List-Unsubscribe", "<https://shop.example/u>" } });
    CHECK_TRUE(news.bulk);
    CHECK_FALSE(news.list);
    const auto list = read(
        { { "List-Id", "Talk <talk.esp.example>" }, { "List-Post", "<mailto:talk@esp.example>" } });
    CHECK_TRUE(list.list);
}

TEST(Sender, NullSenderAloneIsNoBounce)
{
    envelope.mail_from.clear();
    CHECK_FALSE(read({}).bounce);
    CHECK_TRUE(read({ { "Auto-Submitted", "auto-replied" } }).bounce);
}

TEST(Sender, LocalDomainsIncludeTheirSubdomains)
{
    CHECK_TRUE(read({}, "mail.ourfirm.example").local);
    CHECK_FALSE(read({}, "notourfirm.example").local);
}
