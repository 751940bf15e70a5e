// What checks and the cache key may see of a header field. The Received shapes are those of the
// usual mail servers, written by us.
#include "triage/core/key_view.h"

#include <string>

#include <CppUTest/TestHarness.h>

namespace {

std::string view(std::string_view name, std::string_view value)
{
    return core::key_view(name, value).value_or("(dropped)");
}

struct Shape {
    const char* received;
    const char* seen;
};

const Shape shapes[] = {
    // Postfix, with folds as it writes them
    { " from client.example (client.example [192.0.2.7])\r\n\tby MX1.Example.ORG (Postfix) with "
      "ESMTPS "
      "id 4bX2k3\r\n\tfor <user@example.org>; Mon, 2 Nov 2026 09:00:00 +0000 (UTC)",
        " by mx1.example.org" },
    // Sendmail
    { " from relay.example (relay.example [198.51.100.2])\r\n\tby gate.example.org "
      "(8.17.1.9/8.17.1) with ESMTP id 6A290xyz012345;\r\n\tMon, 2 Nov 2026 10:00:00 +0100",
        " by gate.example.org" },
    // Exim: the name in brackets, "with" first
    { " from [203.0.113.9] (helo=desk)\r\n\tby smtp.example.net with esmtpsa (TLS1.3) (Exim 4.96)",
        " by smtp.example.net" },
    // Exchange: "by" and IPv6 literals in comments
    { " from EX1.corp.example ([fe80::1%4]) by EX2.corp.example\r\n ([fe80::2%5]) with mapi id "
      "15.01.2507.027",
        " by ex2.corp.example" },
    // qmail: all in one comment
    { " (qmail 4711 invoked by uid 1000); 2 Nov 2026 09:00:00 -0000", "" },
    { " from unknown (HELO desk) (192.0.2.1)\r\n  by mail.example.com with SMTP",
        " by mail.example.com" },
    // fetchmail and local submission
    { " by 2002:a05:6402:10d0:0:0:0:0 with SMTP id x1", " by 2002:a05:6402:10d0:0:0:0:0" },
    { " (from user@localhost) by host.example (8.17/Submit) id 1;", " by host.example" },
    // An address literal as the host
    { " from a by [192.0.2.25] with SMTP", " by [192.0.2.25]" },
    // A client that calls itself "by"
    { " from by (by [192.0.2.7]) by real.example with ESMTP", " by real.example" },
    // Comments nest, and hold escaped brackets
    { " from x (a (by fake.example) \\) by fake2.example) by real.example; date",
        " by real.example" },
    // Quoted strings are one word
    { " from \"x by fake.example\" by real.example", " by real.example" },
    { " from \"x \\\" by fake.example\" by real.example", " by real.example" },
    { " from x by\r\n\t(comment) real.example", " by real.example" },
    { " from x BY Real.Example", " by real.example" },
    { " from x by real.example(Postfix)", " by real.example" },
    // Nothing to keep
    { "", "" },
    { " from x with SMTP; by late.example", "" },
    { " from x by", "" },
    { " from x by ; date", "" },
    { " from x (open comment by fake.example", "" },
    { " from x \"open string by fake.example", "" },
    { " from x bystander.example", "" },
};

} // namespace

TEST_GROUP(KeyView) {};

TEST(KeyView, KeepsOnlyTheByHostOfReceived)
{
    for (const Shape& s : shapes)
        STRCMP_EQUAL_TEXT(s.seen, view("Received", s.received).c_str(), s.received);
}

TEST(KeyView, NameOfReceivedIsCaseInsensitive)
{
    STRCMP_EQUAL(
        " by a.example", view("RECEIVED", " from x by a.example for <one@example.org>").c_str());
}

TEST(KeyView, DropsWhatDiffersBetweenCopies)
{
    for (const char* name : { "Return-Path", "return-path", "Delivered-To", "X-Original-To" })
        STRCMP_EQUAL_TEXT("(dropped)", view(name, " <user@example.org>").c_str(), name);
}

TEST(KeyView, DropsOurOwnFields)
{
    for (const char* name : { "X-Triage-Status", "x-triage-anything", "X-TRIAGE-" })
        STRCMP_EQUAL_TEXT("(dropped)", view(name, " 1").c_str(), name);
    STRCMP_EQUAL(" 1", view("X-Triage", " 1").c_str());
}

TEST(KeyView, LeavesOtherFieldsAsTheyAre)
{
    STRCMP_EQUAL("  two\r\n\tlines ", view("Subject", "  two\r\n\tlines ").c_str());
    STRCMP_EQUAL("", view("X-Empty", "").c_str());
}

TEST(KeyView, ReadsHostileReceivedInLinearTime)
{
    const std::string open(1 << 20, '(');
    STRCMP_EQUAL("", view("Received", open).c_str());
    std::string pairs;
    for (int i = 0; i < (1 << 18); ++i)
        pairs += "()\"\"";
    STRCMP_EQUAL("", view("Received", pairs + ";").c_str());
}
