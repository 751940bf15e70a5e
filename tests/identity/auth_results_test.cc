// Authentication-Results: the grammar, who is believed, and the injections it must withstand.
#include "triage/identity/auth_results.h"

#include "triage/identity/auth.h"
#include "triage/identity/lists.h"

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
    static const identity::Lists lists;
    const std::vector<std::string> ids { "mx.example.org" };
    return identity::read_auth(with(std::move(fields)), { ids, "", 2 }, lists);
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

TEST(AuthResults, OneMethodIsReadFromTheTopmostField)
{
    // The lower one is the attacker's: it may spoil, not add.
    const auto a
        = read({ { "Authentication-Results", "mx.example.org; dkim=pass header.d=a.example" },
            { "Authentication-Results",
                "mx.example.org; dkim=pass header.d=brand.example; dmarc=pass" } });
    LONGS_EQUAL(1, a.dkim_domains.size());
    STRCMP_EQUAL("a.example", a.dkim_domains[0].c_str());
    CHECK_TRUE(a.contradiction);
    CHECK_FALSE(read({ { "Authentication-Results", "mx.example.org; spf=pass" },
                         { "Authentication-Results", "mx.example.org; dmarc=pass; spf=pass" } })
                    .contradiction);
}

TEST(AuthResults, MoreFieldsThanOurChainAddsAreForged)
{
    const auto a = read({ { "Authentication-Results", "mx.example.org; spf=none" },
        { "Authentication-Results", "mx.example.org; dkim=none" },
        { "Authentication-Results", "mx.example.org; dmarc=pass" } });
    CHECK(AuthState::Unknown == a.dmarc);
    STRCMP_CONTAINS("dmarc=pass", a.forged.c_str());
    CHECK_FALSE(a.forged_claim); // may be a verifier that nobody counted
}

TEST(AuthResults, OurNameBelowAnothersReceivedIsForged)
{
    const auto a = read({ { "Received", "from x by MX.example.org" },
        { "Authentication-Results", "mx.example.org; spf=pass smtp.mailfrom=a.example" },
        { "Received", "from y by relay.example" },
        { "Authentication-Results", "mx.example.org; dmarc=pass" } });
    CHECK_TRUE(a.known);
    CHECK(AuthState::Pass == a.spf); // below our own Received only
    CHECK(AuthState::Unknown == a.dmarc);
    CHECK_TRUE(a.forged_claim);
    CHECK_FALSE(read({ { "Received", "by relay.example" },
                         { "Authentication-Results", "mx.example.org; auth=pass smtp.auth=ann" } })
                    .forged_claim);
}

TEST(AuthResults, WhatAttackersWriteIntoOurFieldsIsFound)
{
    for (const char* torn : { "mx.example.org; spf=pass smtp.mailfrom=a(@b.example; dmarc=fail",
             "mx.example.org; dkim=pass header.d=\"a.example; dmarc=fail",
             "mx.example.org; spf=none a) smtp.mailfrom=x" }) {
        const auto a = read_one(torn);
        CHECK_TEXT(!a.injection.empty(), torn);
        CHECK_TEXT(!a.known, torn);
    }
    CHECK_TRUE(read_one("mx.example.org; spf=pass (a \\( b) reason=\"(\" smtp.mailfrom=x")
                   .injection.empty());
    CHECK_TRUE(read_one("mx.example.org; odd").injection.empty()); // a verifier's own grammar
    CHECK_TRUE(read_one("other.example; spf=pass (").injection.empty());
}

TEST(AuthResults, ReceivedSpfCountsWhereNobodyElseSpeaksOfSpf)
{
    const char* const ours = "pass (mailfrom) receiver=mx.example.org; "
                             "client-ip=192.0.2.1; envelope-from=\"ann@a.example\"";
    STRCMP_EQUAL("a.example", read({ { "Received-SPF", ours } }).spf_domain.c_str());
    const auto both = read(
        { { "Received-SPF", ours }, { "Authentication-Results", "mx.example.org; spf=fail" } });
    CHECK(AuthState::Fail == both.spf);
    CHECK_FALSE(read({ { "Received-SPF", "pass receiver=other.example" } }).known);
    CHECK_FALSE(read({ { "Received-SPF", "pass (receiver=mx.example.org)" } }).known);
}

TEST(AuthResults, HeloIsNotMailFrom)
{
    const auto a = read_one("mx.example.org; spf=pass smtp.helo=mail.a.example");
    CHECK(AuthState::Unknown == a.spf);
}

TEST(AuthResults, TheShortestKeyIsRemembered)
{
    LONGS_EQUAL(512,
        read_one("mx.example.org; dkim=pass (2048-bit key) header.d=a; dkim=pass "
                 "(512-bit key; unprotected) header.d=b")
            .key_bits);
}

TEST(AuthResults, TheWorseOfTwoResultsCounts)
{
    const auto a = read({ { "Authentication-Results", "mx.example.org; dmarc=pass; spf=pass" },
        { "Authentication-Results", "mx.example.org; dmarc=fail (p=quarantine); spf=fail" } });
    CHECK_TRUE(a.contradiction);
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
