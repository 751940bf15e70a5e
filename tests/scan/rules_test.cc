// Rule files: what they may say, and that every mistake is named with its file and line.
#include "triage/scan/rules.h"

#include "triage/scan/checks.h"

#include <CppUTest/TestHarness.h>

namespace {
const std::string good = "[MY_RULE]\n"
                         "# a comment\n"
                         "surface = subject text\n"
                         "pattern = one\n"
                         "pattern = two\n"
                         "flags = word\n"
                         "group = content\n"
                         "severity = low\n"
                         "explain = Says one or two.\n"
                         "needs = freemail | LINK_IP_HOST | identity\n"
                         "except = list-mail\n"
                         "at_least = 2\n"
                         "raise = high if no-links\n";

scan::ParsedRules parse(const std::string& text)
{
    const std::vector<scan::RuleText> files { { "my.conf", text } };
    return scan::parse_rules(files, scan::built_in_findings());
}

// The one mistake in the text; "" if there is none, "several" if there are more.
std::string mistake(const std::string& text)
{
    const auto parsed = parse(text);
    if (parsed.errors.empty())
        return "";
    return parsed.errors.size() == 1 ? parsed.errors[0].what : "several";
}

bool begins(const std::string& s, const std::string& head)
{
    return s.starts_with(head);
}
}

TEST_GROUP(Rules) {};

TEST(Rules, ReadsEveryKey)
{
    const auto parsed = parse(good);
    CHECK_TRUE(parsed.errors.empty());
    LONGS_EQUAL(1, parsed.rules.size());
    const scan::Rule& r = parsed.rules[0].rule;
    STRCMP_EQUAL("MY_RULE", r.row.id.c_str());
    LONGS_EQUAL(2, r.patterns.size());
    STRCMP_EQUAL("\\b(?:one)\\b", r.patterns[0].c_str());
    LONGS_EQUAL(2, r.at_least);
    LONGS_EQUAL(1, r.needs.size());
    LONGS_EQUAL(scan::Freemail, r.needs[0].facts);
    STRCMP_EQUAL("LINK_IP_HOST", r.needs[0].ids.at(0).c_str());
    CHECK(core::Severity::High == r.raised);
}

TEST(Rules, NamesFileLineAndChoices)
{
    CHECK(begins(mistake(good + "colour = red\n"), "my.conf:14: unknown key 'colour'; write "));
    CHECK(begins(mistake(good + "severity = low\n"), "my.conf:14: 'severity' is set already"));
    CHECK(begins(mistake(good + "needs = freemale\n"), "my.conf:14: unknown term 'freemale'"));
    CHECK(begins(mistake(good + "needs = NO_SUCH_ID\n"), "my.conf:14: no finding has the id"));
    CHECK(begins(mistake("pattern = x\n"), "my.conf:1: this key belongs to no rule"));
    CHECK(begins(mistake(good + "nonsense\n"), "my.conf:14: expected 'key = value'"));
}

TEST(Rules, IdOfABuiltInFindingIsAMistake)
{
    std::string text = good;
    text.replace(1, 7, "ATT_HTML");
    CHECK(begins(mistake(text), "my.conf:1: finding id 'ATT_HTML' is defined twice"));
}

TEST(Rules, MissingKeysAreAllNamed)
{
    LONGS_EQUAL(5, parse("[EMPTY]\n").errors.size());
}

TEST(Rules, AccentsOnAFoldedSurfaceAreAMistake)
{
    CHECK(begins(mistake(good + "pattern = \u00FCber\n"), "my.conf:14: this surface is matched"));
    STRCMP_EQUAL("", mistake(good + "pattern = \u043F\u0440\u0438\n").c_str());
}

TEST(Rules, BadPatternsAreNamedWithTheirLine)
{
    const std::vector<scan::RuleText> files { { "my.conf", good + "pattern = (\n" } };
    const auto compiled = scan::compile_rules(files, scan::built_in_findings());
    LONGS_EQUAL(1, compiled.errors.size()); // not one for each surface of the rule
    CHECK(begins(compiled.errors[0].what, "my.conf:14: the pattern cannot be used: "));
}

TEST(Rules, TravelUnchanged)
{
    const auto parsed = parse(good);
    const std::vector<scan::Rule> rules { parsed.rules[0].rule };
    const auto bytes = scan::serialise(rules);
    const auto back = scan::read_rules(bytes);
    CHECK_TRUE(back.ok());
    CHECK_TRUE(scan::serialise(*back) == bytes);
    CHECK_FALSE(scan::read_rules(bytes.substr(0, bytes.size() - 1)).ok());
}
