// One recipient's values in a set that several got: what changes, what stays, and the seal over it.
#include "triage/headers/restamp.h"

#include <algorithm>

#include <CppUTest/TestHarness.h>

using namespace std::chrono_literals;
using headers::HeaderField;
using headers::OwnValues;
using headers::SealCheck;

TEST_GROUP(Restamp)
{
    headers::SealKey key = headers::make_seal_key("master key of the site");
    core::WallTime now { std::chrono::seconds { 1790000000 } };
    headers::SealedFields message { " <1@example.org>", " Anna <anna@example.org>", " Mon",
        " Plans" };
    core::Digest body = core::sha256("body");
    // As they come back from a mailbox.
    std::vector<HeaderField> ours { { "X-Triage-Status", " complete; id=a;\r\n host=mx" },
        { "X-Triage-Priority", " 41" }, { "X-Triage-Band", " normal" },
        { "X-Triage-Level", " ****" }, { "X-Triage-Category", " work" },
        { "X-Triage-Threat", " clean" }, { "X-Triage-Why", " question(+0.4)" } };
    OwnValues own { 93, core::Band::Urgent, std::nullopt, "pair-answered(+1.9) sole-to(+0.5)" };

    std::vector<HeaderField> stamped()
    {
        ours.push_back({ "X-Triage-Seal", headers::make_seal(key, now, ours, message, body) });
        return headers::restamp(ours, own, message, key);
    }
    static std::string value(const std::vector<HeaderField>& fields, std::string_view name)
    {
        const auto at = std::find_if(
            fields.begin(), fields.end(), [&](const HeaderField& f) { return f.name == name; });
        return at == fields.end() ? "absent" : at->value;
    }
};

TEST(Restamp, PutsTheRecipientsValuesInTheirPlaces)
{
    const auto fields = stamped();
    LONGS_EQUAL(ours.size(), fields.size());
    for (std::size_t i = 0; i < ours.size(); ++i)
        CHECK(fields[i].name == ours[i].name);
    CHECK(value(fields, "X-Triage-Priority") == "93");
    CHECK(value(fields, "X-Triage-Band") == "urgent");
    CHECK(value(fields, "X-Triage-Level") == "*********");
    CHECK(value(fields, "X-Triage-Why") == own.why);
    CHECK(value(fields, "X-Triage-Category") == "work");
    CHECK(value(fields, "X-Triage-Status") == "complete; id=a; host=mx");
}

TEST(Restamp, SealsWhatItMade)
{
    const auto fields = stamped();
    CHECK(headers::check_seal(key, now, 1h, fields, message, body) == SealCheck::Valid);
    CHECK(headers::check_seal(key, now + 2h, 1h, fields, message, body) == SealCheck::Expired);
    CHECK(headers::check_seal(key, now, 1h, fields, message, core::sha256("another"))
        == SealCheck::Wrong);
}

TEST(Restamp, ACategoryOfTheRecipientsOwnReplacesOurs)
{
    own.category = core::Category::Newsletter;
    CHECK(value(stamped(), "X-Triage-Category") == "newsletter");
}

TEST(Restamp, ReasonsComeInWhereThereWereNone)
{
    ours.pop_back();
    const auto fields = stamped();
    CHECK(fields[fields.size() - 2].name == "X-Triage-Why");
    CHECK(value(fields, "X-Triage-Why") == own.why);
}

TEST(Restamp, WithoutReasonsOfTheRecipientsTheOldOnesStay)
{
    own.why.clear();
    CHECK(value(stamped(), "X-Triage-Why") == "question(+0.4)");
}

TEST(Restamp, AMessageWithoutPriorityGetsNone)
{
    ours
        = { { "X-Triage-Status", " skipped; reason=overload" }, { "X-Triage-Threat", " unknown" } };
    const auto fields = stamped();
    LONGS_EQUAL(3, fields.size());
    CHECK(value(fields, "X-Triage-Priority") == "absent");
    CHECK(value(fields, "X-Triage-Why") == "absent");
}

TEST(Restamp, NothingFromTheStoreBreaksOutOfAField)
{
    own.priority = 5000;
    own.why = "pair(+1.0)\r\nX-Triage-Threat: clean\x01";
    const auto fields = stamped();
    CHECK(value(fields, "X-Triage-Priority") == "100");
    CHECK(value(fields, "X-Triage-Why").find_first_of("\r\n:\x01") == std::string::npos);
}
