// What counts as a repeat and what does not.
#include "triage/train/fingerprint.h"

#include <CppUTest/TestHarness.h>

#include <string>

using train::fingerprint;

TEST_GROUP(Fingerprint) { static std::string letter(
    const std::string& name, const std::string& number) { std::string text;
for (int i = 0; i < 40; ++i)
    text += "line " + std::string(1, static_cast<char>('a' + i % 26)) + std::to_string(i)
        + " of a letter whose words stand in this order ";
return text + "dear " + name + " your number is " + number;
}
static bool near(std::uint64_t a, std::uint64_t b)
{
    const std::uint64_t both[] = { a, b };
    return train::repeats(both)[1];
}
}
;

TEST(Fingerprint, CaseDigitsAndPunctuationDoNotMatter)
{
    CHECK_EQUAL(fingerprint("Invoice 12", "Pay 400 now, please."),
        fingerprint("invoice 9876", "pay 3 NOW please"));
}

TEST(Fingerprint, OneNameChangedIsARepeat)
{
    CHECK(
        near(fingerprint("Hello", letter("ann", "77")), fingerprint("Hello", letter("bob", "5"))));
}

TEST(Fingerprint, OtherTextIsNone)
{
    CHECK_FALSE(near(fingerprint("Hello", letter("ann", "77")),
        fingerprint("Minutes", "we met on monday and agreed on the plan for the roof")));
}

TEST(Fingerprint, NothingToGoByIsNoRepeat)
{
    CHECK_EQUAL(std::uint64_t { 0 }, fingerprint("", " --- "));
    CHECK_FALSE(near(0, 0));
}

TEST(Fingerprint, FirstOfItsKindStays)
{
    const std::uint64_t three[] = { 0xff00ff00ff00ff00, 0xff00ff00ff00ff01, 0x00ff00ff00ff00ff };
    const auto found = train::repeats(three);
    CHECK_FALSE(found[0]);
    CHECK(found[1]);
    CHECK_FALSE(found[2]);
}
