// The list of findings: all of them, with the site's severities, mistakes with their place.
#include "milter/ctl/findings.h"

#include <fstream>
#include <sstream>

#include "milter/ctl/options.h"
#include "tests/support/temp_dir.h"

#include <CppUTest/TestHarness.h>

TEST_GROUP(Findings)
{
    milter::Config config;
    std::ostringstream out, errors;
    void setup() override
    {
        config.security.rules_dir = "etc/rules";
        config.security.lists_dir = "etc/lists";
    }
    bool prints(const std::string& text) const
    {
        return out.str().find(text) != std::string::npos;
    }
};

TEST(Findings, ListsChecksAndRulesWithTheSitesSeverity)
{
    config.security.findings["ATT_HTML"] = "high";
    LONGS_EQUAL(ctl::exit_ok, ctl::list_findings(config, false, out, errors));
    CHECK_TRUE(prints("SOC_CREDENTIAL"));
    CHECK_TRUE(prints("ATT_HTML                   attachments  high"));
    STRCMP_EQUAL("", errors.str().c_str());
}

TEST(Findings, MakesItemsForTheManual)
{
    LONGS_EQUAL(ctl::exit_ok, ctl::list_findings(config, true, out, errors));
    CHECK_TRUE(prints(".Ss Attachments\n"));
    CHECK_TRUE(prints(".It Sy ATT_HTML Pq medium\nAn attachment"));
}

TEST(Findings, AMistakeInARuleFileIsNamed)
{
    const support::TempDir dir;
    const std::string file = dir.path() + "/site.conf";
    std::ofstream(file) << "[MY_RULE]\ncolour = red\n";
    config.security.rules = { file };
    LONGS_EQUAL(ctl::exit_error, ctl::list_findings(config, false, out, errors));
    CHECK_TRUE(errors.str().find("site.conf:2: ") != std::string::npos);
}
