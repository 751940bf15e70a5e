#include "milter/generation_file.h"

#include "milter/config_keys.h"
#include "tests/support/temp_dir.h"

#include <CppUTest/TestHarness.h>

TEST_GROUP(GenerationFile)
{
    support::TempDir folder;
    milter::Config config;
    void setup() override
    {
        config.security.rules_dir = folder.path();
        config.security.lists_dir = folder.path();
    }
};

TEST(GenerationFile, TakesEveryRuleFileInNameOrderThenTheSitesOwn)
{
    folder.write("b.conf", "");
    folder.write("a.conf", "");
    folder.write("a.conf~", "");
    config.security.rules = { "/site/0.conf" };
    const auto sources = milter::generation_sources(config);
    CHECK((sources.rule_files
        == std::vector<std::string> {
            folder.file("a.conf"), folder.file("b.conf"), "/site/0.conf" }));
}

TEST(GenerationFile, LocalDomainsAreLowerCaseALabels)
{
    config.policy.local_domains = { "B\xc3\xbc"
                                    "cher.Example" };
    STRCMP_EQUAL(
        "xn--bcher-kva.example", milter::generation_sources(config).local_domains.at(0).c_str());
}

TEST(GenerationFile, EveryWordThatTheTableAllowsMeansSomething)
{
    const auto each = [](const char* key, auto check) {
        std::string_view words = milter::find_key(key)->rule.words;
        while (!words.empty()) {
            const auto word = words.substr(0, words.find(' '));
            check(std::string(word));
            words.remove_prefix(std::min(words.size(), word.size() + 1));
        }
    };
    each("agents.fault", [&](const std::string& word) {
        config.agents.fault = word;
        CHECK_TEXT(
            milter::generation_sources(config).agents.fault != agents::Fault::None, word.c_str());
    });
    each("agents.fault_stage", [&](const std::string& word) {
        config.agents.fault_stage = word;
        STRCMP_EQUAL(word.c_str(),
            std::string(core::name(milter::generation_sources(config).agents.fault_stage)).c_str());
    });
    each("agents.disabled", [&](const std::string& word) {
        config.agents.disabled = { word };
        CHECK_TEXT(!milter::generation_sources(config).agents.disabled.empty(), word.c_str());
    });
    each("security.findings", [&](const std::string& word) {
        config.security.findings = { { "SOME_ID", word } };
        const auto override = milter::generation_sources(config).findings.at("SOME_ID");
        CHECK_TEXT(override.enabled == override.severity.has_value(), word.c_str());
    });
}

TEST(GenerationFile, ThreatDetectionOffMeansNoScan)
{
    CHECK_FALSE(milter::generation_sources(config).agents.disabled.has(core::Stage::Scan));
    config.security.threat_detection = false;
    CHECK(milter::generation_sources(config).agents.disabled.has(core::Stage::Scan));
}

TEST(GenerationFile, LimitsComeFromTheProcessingGroup)
{
    config.processing.max_parts = 7;
    config.processing.max_text_bytes = 8192;
    const auto limits = milter::generation_sources(config).limits;
    LONGS_EQUAL(7, limits.parts);
    CHECK(limits.text_bytes == 8192);
}

TEST(GenerationFile, DefaultLimitsAreTheEnginesOwn)
{
    const auto limits = milter::generation_sources({}).limits;
    const core::Limits own;
    CHECK(limits.header_fields == own.header_fields && limits.parts == own.parts
        && limits.depth == own.depth && limits.decoded_bytes == own.decoded_bytes
        && limits.text_bytes == own.text_bytes && limits.links == own.links);
}

TEST(GenerationFile, MissingFoldersAreNamedWithTheirKeys)
{
    config.security.rules_dir = folder.file("none");
    config.security.lists_dir = folder.file("neither");
    const auto made = milter::make_generation(config);
    CHECK(!made.generation);
    LONGS_EQUAL(2, made.errors.size());
    STRCMP_CONTAINS("security.rules_dir: there is no folder", made.errors[0].what.c_str());
}
