// The table of built-in rows is well-formed: checks_test stands for the scanner's assumption.
#include "triage/scan/checks.h"

#include <CppUTest/TestHarness.h>

TEST_GROUP(Checks) {};

TEST(Checks, EveryRowIsInTheTableAndExplained)
{
    std::size_t rows = 0;
    for (const scan::CheckGroup& g : scan::check_groups)
        for (const scan::CheckRow& row : g.rows()) {
            ++rows;
            // scan/attached.cc, scan/content_model.cc
            const bool made_elsewhere = row.id == "ATT_NESTED_MSG" || row.id == "MODEL_CONTENT";
            CHECK_TEXT(row.check || row.after || made_elsewhere, std::string(row.id).c_str());
            CHECK_TEXT(row.explanation.ends_with('.'), std::string(row.id).c_str());
        }
    LONGS_EQUAL(rows, scan::built_in_findings().size());
}
