// Addresses as keys: different spellings of one mailbox must give one key.
#include "triage/core/address.h"

#include <CppUTest/TestHarness.h>

TEST_GROUP(Address) { void same(const char* expected, const char* written) {
    STRCMP_EQUAL(expected, core::normalise_address(written).c_str());
}
}
;

TEST(Address, SpellingsOfOneMailboxAreOneKey)
{
    same("user@example.org", "<User@Example.ORG>");
    same("user@example.org", " user@example.org. ");
    same("user@example.org", "user @ example.org");
    same("user@xn--bcher-kva.example", "User@BÜCHER.example");
    same("user@xn--bcher-kva.example", "user@xn--bcher-kva.example");
}

TEST(Address, TakesTheLastAtSign)
{
    same("\"a@b\"@example.org", "\"a@b\"@example.org");
    STRCMP_EQUAL("example.org", core::address_domain("\"a@b\"@Example.org").c_str());
}

TEST(Address, WhatIsNoAddressComesBackLowerCased)
{
    same("undisclosed-recipients:;", "undisclosed-recipients:;");
    same("", "");
    same("", "<>");
    same("@", "@");
    STRCMP_EQUAL("", core::address_domain("nobody").c_str());
}

TEST(Address, AnImpossibleDomainIsKeptInLowerCase)
{
    same("a@xn--\xD0\xB0.example", "A@XN--\xD0\xB0.example");
}
