// Whole messages through the parser: what is read, which limits hold, and that no input costs more
// than time in proportion to its size.
#include "triage/mime/parse.h"

#include <algorithm>

#include "tests/support/fake_clock.h"
#include "triage/core/text.h"

#include <CppUTest/TestHarness.h>

namespace {

std::string repeated(std::string_view piece, std::size_t n)
{
    std::string s;
    s.reserve(piece.size() * n);
    for (std::size_t i = 0; i < n; ++i)
        s += piece;
    return s;
}

// Parts but those that only the raw view has.
std::ptrdiff_t in_tree(const core::Message& m)
{
    return std::count_if(
        m.parts.begin(), m.parts.end(), [](const core::Part& p) { return !p.raw_only; });
}

} // namespace

TEST_GROUP(MimeParse)
{
    support::FakeClock clock;
    mime::Runtime runtime;
    core::Limits limits;

    core::Message parse(std::string_view raw)
    {
        return runtime.parse(raw, limits, core::Deadline(clock, core::Time::max()));
    }
    bool has_defect(const core::Message& m, std::string_view kind)
    {
        for (const core::Defect& d : m.defects)
            if (d.kind == kind)
                return true;
        return false;
    }
    void equal(std::string_view expected, const std::string& actual)
    {
        STRCMP_EQUAL(std::string(expected).c_str(), actual.c_str());
    }
};

TEST(MimeParse, ReadsHeaderFieldsInOrderAndDecoded)
{
    const core::Message m
        = parse("Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n =?utf-8?q?_an_alle?=\r\n"
                "X-One: a\r\n\tb\r\nX-One: c\r\n\r\nbody\r\n");
    LONGS_EQUAL(3, m.headers.size());
    equal("Grüße an alle", m.subject);
    equal("a\tb", m.header("x-one")->text);
    equal(" a\r\n\tb", m.header("x-one")->raw);
    LONGS_EQUAL(2, m.count("X-ONE"));
    equal("body\r\n", m.parts[0].data);
    CHECK_FALSE(m.incomplete);
}

TEST(MimeParse, FlattensGroupsOfAddresses)
{
    const core::Message m = parse("From: =?iso-8859-1?q?J=F6rg?= <Joerg@Example.ORG>\r\n"
                                  "To: Team: Ann <ann@example.org>, bob@example.net;,\r\n"
                                  " \"Carl, jr.\" <carl@BÜCHER.example>\r\n"
                                  "Reply-To: <reply@example.org>\r\n\r\n");
    LONGS_EQUAL(1, m.from.size());
    equal("Jörg", m.from[0].name);
    equal("joerg@example.org", m.from[0].address);
    LONGS_EQUAL(3, m.to.size());
    equal("Carl, jr.", m.to[2].name);
    equal("xn--bcher-kva.example", m.to[2].domain);
    equal("reply@example.org", m.reply_to[0].address);
}

TEST(MimeParse, ReadsTheDateWithItsZone)
{
    const core::Message m = parse("Date: Mon, 02 Mar 2026 10:00:00 +0130\r\n\r\n");
    CHECK(m.date.has_value());
    LONGS_EQUAL(1772440200, *m.date);
    LONGS_EQUAL(90, m.date_zone_minutes);
    CHECK(has_defect(parse("Date: whenever\r\n\r\n"), "bad-date"));
}

TEST(MimeParse, ChecksSeeOnlyTheKeyedViewOfFields)
{
    const core::Message m
        = parse("Return-Path: <a@example.org>\r\nDelivered-To: b@example.org\r\n"
                "Received: from a.example (1.2.3.4) by MX.example.org; today\r\n\r\n");
    CHECK(m.header("Return-Path") == nullptr);
    CHECK(m.header("Delivered-To") == nullptr);
    equal(" by mx.example.org", m.header("Received")->raw);
}

TEST(MimeParse, RawEightBitHeadersAreUtf8OrElseWindows1252)
{
    equal("Grüße",
        parse("Subject: Gr\xC3\xBC\xC3\x9F"
              "e\r\n\r\n")
            .subject);
    equal("Größe – €",
        parse("Subject: Gr\xF6\xDF"
              "e \x96 \x80\r\n\r\n")
            .subject);
}

TEST(MimeParse, KnowsWhatASignatureCovers)
{
    const core::Message m = parse("X-Priority: 1\r\nDKIM-Signature: v=1; d=example.org;\r\n"
                                  "\th=from : to:\r\n\tX-PRIORITY;bh=x\r\n\r\n");
    CHECK(m.priority_fields.x_priority_present);
    CHECK(m.priority_fields.x_priority_signed);
    CHECK_FALSE(m.priority_fields.importance_present);
    CHECK_FALSE(m.priority_fields.importance_signed);
}

