// The union: what only a lenient reader shows becomes a part of the message, and every difference
// between the views is said.
#include "triage/mime/raw_view.h"

#include <algorithm>
#include <optional>

#include "tests/support/fake_clock.h"
#include "triage/core/ambiguity.h"
#include "triage/mime/parse.h"
#include "triage/mime/raw_embedded.h"

#include <CppUTest/TestHarness.h>

using core::AmbiguityKind;

TEST_GROUP(RawView)
{
    support::FakeClock clock;
    mime::Runtime runtime;
    core::Limits limits;
    core::Message m;

    void parse(std::string_view raw)
    {
        m = runtime.parse(raw, limits, core::Deadline(clock, core::Time::max()));
    }
    std::optional<bool> risky(AmbiguityKind kind)
    {
        std::optional<bool> found;
        for (const core::Ambiguity& a : m.ambiguities)
            if (a.kind == kind)
                found = found.value_or(false) || a.risky;
        return found;
    }
    bool noted(AmbiguityKind kind)
    {
        return risky(kind).has_value();
    }
    const core::Part* extra(std::string_view data)
    {
        for (const core::Part& p : m.parts)
            if (p.raw_only && p.data == data)
                return &p;
        return nullptr;
    }
    std::ptrdiff_t extras()
    {
        return std::count_if(
            m.parts.begin(), m.parts.end(), [](const core::Part& p) { return p.raw_only; });
    }
    static std::string coded(std::string_view encoding, std::string_view body)
    {
        return "Content-Type: application/octet-stream; name=a.bin\r\nContent-Transfer-Encoding: "
            + std::string(encoding) + "\r\n\r\n" + std::string(body) + "\r\n";
    }
};

TEST(RawView, OrdinaryMailGetsNothingAdded)
{
    parse(
        "Content-Type: multipart/mixed; boundary=\"b\"\r\n\r\nThis is a multi-part message.\r\n"
        "--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: "
        "quoted-printable\r\n\r\nGr=C3=BC=C3=9Fe\r\n"
        "--b\r\nContent-Type: application/pdf; name=\"a.pdf\"\r\nContent-Disposition: attachment; "
        "filename=\"a.pdf\"\r\nContent-Transfer-Encoding: base64\r\n\r\naGVsbG8=\r\n--b--\r\n");
    LONGS_EQUAL(3, m.parts.size());
    CHECK_TRUE(m.ambiguities.empty());
    CHECK_FALSE(m.incomplete);
}

TEST(RawView, APartOfTheSecondBoundaryIsAdded)
{
    parse("Content-Type: multipart/mixed; boundary=one; boundary=two\r\n\r\n"
          "--one\r\n\r\nseen\r\n--one--\r\n"
          "--two\r\nContent-Type: application/zip; name=a.zip\r\nContent-Transfer-Encoding: "
          "base64\r\n\r\naGVsbG8=\r\n--two--\r\n");
    const bool in_tree = std::any_of(m.parts.begin(), m.parts.end(),
        [](const core::Part& p) { return p.data == "hello" && p.filename == "a.zip"; });
    CHECK_TRUE(in_tree);
    CHECK_TRUE(noted(AmbiguityKind::BoundaryTwice));
    CHECK_TRUE(noted(AmbiguityKind::ViewDiffers));
}

TEST(RawView, AnAddedPartStandsBelowTheRootBehindAllOthers)
{
    parse("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nseen\r\n--b--\r\n"
          "Content-Type: text/html\r\n\r\n<p>unseen</p>\r\n");
    LONGS_EQUAL(3, m.parts.size());
    CHECK_TRUE(m.parts[2].raw_only);
    LONGS_EQUAL(0, m.parts[2].parent);
    LONGS_EQUAL(1, m.parts[2].depth);
    STRCMP_EQUAL("text/html", m.parts[2].type.c_str());
    CHECK_TRUE(noted(AmbiguityKind::HiddenContent));
}

TEST(RawView, AHeaderThatSomeReadersEndEarlierIsNoOtherPart)
{
    parse("Subject: x\r\n \r\nX-Two: y\r\n\r\nhello\r\n");
    CHECK_TRUE(noted(AmbiguityKind::FieldSyntax));
    CHECK_FALSE(noted(AmbiguityKind::ViewDiffers));
    CHECK_TRUE(extra("X-Two: y\r\n\r\nhello\r\n") != nullptr); // but looked at
}

TEST(RawView, EveryEncodingReadingIsDecoded)
{
    parse("Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: \"base64\"\r\n"
          "\r\naGVsbG8=\r\n");
    CHECK_TRUE(std::any_of(
        m.parts.begin(), m.parts.end(), [](const core::Part& p) { return p.data == "hello"; }));
    CHECK_TRUE(noted(AmbiguityKind::EncodingForm));
}

