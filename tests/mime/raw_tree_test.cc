// What lenient readers make of broken structure, and that reading it stays linear.
#include "triage/mime/raw_tree.h"

#include <algorithm>

#include "triage/core/ambiguity.h"
#include "triage/mime/raw_boundaries.h"

#include <CppUTest/TestHarness.h>

using core::AmbiguityKind;

TEST_GROUP(RawTree)
{
    core::Message m;
    core::Limits limits;
    std::string bytes; // a tree points into them

    mime::RawTree read(std::string_view raw)
    {
        m = {};
        bytes = raw;
        return mime::read_raw_tree(bytes, limits, m);
    }
    bool noted(AmbiguityKind kind)
    {
        return std::any_of(m.ambiguities.begin(), m.ambiguities.end(),
            [&](const core::Ambiguity& a) { return a.kind == kind; });
    }
    // Whether a leaf of that type has that body.
    bool has(const mime::RawTree& tree, std::string_view type, std::string_view body)
    {
        return std::any_of(tree.leaves.begin(), tree.leaves.end(),
            [&](const mime::RawLeaf& l) { return l.type == type && l.body == body; });
    }
    static std::string two_parts(std::string_view type)
    {
        return "Content-Type: " + std::string(type)
            + "\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\none\r\n"
              "--b\r\nContent-Type: text/html\r\n\r\n<p>two\r\n--b--\r\n";
    }
};

TEST(RawTree, WellFormedMailHasItsLeavesAndNothingToSay)
{
    const mime::RawTree tree = read(two_parts("multipart/alternative; boundary=\"b\""));
    LONGS_EQUAL(2, tree.leaves.size());
    CHECK_TRUE(has(tree, "text/plain", "one"));
    CHECK_TRUE(has(tree, "text/html", "<p>two"));
    CHECK_TRUE(m.ambiguities.empty());
    CHECK_TRUE(has(read("Subject: x\n\nhello\n"), "text/plain", "hello\n"));
    CHECK_TRUE(m.ambiguities.empty());
}

TEST(RawTree, NestedMessagesAndDigestsAreEntered)
{
    const mime::RawTree tree = read("Content-Type: multipart/digest; boundary=b\r\n\r\n--b\r\n\r\n"
                                    "Content-Type: text/html\r\n\r\n<p>in\r\n--b--\r\n");
    CHECK_TRUE(has(tree, "text/html", "<p>in"));
    CHECK_TRUE(has(read("Content-Type: message/rfc822\r\n\r\nContent-Type: text/html\r\n\r\n<p>"),
        "text/html", "<p>"));
}

TEST(RawTree, PartsOfEveryBoundaryReadingAreFound)
{
    for (const char* type : { "multipart/mixed; boundary=b; boundary=c",
             "multipart/mixed; boundary=c; boundary=b", "multipart/mixed; boundary=\"b",
             "multipart/mixed; boundary=(c)b", "multipart/mixed; boundary*=''b",
             "\"multipart/mixed\"; boundary=b", "multipart/mixed; boundary=\"=?utf-8?q?b?=\"" }) {
        CHECK_TRUE_TEXT(has(read(two_parts(type)), "text/html", "<p>two"), type);
        CHECK_FALSE_TEXT(m.ambiguities.empty(), type);
    }
}

TEST(RawTree, ABoundaryOnALeafIsTried)
{
    CHECK_TRUE(has(read(two_parts("text/plain; boundary=b")), "text/html", "<p>two"));
    CHECK_TRUE(noted(AmbiguityKind::BoundaryOnLeaf));
}

TEST(RawTree, AMultipartWithoutBoundaryIsGuessed)
{
    CHECK_TRUE(has(read(two_parts("multipart/mixed")), "text/html", "<p>two"));
    CHECK_TRUE(noted(AmbiguityKind::BoundaryMissing));
}

TEST(RawTree, DelimitersWithMoreOnTheirLineOrInsideOfLinesCount)
{
    CHECK_TRUE(has(read("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b junk\r\n"
                        "Content-Type: text/html\r\n\r\n<p>\r\n--b--\r\n"),
        "text/html", "<p>"));
    CHECK_TRUE(noted(AmbiguityKind::DelimiterForm));
    CHECK_TRUE(has(read("Content-Type: multipart/mixed; boundary=bbb\r\n\r\nx--bbb\r\n"
                        "Content-Type: text/html\r\n\r\n<p>\r\n--bbb--\r\n"),
        "text/html", "<p>"));
    CHECK_TRUE(noted(AmbiguityKind::DelimiterForm));
}

TEST(RawTree, WhatStandsBehindTheEndIsRead)
{
    CHECK_TRUE(has(read(two_parts("multipart/mixed; boundary=b")
                       + "Content-Type: text/html\r\n\r\n<p>after\r\n"),
        "text/html", "<p>after\r\n"));
    CHECK_TRUE(noted(AmbiguityKind::HiddenContent));
    read(two_parts("multipart/mixed; boundary=b") + "-- \r\nA list's footer: read it.\r\n");
    CHECK_TRUE(m.ambiguities.empty());
}

TEST(RawTree, AReusedBoundaryAndAMissingEndAreNoted)
{
    read("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
         "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b--\r\n");
    CHECK_TRUE(noted(AmbiguityKind::BoundaryReused));
    read("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n");
    CHECK_TRUE(noted(AmbiguityKind::Unclosed));
}