TEST(MimeParse, DescendsIntoMultipartsAndMessages)
{
    const core::Message m = parse(
        "Subject: outer\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n"
        "Content-Type: text/plain\r\n\r\nhello\r\n--a\r\n"
        "Content-Type: message/rfc822\r\n\r\n"
        "Subject: inner\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
        "Content-Type: application/zip; name=\"x.zip\"\r\nContent-Transfer-Encoding: base64\r\n"
        "Content-Disposition: attachment; filename*=utf-8''%C3%BC.zip\r\n\r\nUEsDBA==\r\n--b--\r\n"
        "--a--\r\n");
    LONGS_EQUAL(5, m.parts.size());
    equal("multipart/mixed", m.parts[0].type);
    CHECK_FALSE(m.parts[0].leaf);
    equal("hello", m.parts[1].data);
    equal("message/rfc822", m.parts[2].type);
    CHECK_FALSE(m.parts[2].leaf);
    LONGS_EQUAL(2, m.parts[3].parent);
    equal("ü.zip", m.parts[4].filename);
    equal("PK\x03\x04", m.parts[4].data);
    LONGS_EQUAL(3, m.parts[4].depth);
    CHECK(m.parts[4].disposition == core::Disposition::Attachment);
    equal("outer", m.subject);
    LONGS_EQUAL(1, m.count("Subject"));
}

TEST(MimeParse, KeepsTheBeginningOfAnAttachedMessage)
{
    const core::Message m = parse("Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n"
                                  "Content-Type: message/rfc822\r\n\r\n"
                                  "Subject: inner\r\n\r\ntext\r\n--a\r\n\r\nbehind\r\n--a--\r\n");
    LONGS_EQUAL(4, m.parts.size());
    equal("Subject: inner\r\n\r\ntext\r", m.parts[1].data);
    CHECK_FALSE(m.in_attached_message(1));
    CHECK_TRUE(m.in_attached_message(2));
    CHECK_FALSE(m.in_attached_message(3));
}

TEST(MimeParse, DecodesQuotedPrintableAndCharset)
{
    const core::Message m
        = parse("Content-Type: text/plain; charset=koi8-r\r\n"
                "Content-Transfer-Encoding: quoted-printable\r\n\r\n=D0=D2=C9=\r\n=D7=C5=D4\r\n");
    equal("привет\r\n", m.parts[0].data);
}

TEST(MimeParse, AMultipartWithoutDelimitersIsReadAsText)
{
    const core::Message m
        = parse("Content-Type: multipart/mixed; boundary=a\r\n\r\nclick http://example.org/x\r\n");
    CHECK(m.parts.back().leaf);
    equal("text/plain", m.parts.back().type);
    CHECK(m.parts.back().data.find("click") != std::string::npos);
    CHECK(has_defect(m, "multipart-as-text"));
}

TEST(MimeParse, AJunkLineInTheHeaderDoesNotHideTheBody)
{
    const core::Message m
        = parse("From: a@example.org\r\nno colon here\r\nSubject: x\r\n\r\nbody\r\n");
    equal("x", m.subject);
    equal("body\r\n", m.parts.at(0).data);
    CHECK(has_defect(m, "no-colon"));
    equal("only body\r\n", parse("\r\nonly body\r\n").parts.at(0).data);
}

TEST(MimeParse, ASpaceBeforeAColonHidesNeitherTypeNorBody)
{
    const core::Message m = parse("From: a@example.org\r\nSubject : x\r\n"
                                  "Content-Type : text/html\r\n\r\n<p>body\r\n");
    equal("x", m.subject);
    equal("text/html", m.parts.at(0).type);
    equal("<p>body\r\n", m.parts.at(0).data);
}

TEST(MimeParse, AddressesNestedTooDeepMakeItIncomplete)
{
    for (const std::string_view around : { "", "Content-Type: message/rfc822\r\n\r\n" }) {
        const core::Message m
            = parse(std::string(around) + "To: " + repeated("a:", 600) + "\r\n\r\nbody\r\n");
        CHECK_TRUE(has_defect(m, "address-nesting"));
        CHECK_TRUE(m.incomplete);
        LONGS_EQUAL(0, m.to.size());
    }
}

TEST(MimeParse, SeesEncryption)
{
    CHECK(parse("Content-Type: multipart/encrypted; boundary=a; protocol=x\r\n\r\n--a--\r\n")
              .encrypted);
    CHECK(parse("Content-Type: application/pkcs7-mime; smime-type=enveloped-data\r\n\r\nx")
              .encrypted);
    CHECK_FALSE(
        parse("Content-Type: application/pkcs7-mime; smime-type=signed-data\r\n\r\nx").encrypted);
    CHECK(parse("Subject: x\r\n\r\n-----BEGIN PGP MESSAGE-----\r\n\r\nhQ\r\n").encrypted);
    CHECK_FALSE(parse("Subject: x\r\n\r\nplain\r\n").encrypted);
}

