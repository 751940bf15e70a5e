#include "triage/headers/table.h"

#include <string>

#include "triage/core/key_view.h"

#include <CppUTest/TestHarness.h>

TEST_GROUP(HeaderTable) {};

TEST(HeaderTable, IsIndexedByField)
{
    for (std::size_t i = 0; i < headers::table.size(); ++i)
        UNSIGNED_LONGS_EQUAL(i, static_cast<std::size_t>(headers::table[i].field));
}

TEST(HeaderTable, EveryNameIsOursAndInvisibleToChecks)
{
    for (const headers::Row& row : headers::table) {
        CHECK(headers::is_ours(row.name));
        CHECK_FALSE(core::key_view(row.name, " x").has_value());
        CHECK_FALSE(row.grammar.empty() || row.meaning.empty());
    }
}

TEST(HeaderTable, ClaimsNamesOfLaterVersionsInAnyCase)
{
    CHECK(headers::is_ours("x-triage-later"));
    CHECK(headers::is_ours("X-TRIAGE-STATUS"));
    CHECK_FALSE(headers::is_ours("X-Triage"));
    CHECK_FALSE(headers::is_ours("X-Trial-Status"));
    CHECK_FALSE(headers::is_ours(""));
}