TEST(RawView, WhatOtherDecodersGetIsAdded)
{
    parse(coded("base64", "aGVsbG8gdG8geW91=ISBub3QgYXQgYWxs"));
    CHECK_TRUE(risky(AmbiguityKind::DecodingDiffers) == true);
    CHECK_TRUE(extras() > 0);
    parse(coded("base64", "aGVsbG8gdG8geW91ISBub3QgYXQgYWxs"));
    CHECK_FALSE(noted(AmbiguityKind::DecodingDiffers));
    LONGS_EQUAL(0, extras());
    parse("Content-Type: application/pkcs7-signature; name=smime.p7s\r\nContent-Transfer-Encoding: "
          "base64\r\n\r\naGVsbG8gdG8geW91=ISBub3QgYXQgYWxs\r\n");
    CHECK_TRUE(risky(AmbiguityKind::DecodingDiffers) == false);
}

TEST(RawView, TextThatClaimsToBeBase64IsNoted)
{
    parse(
        coded("base64", "Dear all, this is, as everybody sees, not encoded at all. - Yours, Ann"));
    CHECK_TRUE(risky(AmbiguityKind::EncodingFalse) == true);
}

TEST(RawView, DataInAnUndeclaredEncodingIsDecoded)
{
    parse("Content-Type: application/octet-stream; name=a.bin\r\n\r\n"
          "VGhpcyBpcyBkYXRhIGluIGFuIGVuY29kaW5nIHRoYXQgbm9ib2R5IGRlY2xhcmVkLg==\r\n");
    CHECK_TRUE(extra("This is data in an encoding that nobody declared.") != nullptr);
}

TEST(RawView, FilesInTheLinesOfATextAreAdded)
{
    parse("Content-Type: text/plain\r\n\r\nHere it is:\r\nbegin 644 "
          "a.exe\r\n%:&5L;&\\\r\n`\r\nend\r\n");
    const core::Part* const p = extra("hello");
    CHECK_TRUE(p != nullptr);
    STRCMP_EQUAL("a.exe", p->filename.c_str());
    parse("Content-Type: text/plain\r\n\r\nLet us begin 644 things\r\nbegin the day\r\nend\r\n");
    LONGS_EQUAL(0, extras());
}

TEST(RawView, YencIsDecoded)
{
    const auto files
        = mime::embedded_files("=ybegin line=128 size=2 name=a.com\n\x92\x93\n=yend\n", 5, 100);
    LONGS_EQUAL(1, files.size());
    STRCMP_EQUAL("hi", files[0].data.c_str());
    STRCMP_EQUAL("a.com", files[0].name.c_str());
    LONGS_EQUAL(
        0, mime::embedded_files("=ybegin line=128 size=2 name=a.com\n\x92\x93\n", 0, 100).size());
}

TEST(RawView, ANameThatOpensOtherwiseIsAddedAsACopy)
{
    parse("Content-Type: application/octet-stream; name=\"a.exe\"\r\n"
          "Content-Disposition: attachment; filename=\"a.txt\"\r\n\r\nhello\r\n");
    CHECK_TRUE(noted(AmbiguityKind::NameTwice));
    CHECK_TRUE(extra("hello\r\n") != nullptr);
    STRCMP_EQUAL("a.exe", extra("hello\r\n")->filename.c_str());
    parse("Content-Type: application/octet-stream; name=\"a.txt\"\r\n"
          "Content-Disposition: attachment; filename=\"b.txt\"\r\n\r\nhello\r\n");
    CHECK_FALSE(noted(AmbiguityKind::NameTwice));
}

TEST(RawView, SmuggledCommandsAreNoted)
{
    parse("Subject: x\r\n\r\nHello\n.\r\nMAIL FROM:<a@b.example>\r\n");
    CHECK_TRUE(risky(AmbiguityKind::SmuggledCommands) == true);
    parse("Subject: x\n\nHello\n.\nMAIL FROM:<a@b.example>\n"); // as a mail reader stored it
    CHECK_TRUE(risky(AmbiguityKind::SmuggledCommands) == false);
    parse("Subject: x\r\n\r\nHello\r\n.\r\nYours, Ann\r\n");
    CHECK_FALSE(noted(AmbiguityKind::SmuggledCommands));
}

TEST(RawView, AMessageThatTheFenceShortenedStillMatches)
{
    std::string raw = "Subject: x\r\n";
    for (int i = 0; i < 3000; ++i)
        raw += "X-" + std::to_string(i) + ": y\r\n";
    parse(raw + "\r\nhello\r\n");
    CHECK_TRUE(m.incomplete);
    LONGS_EQUAL(0, extras());
}

TEST(RawView, AddsNoMoreThanItsCaps)
{
    std::string raw
        = "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nseen\r\n--b--\r\n";
    for (int i = 0; i < 200; ++i)
        raw += "Content-Type: text/html\r\n\r\n<p>" + std::to_string(i)
            + "</p>\r\n--x\r\n--b\r\n\r\ny" + std::to_string(i) + "\r\n--b--\r\n";
    parse(raw);
    CHECK_TRUE(extras() <= static_cast<std::ptrdiff_t>(mime::max_raw_parts));
    CHECK_TRUE(m.incomplete);
    std::uint64_t bytes = 0;
    limits.decoded_bytes = 1000;
    parse(raw);
    for (const core::Part& p : m.parts)
        bytes += p.data.size();
    CHECK_TRUE(bytes <= limits.decoded_bytes);
}