TEST(MimeParse, ReadsInvitations)
{
    const core::Message m = parse("Content-Type: text/calendar; charset=utf-8\r\n\r\n"
                                  "BEGIN:VCALENDAR\r\nmethod:request\r\nBEGIN:VEVENT\r\n"
                                  "DTSTART:20261125T17\r\n 0000Z\r\nEND:VEVENT\r\n");
    LONGS_EQUAL(1, m.calendars.size());
    equal("REQUEST", m.calendars[0].method);
    equal("20261125T170000Z", m.calendars[0].start);
}

TEST(MimeParse, TheLimitOfPartsMakesItIncomplete)
{
    limits.parts = 5;
    const core::Message m = parse(
        "Content-Type: multipart/mixed; boundary=a\r\n\r\n" + repeated("--a\r\n\r\nx\r\n", 10));
    CHECK(m.parts.size() <= 5);
    CHECK(m.incomplete);
    CHECK(has_defect(m, "parts"));
}

TEST(MimeParse, TheLimitOfDepthMakesItIncomplete)
{
    limits.depth = 3;
    std::string raw;
    for (int i = 0; i < 10; ++i) {
        const std::string b = "b" + std::to_string(i);
        raw.append("Content-Type: multipart/mixed; boundary=").append(b);
        raw.append("\r\n\r\n--").append(b).append("\r\n");
    }
    const core::Message m = parse(raw + "\r\nx\r\n");
    CHECK(m.incomplete);
    CHECK(has_defect(m, "depth"));
    for (const core::Part& p : m.parts)
        CHECK(p.depth <= 3);
}

TEST(MimeParse, TheLimitOfDecodedBytesHoldsForAllPartsTogether)
{
    limits.decoded_bytes = 150;
    const std::string part = "--a\r\n\r\n" + std::string(100, 'x') + "\r\n";
    const core::Message m
        = parse("Content-Type: multipart/mixed; boundary=a\r\n\r\n" + part + part + part);
    LONGS_EQUAL(100, m.parts[1].data.size());
    LONGS_EQUAL(50, m.parts[2].data.size());
    CHECK(m.parts[2].truncated);
    LONGS_EQUAL(0, m.parts[3].data.size());
    CHECK(m.incomplete);
}

TEST(MimeParse, TheLimitOfHeaderFieldsKeepsTheBody)
{
    limits.header_fields = 10;
    const core::Message m = parse(repeated("X-A: b\r\n", 100) + "\r\nbody\r\n");
    LONGS_EQUAL(10, m.headers.size());
    CHECK(m.incomplete);
    equal("body\r\n", m.parts.at(0).data);
}

TEST(MimeParse, StopsAtTheDeadline)
{
    const core::Message m
        = runtime.parse("Subject: x\r\n\r\nbody", limits, core::Deadline(clock, clock.now()));
    CHECK(m.incomplete);
    CHECK(has_defect(m, "deadline"));
    equal("x", m.subject);
}

TEST(MimeParse, NestingDoesNotOverflowTheStack)
{
    CHECK(parse("From: " + repeated("a:", 500000) + "\r\n\r\nx").incomplete);
    CHECK(parse("Subject: x\r\nContent-Type: message/rfc822\r\n\r\nTo : " + repeated("a:", 500000)
        + "\r\n\r\nx")
              .incomplete);
    CHECK(parse(repeated("Content-Type: message/rfc822\r\n\r\n", 10000)).incomplete);
    parse("From: " + repeated("(", 1000000) + "\r\n\r\nx");
    parse("Content-Type: " + repeated("(", 1000000) + "\r\n\r\nx");
}

TEST(MimeParse, TakesWhateverBytesComeIn)
{
    for (std::string_view raw :
        { "", "\r\n", "\n", ":", "a", "From ", "From x\r\n", ":\r\n:", "\r\n\r\n",
            "Content-Type:\r\n\r\n", "Content-Type: multipart/mixed; boundary=\"\"\r\n\r\n--\r\n",
            "\xff\xfe: \xff\r\n\r\n\xff" })
        CHECK(in_tree(parse(raw)) <= 2);
    std::string all;
    for (int i = 0; i < 100000; ++i)
        all += static_cast<char>(i * 7919 >> 3);
    const core::Message m = parse(all);
    for (const core::HeaderField& h : m.headers)
        CHECK(core::is_valid_utf8(h.text) && core::is_valid_utf8(h.raw)
            && core::is_valid_utf8(h.name));
}

TEST(MimeParse, ManyFieldsAndPartsAreReadInLinearTime)
{
    CHECK(parse(repeated("From: a@example.org\r\n", 100000) + "\r\nx").incomplete);
    CHECK(parse(
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + repeated("--b\r\n\r\n\r\n", 100000))
              .incomplete);
    parse("Subject: x\r\n\r\n" + std::string(1000000, 'x'));
    CHECK(in_tree(parse(repeated("x", 1000000) + "\r\n\r\nx")) <= 1);
}
