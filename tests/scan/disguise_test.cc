// Broken-up words and styled letters are told from decoration.
#include "triage/scan/disguise.h"

#include "triage/scan/overlap.h"

#include <CppUTest/TestHarness.h>

TEST_GROUP(Disguise) {};

TEST(Disguise, CountsWordsNotCharacters)
{
    LONGS_EQUAL(2, scan::broken_words("a\u200Bc\u200Bcount pass\u2060word fine"));
}

TEST(Disguise, FillersAndJoinersAreNoBreaks)
{
    LONGS_EQUAL(0, scan::broken_words("offer \u200C\u200C of the week\u200B"));
    LONGS_EQUAL(0, scan::broken_words("\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645"));
}

TEST(Disguise, CountsStyledLetters)
{
    LONGS_EQUAL(2, scan::styled_letters("\U0001D5D4\U0001D5D5c"));
    LONGS_EQUAL(0, scan::styled_letters("na\u00EFve"));
}

TEST(Disguise, LettersThatStandApartAreOneWord)
{
    LONGS_EQUAL(7, scan::spaced_letters("P a y m  e\u00A0n t team"));
    LONGS_EQUAL(4, scan::spaced_letters("team \u041F \u0430 \u0443 m"));
    LONGS_EQUAL(2, scan::spaced_letters("J R Smith, plan B 4 U"));
    LONGS_EQUAL(0, scan::spaced_letters(""));
}

TEST(Disguise, MostlyNewComparesWords)
{
    CHECK_TRUE(scan::mostly_new("one two three", "four five one"));
    CHECK_FALSE(scan::mostly_new("One two three", "three TWO one four"));
    CHECK_FALSE(scan::mostly_new("", "anything"));
}

TEST(Disguise, StretchesAreToldByTheOrderOfWords)
{
    const auto is = [](const char* expected, std::string_view text, std::string_view known) {
        STRCMP_EQUAL(expected, scan::new_stretches(text, known).c_str());
    };
    is("", "One two, three\nfour", "> one two\r\n> three four");
    is(" pay your bill now\n", "one two three pay your bill now",
        "now one two three your bill pay");
    is("please pay now one two\n six seven eight\n", "please pay now one two three six seven eight",
        "one two three");
    is("pay now\n", "pay now", "");
    is("", "one two three four six", "one two three four five");
}

TEST(Disguise, SoftHyphensThatNoLanguageWritesAreSalt)
{
    LONGS_EQUAL(2, scan::hyphen_salt("p\u00ADassword lo\u00ADg\u00ADin"));
    LONGS_EQUAL(0, scan::hyphen_salt("Donau\u00ADdampf\u00ADschiff Infor\u00ADmation"));
    LONGS_EQUAL(1, scan::hyphen_salt("pi\u00ADn"));
}
