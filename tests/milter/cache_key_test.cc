// The key as a property: whatever a check can read changes it, what differs between the copies of
// one message does not.
#include "milter/cache_key.h"

#include <functional>
#include <random>
#include <set>

#include <CppUTest/TestHarness.h>

namespace {

struct Case {
    std::vector<std::pair<std::string, std::string>> fields {
        { "Return-Path", " <bounce@example.net>" },
        { "Delivered-To", " anna@example.org" },
        { "Received",
            " from mail.example.net (mail.example.net [192.0.2.7])\r\n\tby mx.example.org (x) with "
            "ESMTP id 4bX2k\r\n\tfor <anna@example.org>; Mon, 2 Nov 2026 09:00:00 +0000" },
        { "From", " Berta <berta@example.net>" },
        { "To", " team@example.org" },
        { "Subject", " Plan for\r\n Tuesday" },
    };
    std::string body = "Dear all,\r\nsee you.\r\n";
    core::Envelope envelope { "berta@example.net", core::ClientClass::Foreign,
        core::Direction::Inbound, 500000 };
    core::Digest generation {};

    core::Digest key() const
    {
        milter::CacheKey k;
        for (const auto& [name, value] : fields)
            k.header(name, value);
        k.body(body);
        return milter::cache_key(k.finish().content, envelope, generation);
    }
};

}

TEST_GROUP(CacheKey)
{
    const core::Digest original = Case {}.key();

    bool changes(const std::function<void(Case&)>& edit)
    {
        Case c;
        edit(c);
        return c.key() != original;
    }
};

TEST(CacheKey, IsTheSameForTheSameMessage)
{
    CHECK(Case {}.key() == original);
}

TEST(CacheKey, AnotherRecipientsTraceFieldsHit)
{
    CHECK_FALSE(changes([](Case& c) { c.fields[0].second = " <>"; }));
    CHECK_FALSE(changes([](Case& c) { c.fields[1].second = " otto@example.org"; }));
    CHECK_FALSE(changes([](Case& c) { c.fields.erase(c.fields.begin(), c.fields.begin() + 2); }));
    CHECK_FALSE(changes([](Case& c) {
        c.fields[2].second = " from other.example.net\r\n by MX.example.org with LMTP id 77; Tue";
    }));
    CHECK_FALSE(changes([](Case& c) { c.fields.emplace_back("X-Original-To", " x@example.org"); }));
    CHECK_FALSE(changes([](Case& c) { c.fields.emplace_back("x-triage-threat", " clean"); }));
}

TEST(CacheKey, EveryOtherFieldAndItsOrderMiss)
{
    CHECK(changes([](Case& c) { c.fields[2].second = " by mx2.example.org; Mon"; }));
    CHECK(changes([](Case& c) { c.fields.erase(c.fields.begin() + 2); }));
    CHECK(changes([](Case& c) { c.fields[5].second += "!"; }));
    CHECK(changes([](Case& c) { c.fields[5].second = " Plan for\r\n\tTuesday"; }));
    CHECK(changes([](Case& c) { c.fields[5].second = "Plan for\r\n Tuesday"; }));
    CHECK(changes([](Case& c) { c.fields[5].first = "SUBJECT"; }));
    CHECK(changes([](Case& c) { std::swap(c.fields[3], c.fields[4]); }));
    CHECK(changes([](Case& c) { c.fields.emplace_back("X-Mailer", ""); }));
}

TEST(CacheKey, BodyEnvelopeAndGenerationMiss)
{
    CHECK(changes([](Case& c) { c.body += " "; }));
    CHECK(changes([](Case& c) { c.body.clear(); }));
    CHECK(changes([](Case& c) { c.envelope.mail_from = ""; }));
    CHECK(changes([](Case& c) { c.envelope.client = core::ClientClass::Own; }));
    CHECK(changes([](Case& c) { c.envelope.direction = core::Direction::Internal; }));
    CHECK(changes([](Case& c) { ++c.envelope.hour_received; }));
    CHECK(changes([](Case& c) { c.envelope.forged_fields = true; }));
    CHECK(changes([](Case& c) { c.generation[31] = 1; }));
}

TEST(CacheKey, BytesCannotMoveBetweenNameValueAndBody)
{
    const auto with = [](const char* name, const char* value, const char* body) {
        Case c;
        c.fields.emplace_back(name, value);
        c.body = body;
        return c.key();
    };
    const std::set<core::Digest> keys { with("A", "BC", "D"), with("AB", "C", "D"),
        with("A", "B", "CD"), with("ABC", "", "D"), with("A", "BCD", "") };
    CHECK_EQUAL(5u, keys.size());
}

TEST(CacheKey, AnySingleByteOfAVisibleFieldOrTheBodyMisses)
{
    std::mt19937 random(20261102);
    for (int i = 0; i < 500; ++i) {
        Case c;
        const std::size_t field = 3 + random() % 4;
        std::string& text = field < c.fields.size() ? c.fields[field].second : c.body;
        text[random() % text.size()] ^= static_cast<char>(1 + random() % 127);
        CHECK(c.key() != original);
    }
}

TEST(CacheKey, DroppedFieldWithABareCrCountsAsItStands)
{
    CHECK(changes([](Case& c) { c.fields[0].second = " <>\rSubject: hidden"; }));
    CHECK(changes([](Case& c) { c.fields[2].second += "\r"; }));
}

TEST(CacheKey, ChunksOfTheBodyDoNotMatter)
{
    milter::CacheKey whole, parts;
    whole.body("one two");
    parts.body("one");
    parts.body("");
    parts.body(" two");
    CHECK(whole.finish().content == parts.finish().content);
}

TEST(CacheKey, BodyDigestIsPlainSha256)
{
    milter::CacheKey k;
    k.header("Subject", " x");
    k.body("abc");
    CHECK(k.finish().body == core::sha256("abc"));
}