TEST(RawTree, FieldsThatOnlySomeReadersTakeAreNoted)
{
    read("Content-Type : text/html\r\n\r\n<p>");
    CHECK_TRUE(noted(AmbiguityKind::FieldSyntax));
    read("Subject: x\r\n Content-Type: text/html\r\n\r\n<p>");
    CHECK_TRUE(noted(AmbiguityKind::FieldHidden));
    read("Content-Type: text/plain\r\nContent-Type: text/html\r\n\r\n<p>");
    CHECK_TRUE(noted(AmbiguityKind::FieldTwice));
    read("Content-Type: text/plain\r\ncontent-type:  TEXT/plain\r\n\r\n<p>");
    CHECK_TRUE(noted(AmbiguityKind::FieldRepeated));
    CHECK_FALSE(noted(AmbiguityKind::FieldTwice));
    read("Subject: x\rContent-Type: text/html\r\n\r\n<p>");
    CHECK_TRUE(noted(AmbiguityKind::HeaderLineEnds));
    read(std::string("Subject: x\0y\r\n\r\n", 16));
    CHECK_TRUE(noted(AmbiguityKind::ControlInHeader));
    read("Content-Type: multipart/mixed; boundary=b\r\nContent-Transfer-Encoding: base64\r\n\r\n");
    CHECK_TRUE(noted(AmbiguityKind::EncodedComposite));
}

TEST(RawTree, FieldsOutsideOfTheCacheKeyAreNotLookedAt)
{
    read("Return-Path: <a@b.example>\x01\r\nSubject: x\r\n\r\n");
    CHECK_TRUE(m.ambiguities.empty());
}

TEST(RawTree, StepsStayInProportionToTheMessage)
{
    std::string header = "Content-Type: multipart/mixed";
    for (int i = 0; i < 300; ++i)
        header
            += "; boundary=" + std::string(1, static_cast<char>('A' + i % 26)) + std::to_string(i);
    std::string raw = header + "\r\n\r\n";
    for (int i = 0; i < 200000; ++i)
        raw += "--a\n--\n";
    CHECK_TRUE(read(raw).steps < 6 * raw.size() + (1u << 20));
    raw = "Content-Type: multipart/mixed; boundary=" + std::string(60, '-') + "\r\n\r\n"
        + std::string(1000000, '-');
    CHECK_TRUE(read(raw).steps < 6 * raw.size() + (1u << 20));
    raw = "Content-Type: multipart/mixed; boundary=" + std::string(60, '-') + "b\r\n\r\n";
    for (int i = 0; i < 100000; ++i)
        raw += "x---- -";
    CHECK_TRUE(read(raw).steps < 6 * raw.size() + (1u << 20));
}

TEST(RawTree, BudgetsEndInALimitAndNotInSilence)
{
    std::string alike; // boundaries that differ in their second byte only
    for (char c = 'A'; c <= 'z'; ++c)
        alike += "Content-Type: multipart/mixed; boundary=\"x" + std::string(1, c) + "\"\r\n";
    alike += "\r\n";
    for (int i = 0; i < 1000000; ++i)
        alike += "--x\n";
    CHECK_TRUE(read(alike).steps < 6 * alike.size() + (1u << 20));
    CHECK_TRUE(m.incomplete);
    limits.parts = 5;
    std::string raw = "Content-Type: multipart/mixed; boundary=b\r\n\r\n";
    for (int i = 0; i < 10; ++i)
        raw += "--b\r\n\r\nx\r\n";
    read(raw);
    CHECK_TRUE(m.incomplete);
    limits = {};
    raw = "Content-Type: multipart/mixed; boundary=b\r\n\r\n";
    for (int i = 0; i < 50; ++i)
        raw += "--b\r\nContent-Type: \"" + std::string(8000, 'x') + "\r\n\r\nx\r\n";
    read(raw + "--b--\r\n");
    CHECK_TRUE(m.incomplete);
}

TEST_GROUP(Boundaries) {};

TEST(Boundaries, TheLongestThatFitsWins)
{
    mime::Boundaries b;
    CHECK_TRUE(b.empty());
    LONGS_EQUAL(-1, b.add("ab", 1));
    LONGS_EQUAL(-1, b.add("abc", 2));
    CHECK_FALSE(b.empty());
    LONGS_EQUAL(1, b.at("abd")->owner);
    LONGS_EQUAL(2, b.at("abcd")->owner);
    LONGS_EQUAL(3, b.at("abcd")->length);
    CHECK_FALSE(b.at("a").has_value());
    CHECK_FALSE(b.at("").has_value());
    LONGS_EQUAL(1, b.add("ab", 3)); // the innermost takes it over
    LONGS_EQUAL(3, b.at("ab")->owner);
}

TEST(Boundaries, AreBoundedInNumberAndLength)
{
    mime::Boundaries b;
    b.add(std::string(mime::Boundaries::longest + 1, 'x'), 0);
    b.add("", 0);
    CHECK_TRUE(b.empty());
    for (int i = 0; i < 1000; ++i)
        b.add("b" + std::to_string(i), i);
    CHECK_TRUE(b.at("b7").has_value());
    CHECK_FALSE(b.at("x").has_value());
    CHECK_TRUE(b.at("b999")->length < 4); // the last was not taken in: "b99" stands for it
}
