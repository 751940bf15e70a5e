#include "triage/model/term_list.h"

#include <string>
#include <vector>

#include <CppUTest/TestHarness.h>

TEST_GROUP(TermList)
{
    std::vector<model::Term> terms;
};

TEST(TermList, HasEachNameOnceHoweverItIsPieced)
{
    model::TermList list(terms);
    list.add({ "t:", "ab" });
    list.add({ "t:a", "b" });
    list.add({ "t:", "a", " ", "b" });
    LONGS_EQUAL(2, list.size());
    STRCMP_EQUAL("t:ab", terms[0].name.c_str());
    STRCMP_EQUAL("t:a b", terms[1].name.c_str());
    DOUBLES_EQUAL(1, terms[1].value, 0);
}

TEST(TermList, LeavesAloneWhatWasThere)
{
    terms.push_back({ "t:ab", 7 });
    model::TermList list(terms);
    list.add({ "t:ab" });
    LONGS_EQUAL(1, list.size());
    list.set_values(0.5);
    DOUBLES_EQUAL(7, terms[0].value, 0);
    DOUBLES_EQUAL(0.5, terms[1].value, 0);
}

TEST(TermList, FindsThemAmongThousands)
{
    model::TermList list(terms);
    for (int round = 0; round < 2; ++round)
        for (int i = 0; i < 5000; ++i)
            list.add({ "t:", std::to_string(i) });
    LONGS_EQUAL(5000, list.size());
    STRCMP_EQUAL("t:4999", terms.back().name.c_str());
}
