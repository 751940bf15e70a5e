// Files as messages: line ends and mbox lines.
#include "milter/ctl/received.h"

#include <CppUTest/TestHarness.h>

TEST_GROUP(Received) {};

TEST(Received, UnixLinesBecomeCrlf)
{
    STRCMP_EQUAL("A: b\r\n\r\nx\r\ny", ctl::as_received("A: b\n\nx\ny").c_str());
}

TEST(Received, StrayLineFeedsOfACrlfFileStay)
{
    STRCMP_EQUAL("A: b\r\n\r\nx\ny\r\n", ctl::as_received("A: b\r\n\r\nx\ny\r\n").c_str());
}

TEST(Received, MixedLineEndsOfAUnixFileAreNotDoubled)
{
    STRCMP_EQUAL("A: b\r\nC: d\r\n", ctl::as_received("A: b\nC: d\r\n").c_str());
}

TEST(Received, MboxLineGoes)
{
    STRCMP_EQUAL("A: b\r\n", ctl::as_received("From x Mon Nov  2 09:00:00 2026\nA: b\n").c_str());
    STRCMP_EQUAL("From: b\r\n", ctl::as_received("From: b\n").c_str());
    STRCMP_EQUAL("", ctl::as_received("From nothing else").c_str());
}

TEST(Received, NulBytesSurvive)
{
    LONGS_EQUAL(6, ctl::as_received(std::string_view("A:\0b\n", 5)).size());
}

TEST(Received, AFromFieldWithASpaceIsNoMboxLine)
{
    STRCMP_EQUAL(
        "From : a@b.example\r\n\r\n", ctl::as_received("From : a@b.example\r\n\r\n").c_str());
}
