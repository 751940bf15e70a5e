// The seal: holds over what MTAs do to fields, breaks at any change of what it covers.
#include "triage/headers/seal.h"

#include <functional>
#include <string>
#include <vector>

#include "triage/headers/render.h"

#include <CppUTest/TestHarness.h>

using namespace std::chrono_literals;
using headers::HeaderField;
using headers::SealCheck;

TEST_GROUP(Seal)
{
    headers::SealKey key = headers::make_seal_key("master key of the site");
    core::WallTime now { std::chrono::seconds { 1790000000 } };
    headers::SealedFields message { "<1@example.org>", "Anna <anna@example.org>",
        "Mon, 2 Nov 2026 09:00:00 +0000", "Plans" };
    core::Digest body = core::sha256("body");
    std::vector<HeaderField> ours { { "X-Triage-Status", "complete; id=a;\n host=mx" },
        { "X-Triage-Priority", "87" }, { "X-Triage-Threat", "clean" } };

    void setup() override
    {
        ours.push_back({ "X-Triage-Seal", headers::make_seal(key, now, ours, message, body) });
    }
    SealCheck check(std::optional<core::Digest> seen = std::nullopt)
    {
        return headers::check_seal(key, now, 1h, ours, message, seen);
    }
    std::string& seal()
    {
        return ours.back().value;
    }
    void expect(SealCheck expected)
    {
        CHECK(check() == expected);
    }
    void replace(const std::string& what, const std::string& with)
    {
        const std::size_t at = seal().find(what);
        CHECK(at != std::string::npos);
        seal().replace(at, what.size(), with);
    }
};

TEST(Seal, VerifiesWithAndWithoutTheBody)
{
    CHECK(check() == SealCheck::Valid);
    CHECK(check(body) == SealCheck::Valid);
}

TEST(Seal, SurvivesRefoldingAndCase)
{
    ours[0] = { "x-triage-status", " complete;\r\n\tid=a; host=mx " };
    message.subject = "  Plans\r\n ";
    message.from = "Anna\r\n <anna@example.org>";
    for (std::size_t at = 0; (at = seal().find("; ", at)) != std::string::npos; ++at)
        seal().replace(at, 2, ";\r\n\t");
    expect(SealCheck::Valid);
}

TEST(Seal, BreaksAtAnyChangeOfWhatItCovers)
{
    const std::vector<std::function<void()>> changes {
        [&] { ours[1].value = "88"; },
        [&] { ours[1].name = "X-Triage-Level"; },
        [&] { ours.erase(ours.begin()); },
        [&] { std::swap(ours[0], ours[1]); },
        [&] {
            ours.insert(ours.begin(), { "X-Triage-Band", "high" });
        },
        [&] { message.message_id = "<2@example.org>"; },
        [&] { message.from = "Eve <eve@example.org>"; },
        [&] { message.date = "Tue, 3 Nov 2026 09:00:00 +0000"; },
        [&] { message.subject = "Other plans"; },
        [&] { std::swap(message.date, message.subject); },
    };
    const auto kept_ours = ours;
    const auto kept_message = message;
    for (const auto& change : changes) {
        change();
        expect(SealCheck::Wrong);
        ours = kept_ours;
        message = kept_message;
    }
    expect(SealCheck::Valid);
}

TEST(Seal, BreaksWhenTheBodyIsAnother)
{
    CHECK(check(core::sha256("another body")) == SealCheck::Wrong);
}

TEST(Seal, BreaksWhenItsTimeIsMoved)
{
    replace("t=1790000000", "t=1790000001");
    expect(SealCheck::Wrong);
}

TEST(Seal, NamesTheKeyWithoutTellingIt)
{
    UNSIGNED_LONGS_EQUAL(8, key.id.size());
    STRCMP_EQUAL(key.id.c_str(), headers::make_seal_key("master key of the site").id.c_str());
    CHECK(core::hex(key.key).find(key.id) == std::string::npos);
}

TEST(Seal, OfAnotherSiteIsUnknown)
{
    key = headers::make_seal_key("another master key");
    expect(SealCheck::UnknownKey);
}

TEST(Seal, ForgedUnderTheRightIdIsWrong)
{
    headers::SealKey forged = headers::make_seal_key("guessed");
    forged.id = key.id;
    const std::vector<HeaderField> others(ours.begin(), ours.end() - 1);
    seal() = headers::make_seal(forged, now, others, message, body);
    expect(SealCheck::Wrong);
}

TEST(Seal, ExpiresAfterItsTimeAndFromTheFuture)
{
    now += 1h;
    expect(SealCheck::Valid);
    now += 1s;
    expect(SealCheck::Expired);
    now -= 1h + 1s + 5min;
    expect(SealCheck::Valid);
    now -= 1s;
    expect(SealCheck::Expired);
}

TEST(Seal, AbsentWhenThereIsNone)
{
    ours.pop_back();
    expect(SealCheck::Absent);
}

TEST(Seal, TwoOfThemAreMalformed)
{
    ours.push_back(ours.back());
    expect(SealCheck::Malformed);
}

TEST(Seal, AnyOtherFormIsMalformed)
{
    const std::string good = seal();
    const std::vector<std::pair<std::string, std::string>> changes { { "v=1", "v=2" },
        { "v=1; ", "" }, { "v=1; ", "v=1;" }, { "k=", "K=" }, { "t=1790000000", "t=-790000000" },
        { "t=1790000000", "t=0x70000000" }, { "t=1790000000", "t=" },
        { "t=1790000000", "t=9999999999999" }, { "bh=", "bh==" }, { "; bh=", "; x=1; bh=" } };
    for (const auto& [what, with] : changes) {
        if (good.find(what) == std::string::npos)
            continue;
        replace(what, with);
        CHECK(check() == SealCheck::Malformed);
        seal() = good;
    }
    for (const std::string& other : { std::string(), std::string("v=1"), good + "; x=1", good + "=",
             "x " + good, good.substr(0, good.size() - 1), std::string(5000, ';') }) {
        seal() = other;
        CHECK(check() == SealCheck::Malformed);
    }
}

TEST(Seal, ASetThatWeChangeIsSealedAnewWithTimeAndBodyAsTheyWere)
{
    const std::string old = seal();
    ours.pop_back();
    ours[1].value = "12";
    ours.push_back({ "X-Triage-Seal", headers::reseal(key, old, ours, message) });
    CHECK(check(body) == SealCheck::Valid);
    CHECK(seal().substr(0, seal().find(" b=")) == old.substr(0, old.find(" b=")));
    CHECK(headers::reseal(key, "v=2; k=1", ours, message).empty());
}
