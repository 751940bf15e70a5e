// Disguises of a word come out as the word; other languages are left alone.
#include "triage/identity/fold.h"

#include <CppUTest/TestHarness.h>

TEST_GROUP(Fold) {};

TEST(Fold, DisguisesComeOutPlain)
{
    for (const char* disguise : { "PayPal", "P\u0430yP\u0430l", "\uFF30ay\u200BPal", "Pa\u00ADyPal",
             "\U0001D40F\U0001D41A\U0001D432\U0001D40F\U0001D41A\U0001D425", "p\u00E0yp\u00E1l" })
        STRCMP_EQUAL("paypal", identity::fold(disguise).c_str());
    STRCMP_EQUAL("paypal", identity::fold("\u1D18\u1D00\u028F\u1D18\u1D00\u029F").c_str());
    STRCMP_EQUAL("fly", identity::fold("\u24D5ly").c_str());
}

TEST(Fold, AccentsAndLayoutDoNotMatter)
{
    STRCMP_EQUAL(
        "verifier votre compte", identity::fold(" V\u00E9rifier\r\n votre\u00A0 compte ").c_str());
    STRCMP_EQUAL("uberprufen", identity::fold("\u00DCberpr\u00FCfen").c_str());
}

TEST(Fold, CyrillicWordsStayCyrillic)
{
    STRCMP_EQUAL("\u043F\u0440\u0438\u0432\u0435\u0442",
        identity::fold("\u043F\u0440\u0438\u0432\u0435\u0442").c_str());
}

TEST(Fold, LeetIsReadAsLetters)
{
    STRCMP_EQUAL("paypal", identity::read_leet("paypa1").c_str());
    STRCMP_EQUAL("microsoft", identity::read_leet("rnicros0ft").c_str());
    STRCMP_EQUAL("alpha", identity::read_leet("alpha").c_str());
}

TEST(Fold, WordsAreSplitAtPunctuation)
{
    const auto w = identity::words("wells fargo-bank, n.a.");
    LONGS_EQUAL(5, w.size());
    CHECK(w[0] == "wells");
    CHECK(w[4] == "a");
}

TEST(Fold, DistanceCountsSwapsAsOne)
{
    CHECK_TRUE(identity::within_distance("paypal", "papyal", 1));
    CHECK_TRUE(identity::within_distance("paypal", "paypall", 1));
    CHECK_FALSE(identity::within_distance("paypal", "pappall", 1));
    CHECK_TRUE(identity::within_distance("paypal", "pappall", 2));
    CHECK_FALSE(identity::within_distance("paypal", "amazon", 2));
}
