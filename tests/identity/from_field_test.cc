// A From field that everybody reads alike has no fault; each way to write one for two readers has.
#include "triage/identity/from_field.h"

#include <CppUTest/TestHarness.h>

TEST_GROUP(FromField) {};

TEST(FromField, WhatPeopleWriteHasNoFault)
{
    for (const char* value : { " Ann Smith <ann@supplier.example>",
             " \"Smith, Ann (\\\"Annie\\\") <x>\" <ann@a.example>",
             " ann@supplier.example (Ann, Smith)", " <ann@a.example> (Ann)", " Team: a@b.example;",
             " Ann\r\n <ann@a.example>,\r\n Ben <ben@a.example>", " Smith, Ann <ann@a.example>",
             " \"a@b\"@a.example", " <\"a<b\"@a.example>", " undisclosed-senders:;", "" })
        LONGS_EQUAL_TEXT(0, identity::from_faults(value), value);
}

TEST(FromField, ARouteIsAFault)
{
    LONGS_EQUAL(identity::Route, identity::from_faults(" <@a.example,@b.example:c@d.example>"));
    LONGS_EQUAL(identity::Route, identity::from_faults(" word< @a.example:c@d.example>(x)"));
}

TEST(FromField, TextBehindTheAddressIsAFault)
{
    LONGS_EQUAL(identity::Trailing, identity::from_faults(" <any@a.example>admin@b.example"));
    LONGS_EQUAL(identity::Trailing, identity::from_faults(" <any@a.example> \"admin\""));
}

TEST(FromField, TwoAddressesInOneEntryAreAFault)
{
    CHECK((identity::from_faults(" <a@a.example> <b@b.example>") & identity::SeveralAngles) != 0);
}

TEST(FromField, ABackslashOutsideOfQuotesIsAFault)
{
    const auto faults = identity::from_faults(" <admin@a.example>\\,<b@b.example>");
    CHECK((faults & identity::Escape) != 0);
}

TEST(FromField, AnEmptyEntryIsAFault)
{
    LONGS_EQUAL(identity::EmptyEntry, identity::from_faults(" ,ann@a.example"));
    LONGS_EQUAL(identity::EmptyEntry, identity::from_faults(" (x),ann@a.example"));
    LONGS_EQUAL(identity::EmptyEntry, identity::from_faults(" ann@a.example,,ben@a.example"));
}

TEST(FromField, ANameAloneBeforeTheAddressIsAFault)
{
    for (const char* value :
        { " Shop , <a@a.example>", " Shop ,_<a@a.example>", " \"Shop\", x <a@a.example>",
            " =?utf-8?Q?Shop?=,<a@a.example>", " Shop, Shop <a@a.example>" })
        LONGS_EQUAL_TEXT(identity::Unaddressed, identity::from_faults(value), value);
    for (const char* value : { " \"Smith, Ann\" <a@a.example>", " Ann (Sales, Bonn) <a@a.example>",
             " M\u00FCller, Ann-Marie <a@a.example>", " a@a.example, Ben <b@a.example>",
             " Team: Ann <a@a.example>, b@a.example;" })
        LONGS_EQUAL_TEXT(0, identity::from_faults(value), value);
}

TEST(FromField, WhatNeverClosesIsAFault)
{
    for (const char* value :
        { " (\\", " \"\\", " ann@a.example (open (((", " \"Ann <ann@a.example>" })
        LONGS_EQUAL_TEXT(identity::Open, identity::from_faults(value), value);
    LONGS_EQUAL(0, identity::from_faults(" Ann ((Sales)) \"\" <ann@a.example>"));
}

TEST(FromField, AFieldForSomeProgramsOnlyIsFound)
{
    for (const char* header : { " From: a@a.example\r\nFrom: b@b.example\r\n\r\n",
             "To: c@c.example\r\nFrom : a@a.example\r\n\r\n",
             "To: c@c.example\r\nFROM\t: a@a.example\r\n\r\n",
             "To: c@c.example\r\nFrom\xFF: a@a.example\r\n\r\n",
             "To: c@c.example\r\nFrom\r\n : a@a.example\r\n\r\n" })
        CHECK_TEXT(!identity::disguised_from(header).empty(), header);
}

TEST(FromField, OrdinaryHeadersHideNone)
{
    for (const char* header :
        { "From: a@a.example\r\nTo: b@b.example\r\n\r\n From : x\r\n", "fRoM:a@a.example\n\nText",
            "From a@a.example Thu Jan  1 10:00:00 2026\nFrom: a@a.example\n\n",
            "Subject: Letter\r\n From: the board\r\nX-From : x\r\n\r\n", "", "From" })
        CHECK_TEXT(identity::disguised_from(header).empty(), header);
}
