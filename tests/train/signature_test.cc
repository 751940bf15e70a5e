// Reading marked letters, and that what is marked is learnt.
#include "triage/train/signature.h"

#include <CppUTest/TestHarness.h>

using train::MarkedLetter;

TEST_GROUP(TrainSignature)
{
    std::vector<MarkedLetter> letters;

    // Letters of thirty people, half of them signed; nobody's name stands elsewhere.
    void setup() override
    {
        static const char* const names[] = { "Ada", "Ben", "Cora", "Dirk", "Elsa", "Fred" };
        static const char* const patronyms[] = { "Abel", "Bohm", "Crane", "Dorn", "Eden" };
        for (int i = 0; i < 60; ++i) {
            const std::string first = names[i % 6], last = std::string(patronyms[i % 5]);
            std::string text = "The list is at the printer's and will be back on Monday.\n"
                               "Please look at the second page of it before then.\n";
            if (i % 2)
                text += "\n#sig#" + first + "\n#sig#Tel. 0421 5550" + "101\n";
            letters.push_back(
                train::read_letter(text, first + " " + last + " <" + first + "@example.org>"));
        }
    }
};

TEST(TrainSignature, MarksAndSenderAreRead)
{
    const MarkedLetter l
        = train::read_letter("Hello\r\n#sig#Ann \xFF\r\n", "\"Weber  Ann\" <ann@example.org>\n");
    LONGS_EQUAL(2, l.lines.size());
    STRCMP_EQUAL("Hello", l.lines[0].c_str());
    STRCMP_EQUAL("Ann \xEF\xBF\xBD", l.lines[1].c_str());
    CHECK_TRUE(!l.signature[0] && l.signature[1]);
    STRCMP_EQUAL("ann@example.org", l.address.c_str());
    STRCMP_EQUAL("", train::read_letter("x", "Meyers").address.c_str());
}

TEST(TrainSignature, WhatIsMarkedIsLearnt)
{
    const auto table = train::evaluate_signature(letters, {});
    LONGS_EQUAL(2, table.size());
    STRCMP_EQUAL("rules", table[0].name.c_str());
    LONGS_EQUAL(0, table[0].recall.count);
    LONGS_EQUAL(60, table[1].recall.total);
    LONGS_EQUAL(60, table[1].recall.count);
    LONGS_EQUAL(60, table[1].precision.total);
    LONGS_EQUAL(60, table[1].letters.count);
}

TEST(TrainSignature, TheSameLettersGiveTheSameModel)
{
    const auto first = train::fit_signature(letters, {}), again = train::fit_signature(letters, {});
    CHECK_TRUE(model::serialise(first) == model::serialise(again));
    STRCMP_EQUAL("signature", first.name.c_str());
    CHECK_TRUE(first.weights.size() > 5);
}
