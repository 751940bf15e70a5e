// A model learns which sentence the subject is taken from, from nobody else's subjects and from no
// text that is kept for measuring.
#include "triage/train/summary_fit.h"

#include "triage/agents/summary.h"

#include <CppUTest/TestHarness.h>

namespace {

const char* const things[] = { "boat", "tree", "lamp", "door", "road", "hill", "coin", "fish" };
const char* const colours[] = { "red", "green", "blue", "white", "brown" };

// The second sentence begins with "Regarding" and is what the subject says.
std::vector<train::Titled> messages()
{
    std::vector<train::Titled> all;
    int n = 0;
    for (const char* thing : things)
        for (const char* colour : colours) {
            const std::string subject = std::string(colour) + " " + thing;
            all.push_back({ "We talked for a long time yesterday evening.\n\nRegarding the "
                    + subject + " we have to decide.\n\nThe weather was fine.",
                subject, "s" + std::to_string(n++ % 7) });
        }
    return all;
}

}

TEST_GROUP(SummaryFit) {};

TEST(SummaryFit, LearnsWhereTheSubjectStands)
{
    const auto f = train::fit_summary(messages(), {}, {});
    STRCMP_EQUAL("summary", f.coefficients.name.c_str());
    LONGS_EQUAL(40, f.learnt_from);
    DOUBLES_EQUAL(f.best, f.chosen, 1e-9);
    CHECK(f.chosen > f.first + 0.1);
    const auto m = model::Linear::open(model::serialise(f.coefficients));
    STRCMP_EQUAL("Regarding the old wall we have to decide.",
        agents::summary_of(
            "We met.\n\nWe talked about it.\n\nRegarding the old wall we have to decide.",
            agents::Lexicon(), *m, true)
            .c_str());
}

TEST(SummaryFit, LeavesOutWhatIsKeptAndAnswers)
{
    auto all = messages();
    const std::string kept[] = { "he said: " + all[3].text + " and more" };
    all[5].subject = "Re: " + all[5].subject;
    all[6].subject = "FWD: " + all[6].subject;
    all[7].subject = "[list] " + all[7].subject;
    const auto f = train::fit_summary(all, kept, {});
    LONGS_EQUAL(1, f.left_out);
    LONGS_EQUAL(36, f.learnt_from);
}

TEST(SummaryFit, SameMessagesGiveTheSameModel)
{
    CHECK(model::serialise(train::fit_summary(messages(), {}, {}).coefficients)
        == model::serialise(train::fit_summary(messages(), {}, {}).coefficients));
}
