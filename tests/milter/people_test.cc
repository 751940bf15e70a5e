// Whose mail an address's is.
#include "milter/people.h"

#include <CppUTest/TestHarness.h>

using milter::People;

TEST_GROUP(People) {
    static People made(std::string_view delimiters, const std::vector<std::string>& aliases = {}) {
        auto people = People::parse(delimiters, aliases);
CHECK_TRUE(people.ok());
return std::move(people).value();
}
static std::string mistake(const std::vector<std::string>& aliases)
{
    const auto people = People::parse("+", aliases);
    CHECK_FALSE(people.ok());
    return people.error().what;
}
}
;

TEST(People, WhatAUserAddsIsNoOtherPerson)
{
    const People plus = made("+");
    STRCMP_EQUAL("anna@example.org", plus.person("<Anna+lists@Example.ORG.>").c_str());
    STRCMP_EQUAL("anna@example.org", plus.person("anna+a+b@example.org").c_str());
    STRCMP_EQUAL("anna@example.org", plus.person("anna+@example.org").c_str());
    STRCMP_EQUAL("anna-lists@example.org", plus.person("anna-lists@example.org").c_str());
    STRCMP_EQUAL("+anna@example.org", plus.person("+anna@example.org").c_str());
    STRCMP_EQUAL("anna", plus.person("Anna").c_str());
    STRCMP_EQUAL("", plus.person("").c_str());
}

TEST(People, DelimitersAreASetAsInPostfix)
{
    const People both = made("+-");
    STRCMP_EQUAL("anna@example.org", both.person("anna-lists+x@example.org").c_str());
    STRCMP_EQUAL("owner-list@example.org", both.person("owner-list@example.org").c_str());
    STRCMP_EQUAL("list-request@example.org", both.person("list-request@example.org").c_str());
    STRCMP_EQUAL("mailer-daemon@example.org", both.person("MAILER-DAEMON@example.org").c_str());
    STRCMP_EQUAL("anna+x@example.org", made("").person("anna+x@example.org").c_str());
}

TEST(People, AliasesLeadToTheirOwner)
{
    const People people = made("+",
        { "Sales@example.org = anna@example.org", "info@example.org = sales@example.org",
            "@old.example = @example.org", "@catch.example = ben@example.org",
            "shop+x@example.org = carl@example.org" });
    const char* const rows[][2] = { { "sales@EXAMPLE.org", "anna@example.org" },
        { "sales+jobs@example.org", "anna@example.org" },
        { "info@example.org", "anna@example.org" }, { "dora@old.example", "dora@example.org" },
        { "dora+x@old.example", "dora@example.org" }, { "info@old.example", "anna@example.org" },
        { "anything@catch.example", "ben@example.org" },
        { "shop+x@example.org", "carl@example.org" }, { "shop+y@example.org", "shop@example.org" },
        { "anna@elsewhere.example", "anna@elsewhere.example" }, { "sales", "sales" } };
    for (const auto& [address, person] : rows)
        STRCMP_EQUAL(person, people.person(address).c_str());
}

TEST(People, AMistakeSaysWhichEntryAndWhatToWrite)
{
    for (const char* bad : { "sales@example.org", "sales@example.org=anna@example.org", "a = b",
             "sales@example.org = @example.org", "a@example.org = b@example.org, c@example.org",
             " = a@example.org", "a@ = b@example.org" }) {
        STRCMP_CONTAINS("write ALIAS = ADDRESS", People::check_alias(bad).c_str());
        STRCMP_CONTAINS(bad, mistake({ bad }).c_str());
    }
    STRCMP_CONTAINS("is anna@example.org's already",
        mistake({ "s@example.org = anna@example.org", "S@example.org = ben@example.org" }).c_str());
}

TEST(People, ACircleIsRefused)
{
    STRCMP_CONTAINS("leads back to itself", mistake({ "a@x.example = a@x.example" }).c_str());
    STRCMP_CONTAINS("leads back to itself",
        mistake({ "a@x.example = b@x.example", "b@x.example = a@x.example" }).c_str());
    STRCMP_CONTAINS("leads back to itself",
        mistake({ "@x.example = @y.example", "@y.example = @x.example" }).c_str());
    STRCMP_CONTAINS("leads back to itself", mistake({ "@x.example = anna@x.example" }).c_str());
}
