// Texts with subjects are read with their place, and the table says what each way is worth.
#include "triage/train/summary_eval.h"

#include <tuple>

#include <CppUTest/TestHarness.h>

namespace {

std::vector<train::Subjected> texts()
{
    return std::vector<train::Subjected>(20,
        { "Hi Tom,\n\nWe talked yesterday evening.\n\nThe roof needs new tiles.\n", "new tiles",
            { "roof tiles", "tiles" } });
}

model::Linear likes(const char* word)
{
    model::Coefficients c;
    c.weights = { { model::term_hash(word), 1 } };
    return *model::Linear::open(model::serialise(c));
}

}

TEST_GROUP(SummaryEval) {};

TEST(SummaryEval, ReadsTextSubjectAndOtherSubjects)
{
    const auto s
        = train::read_subjected("f", "One.\nTwo.\n\n@subject\nCounting\n\n@ann0\na\n\n@ann1\nb\n");
    STRCMP_EQUAL("Counting", s->subject.c_str());
    LONGS_EQUAL(2, s->others.size());
    STRCMP_CONTAINS("Two.", s->text.c_str());
    for (const char* bad : { "One.\n", "@subject\nCounting\n", "" }) {
        const auto failed = train::read_subjected("x/y.txt", bad);
        CHECK_FALSE(failed.ok());
        CHECK(failed.error().what.starts_with("x/y.txt: "));
    }
}

TEST(SummaryEval, TellsTheWaysApart)
{
    const auto table = train::evaluate_summary(texts(), likes("w:tiles"));
    LONGS_EQUAL(5, table.ways.size());
    const auto& [first, lead, rules, model, best]
        = std::tie(table.ways[0], table.ways[1], table.ways[2], table.ways[3], table.ways[4]);
    DOUBLES_EQUAL(0, lead.subject.one, 0);
    DOUBLES_EQUAL(0, rules.subject.one, 0);
    DOUBLES_EQUAL(100 * 2.0 * 2 / (5 + 2), model.subject.one, 1e-6);
    DOUBLES_EQUAL(best.subject.one, model.subject.one, 1e-6);
    CHECK(model.others.one > 0);
    DOUBLES_EQUAL(model.subject.one, table.one.mean, 1e-6);
    DOUBLES_EQUAL(table.one.mean, table.one.interval.low, 1e-6); // all texts are the same
}

TEST(SummaryEval, WithoutAModelNothingIsGained)
{
    const auto table = train::evaluate_summary(texts(), {});
    DOUBLES_EQUAL(0, table.one.mean, 1e-9);
    CHECK(train::evaluate_summary({}, {}).one.mean == 0);
}
