// What explain prints of reasons: lines that add up to the last digit, the rule that decided, and
// nothing of a hostile message unclean.
#include "milter/ctl/reasons.h"

#include <cmath>
#include <cstdlib>
#include <sstream>

#include <CppUTest/TestHarness.h>

using agents::ActionRule;
using agents::CategoryRule;
using agents::ModelUse;
using core::Category;
using core::Source;

namespace {

core::Sum sum(std::size_t terms, double step)
{
    core::Summands all;
    for (std::size_t i = 1; i <= terms; ++i) {
        all.add(Source::ByHand, "fact-" + std::to_string(i), step * static_cast<double>(i));
        all.add(Source::Words, "s:word" + std::to_string(i), -step / static_cast<double>(i));
    }
    all.add(Source::Constant, "bias", 0.12345);
    return all.take();
}

long long thousandths(const std::string& text)
{
    return std::llround(std::strtod(text.c_str(), nullptr) * 1000);
}

// Adds up the lines of each sum and compares with what stands below them; how many sums there are.
std::size_t check_sums(const std::string& text)
{
    std::istringstream in(text);
    std::size_t sums = 0;
    long long added = 0;
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with("      "))
            added += thousandths(line.substr(6));
        if (!line.starts_with("    = "))
            continue;
        LONGLONGS_EQUAL(thousandths(line.substr(6)), std::exchange(added, 0));
        ++sums;
    }
    return sums;
}

agents::CategoryReasons reasons_of_work()
{
    agents::CategoryReasons r;
    r.decided = Category::Work;
    r.model = ModelUse::Asked;
    r.by_hand = 1.156;
    r.ranked = { { Category::Work, 2.1044, 0.91, CategoryRule::None },
        { Category::Promotion, -12.5, 0, CategoryRule::GuardsAccount },
        { Category::Personal, -13, 0.09, CategoryRule::None } };
    r.weighed = { { Category::Work, sum(40, 0.0123) }, { Category::Personal, sum(3, 1.0 / 3) } };
    return r;
}

}

TEST_GROUP(ReasonsShown) {};

TEST(ReasonsShown, LinesAddUpToTheLastDigit)
{
    UNSIGNED_LONGS_EQUAL(2, check_sums(ctl::category_reasons(reasons_of_work())));
    for (std::size_t terms = 0; terms < 40; ++terms)
        for (const double step : { 1e-4, 0.0005, 0.0123, 1.0 / 3, 7.77777 }) {
            const scan::ContentReasons r { sum(terms, step), 12, true };
            UNSIGNED_LONGS_EQUAL(1, check_sums(ctl::content_reasons(r)));
        }
}

TEST(ReasonsShown, OfACategoryAreAllLogitsAndTwoSums)
{
    const std::string text = ctl::category_reasons(reasons_of_work());
    for (const char* part :
        { "  0.910  +2.104  work\n",
            "      - -12.500  promotion: a message that guards an account is never filed as bulk\n",
            "  0.090 -13.000  personal\n", "set by hand, each times 1.156 by calibration\n",
            "      +0.492  fact-40\n", "28 others\n", "\"word1\" in the subject\n",
            "the logit of work\n", "the logit of personal\n" })
        STRCMP_CONTAINS(part, text.c_str());
    CHECK_TRUE(text.find("by rule") == std::string::npos);
}

TEST(ReasonsShown, ARuleAboveTheModelIsShownAsWhatDecided)
{
    agents::CategoryReasons r = reasons_of_work();
    r.rule = CategoryRule::GuardsAccount;
    std::swap(r.ranked[0], r.ranked[1]);
    STRCMP_CONTAINS(
        "  decided by rule, above the sums: not promotion, because a message that guards",
        ctl::category_reasons(r).c_str());
    r.rule = CategoryRule::Unsure;
    STRCMP_CONTAINS(
        "  decided by rule: no category has a share of 0.300\n", ctl::category_reasons(r).c_str());
    r.model = ModelUse::OtherLanguage;
    STRCMP_CONTAINS("not asked about this language", ctl::category_reasons(r).c_str());
}

