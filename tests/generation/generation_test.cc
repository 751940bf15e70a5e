// A generation is built from sources with every mistake named, is the same for the same sources,
// and opens only as it was written.
#include "triage/generation.h"

#include "tests/support/temp_dir.h"
#include "triage/agents/models.h"
#include "triage/identity/lists.h"
#include "triage/scan/scanner.h"

#include <CppUTest/TestHarness.h>

namespace {
triage::GenerationSources sources()
{
    triage::GenerationSources s;
    s.rule_files = { "etc/rules/headers.conf" };
    s.lists_dir = "etc/lists";
    s.local_domains = { "ourfirm.example" };
    return s;
}
}

TEST_GROUP(Generation) {};

TEST(Generation, HoldsWhatTheScannerNeeds)
{
    const auto result = triage::build_generation(sources());
    CHECK_TRUE(result.errors.empty());
    const auto g = triage::Generation::open(result.built.bytes);
    CHECK_TRUE(g.ok());
    CHECK_TRUE(g->digest() == result.built.digest);
    const auto scanner
        = scan::Scanner::open([&](std::string_view name) { return g->section(name); });
    CHECK_TRUE(scanner.ok());
    LONGS_EQUAL(result.built.findings.size(), scanner->findings().size());
    LONGS_EQUAL(result.built.findings.size(), result.built.severities.rows.size());
    CHECK_TRUE(g->section("no such section").empty());
}

TEST(Generation, SameSourcesGiveTheSameBytes)
{
    const auto a = triage::build_generation(sources());
    const auto b = triage::build_generation(sources());
    CHECK_TRUE(a.built.bytes == b.built.bytes);
}

TEST(Generation, EverySourceChangesTheDigest)
{
    const auto digest = triage::build_generation(sources()).built.digest;
    auto s = sources();
    s.local_domains.push_back("other.example");
    CHECK_FALSE(triage::build_generation(s).built.digest == digest);
    s = sources();
    s.limits.links = 1;
    CHECK_FALSE(triage::build_generation(s).built.digest == digest);
    s = sources();
    s.findings["ATT_HTML"].enabled = false;
    CHECK_FALSE(triage::build_generation(s).built.digest == digest);
    s = sources();
    s.verifiers.ids = { "mx.ourfirm.example" };
    CHECK_FALSE(triage::build_generation(s).built.digest == digest);
}

TEST(Generation, AModelThatCannotBeReadCostsTheModelAlone)
{
    const auto without = triage::build_generation(sources());
    CHECK_TRUE(without.built.degraded.empty());
    for (const char* file : { "etc/no-such.model", "etc/triage-milter.conf" }) {
        auto s = sources();
        s.model_file = file;
        const auto result = triage::build_generation(s);
        CHECK_TRUE(result.errors.empty());
        CHECK_TRUE(result.built.degraded.at(0).what.starts_with(file));
        CHECK_TRUE(result.built.digest == without.built.digest);
    }
}

TEST(Generation, TheModelThatComesWithTheProgramIsInTheDigest)
{
    auto s = sources();
    s.model_file = "etc/models/threats.model";
    const auto result = triage::build_generation(s);
    CHECK_TRUE(result.built.degraded.empty());
    CHECK_FALSE(result.built.digest == triage::build_generation(sources()).built.digest);
}

TEST(Generation, ModelsOfTheAgentsAreInTheDigestOrTheirAbsenceIsTold)
{
    auto s = sources();
    s.models_dir = "etc/models";
    const auto with = triage::build_generation(s);
    CHECK_TRUE(with.built.degraded.empty());
    const auto without = triage::build_generation(sources());
    CHECK_FALSE(with.built.digest == without.built.digest);
    s.models_dir = "etc/rules";
    const auto none = triage::build_generation(s);
    CHECK_TRUE(none.errors.empty());
    LONGS_EQUAL(agents::model_rows.size(), none.built.degraded.size());
    CHECK_TRUE(
        none.built.degraded[0].what.starts_with("etc/rules/category.model: cannot be read; "));
    CHECK_TRUE(none.built.digest == without.built.digest);
}

TEST(Generation, AModelOfSomethingElseIsNotTaken)
{
    auto s = sources();
    s.model_file = "etc/models/requests.model";
    const auto result = triage::build_generation(s);
    STRCMP_CONTAINS(
        "is a model of requests, not of threats", result.built.degraded.at(0).what.c_str());
}

TEST(Generation, MistakesOfAllSourcesComeTogether)
{
    auto s = sources();
    s.rule_files.push_back("etc/rules/no-such.conf");
    s.lists_dir = "etc/no-such";
    const auto result = triage::build_generation(s);
    // The lists, with brands, vips and allow, and the rule file.
    LONGS_EQUAL(identity::host_list_files.size() + 4, result.errors.size());
}

TEST(Generation, OverrideOfAnUnknownFindingIsAMistake)
{
    auto s = sources();
    s.findings["NO_SUCH"] = {};
    const auto result = triage::build_generation(s);
    LONGS_EQUAL(1, result.errors.size());
    STRCMP_CONTAINS("NO_SUCH", result.errors[0].what.c_str());
}

TEST(Generation, DamagedBytesDoNotOpen)
{
    auto bytes = triage::build_generation(sources()).built.bytes;
    for (const std::size_t n : { std::size_t { 0 }, std::size_t { 8 }, std::size_t { 20 },
             std::size_t { 60 }, bytes.size() - 1 })
        CHECK_FALSE(triage::Generation::open(std::string_view(bytes).substr(0, n)).ok());
    CHECK_FALSE(triage::Generation::open(bytes + "x").ok());
    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
    CHECK_FALSE(triage::Generation::open(bytes).ok());
}

TEST(Generation, TheSitesListsAreAddedAndMistypedNamesRefused)
{
    support::TempDir dir;
    auto s = sources();
    const auto before = triage::build_generation(s).built.digest;
    s.site_lists_dir = dir.path();
    CHECK(before == triage::build_generation(s).built.digest);
    dir.write("freemail", "mail.ourtown.example\n");
    dir.write(".freemail.swp", "x");
    CHECK(before != triage::build_generation(s).built.digest);
    dir.write("brnads", "x\n");
    const auto result = triage::build_generation(s);
    LONGS_EQUAL(1, result.errors.size());
    STRCMP_CONTAINS("/brnads: no list has this name", result.errors[0].what.c_str());
}
