// The envelope that a delivered file remembers.
#include "milter/ctl/saved_envelope.h"

#include <CppUTest/TestHarness.h>

TEST_GROUP(SavedEnvelope) {};

TEST(SavedEnvelope, ReturnPathIsTheSender)
{
    const auto e = ctl::saved_envelope("Return-Path: <bounce@lists.example>\r\n"
                                       "From: Ann <ann@example.org>\r\n\r\n");
    STRCMP_EQUAL("bounce@lists.example", e.mail_from.c_str());
}

TEST(SavedEnvelope, EmptyReturnPathIsTheNullSender)
{
    STRCMP_EQUAL(
        "", ctl::saved_envelope("Return-Path: <>\nFrom: ann@example.org\n\n").mail_from.c_str());
}

TEST(SavedEnvelope, WithoutReturnPathTheAddressInFromStandsIn)
{
    const auto e
        = ctl::saved_envelope("Subject: x\r\nfrom: \"a@b <c>\"\r\n <ann@example.org>\r\n\r\n");
    STRCMP_EQUAL("ann@example.org", e.mail_from.c_str());
    STRCMP_EQUAL("ann@example.org", ctl::saved_envelope("From: ann@example.org").mail_from.c_str());
}

TEST(SavedEnvelope, DeliveredToIsTheRecipient)
{
    const auto e = ctl::saved_envelope("X-Original-To: old@example.org\n"
                                       "Delivered-To: bob@example.org\n\n");
    LONGS_EQUAL(1, e.rcpts.size());
    STRCMP_EQUAL("bob@example.org", e.rcpts[0].c_str());
}

TEST(SavedEnvelope, BodyIsNotRead)
{
    CHECK(ctl::saved_envelope("Subject: x\n\nReturn-Path: <a@b>\n").mail_from.empty());
    CHECK(ctl::saved_envelope("\nFrom: <a@b>\n").mail_from.empty());
    CHECK(ctl::saved_envelope("").mail_from.empty());
}