TEST(ReasonsShown, OfAnActionIsTheRuleOrTheSentence)
{
    const core::Action pay { core::ActionKind::Pay, "2026-11-06", 0.9 };
    const std::string phrase
        = ctl::action_reasons({ ActionRule::Phrase, "please pay", true, ModelUse::Asked, {} }, pay);
    STRCMP_EQUAL("  by a phrase that asks to pay: \"please pay\"\n"
                 "  0.1 surer, at most 0.9, because it says by when\n",
        phrase.c_str());
    core::Summands one;
    one.add(Source::Words, "^:could", 2);
    one.add(Source::Facts, "$:?", 0.5);
    one.add(Source::Constant, "bias", -2.5);
    const std::string sentence = ctl::action_reasons(
        { ActionRule::Model, "Could you?", false, ModelUse::Asked, one.take() }, pay);
    for (const char* part :
        { "from 0.400 on it is one: \"Could you?\"\n", "+2.000  \"could\" at the beginning\n",
            "+0.500  ends with ?\n", "    = +0.000, as a probability 0.500\n" })
        STRCMP_CONTAINS(part, sentence.c_str());
    STRCMP_CONTAINS("does not know this language",
        ctl::action_reasons({ ActionRule::Model, "", false, ModelUse::OtherLanguage, {} }, pay)
            .c_str());
}

TEST(ReasonsShown, OfASummaryIsWhatPutsItAhead)
{
    core::Summands ahead;
    ahead.add(Source::Facts, "=p1=l2", 0.5);
    ahead.add(Source::Facts, "=p4", -0.25);
    ahead.add(Source::Facts, "=last", 0.125);
    ahead.add(Source::Facts, "=repeated", -0.0625);
    ahead.add(Source::Words, "^:#", 0.0625);
    const std::string text
        = ctl::summary_reasons({ ModelUse::Asked, false, false, "We met.", ahead.take() });
    for (const char* part : { "sentence 2, words 8 to 12\n", "-0.250  sentence 5 to 6\n",
             "+0.125  last\n", "  repeated\n", "  a number at the beginning\n",
             "    = +0.375 ahead of the first: \"We met.\"\n" })
        STRCMP_CONTAINS(part, text.c_str());
    STRCMP_EQUAL("  the only sentence that says something\n",
        ctl::summary_reasons({ ModelUse::Asked, true, true, "", {} }).c_str());
}

TEST(ReasonsShown, OfAPriorityIsTheCap)
{
    agents::PriorityReasons r { sum(3, 0.5), 88, 29, false };
    STRCMP_CONTAINS("  by rule: newsletter ranks at most 29\n",
        ctl::priority_reasons(r, Category::Newsletter).c_str());
    r.by_threat = true;
    STRCMP_CONTAINS("  by rule: what is not clean ranks at most 29\n",
        ctl::priority_reasons(r, Category::Work).c_str());
    r.highest = 100;
    CHECK_TRUE(ctl::priority_reasons(r, Category::Work).find("rule") == std::string::npos);
}

TEST(ReasonsShown, NothingOfAMessageReachesTheTerminalUnclean)
{
    core::Summands all;
    for (const Source s : { Source::ByHand, Source::Facts, Source::Words, Source::Constant })
        for (const char* name :
            { "s:a\x1b[2Jb", "f:\x1b]0;x\x07", "\xe2\x80\xae", "=p\x1b", "\x1b", "$:\n", "" })
            all.add(s, name, 1);
    const core::Sum hostile = all.take();
    agents::CategoryReasons category = reasons_of_work();
    category.weighed[0].sum = hostile;
    const std::string text = ctl::category_reasons(category)
        + ctl::action_reasons(
            { ActionRule::Model, "x\x1b[1m\n\xc2\x9b", false, ModelUse::Asked, hostile }, {})
        + ctl::action_reasons({ ActionRule::Phrase, "\x1b", false, ModelUse::Asked, {} }, {})
        + ctl::summary_reasons({ ModelUse::Asked, false, true, "\x1b[1m", hostile })
        + ctl::content_reasons({ hostile, 3, false });
    for (const char* bad : { "\x1b", "\x07", "\xe2\x80\xae", "\xc2\x9b" })
        CHECK_TRUE(text.find(bad) == std::string::npos);
    UNSIGNED_LONGS_EQUAL(5, check_sums(text));
}
