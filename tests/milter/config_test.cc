#include "milter/config.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "milter/config_keys.h"
#include "tests/support/temp_dir.h"

#include <CppUTest/TestHarness.h>

namespace {

std::string first_error(const milter::LoadedConfig& loaded)
{
    return loaded.errors.empty() ? "" : loaded.errors.front().what;
}

} // namespace

TEST_GROUP(Config)
{
    support::TempDir folder;

    milter::LoadedConfig load(const std::string& text) const
    {
        return milter::load_config(folder.write("t.conf", text));
    }
    // The only mistake of a file, without the folder in front.
    std::string mistake(const std::string& text) const
    {
        const auto loaded = load(text);
        LONGS_EQUAL_TEXT(1, loaded.errors.size(), text.c_str());
        std::string what = first_error(loaded);
        for (auto at = what.find(folder.path()); at != std::string::npos;
             at = what.find(folder.path()))
            what.erase(at, folder.path().size() + 1);
        return what;
    }
};

TEST(Config, EmptyFileGivesEveryDefault)
{
    const auto loaded = load("");
    CHECK(loaded.errors.empty());
    CHECK(milter::describe(loaded.config) == milter::describe(milter::Config {}));
}

TEST(Config, MissingFileIsAMistake)
{
    const auto loaded = milter::load_config(folder.path() + "/none.conf");
    STRCMP_EQUAL(
        (folder.path() + "/none.conf: there is no such file").c_str(), first_error(loaded).c_str());
}

TEST(Config, ReadsEveryTypeOfValue)
{
    const auto loaded = load("mode = \"observe\";\n"
                             "scaling = { min_workers = 3; auto_scaling_enabled = false; };\n"
                             "processing = { max_inflight_bytes = 9000000000L; };\n"
                             "policy = { local_domains = [ \"example.org\", \"example.net\" ]; };\n"
                             "security = { findings = { FROM_BRAND_NAME = \"low\"; }; };\n");
    STRCMP_EQUAL("", first_error(loaded).c_str());
    const auto& c = loaded.config;
    STRCMP_EQUAL("observe", c.mode.c_str());
    LONGS_EQUAL(3, c.scaling.min_workers);
    CHECK_FALSE(c.scaling.auto_scaling_enabled);
    CHECK(c.processing.max_inflight_bytes == 9000000000ull);
    LONGS_EQUAL(2, c.policy.local_domains.size());
    STRCMP_EQUAL("low", c.security.findings.at("FROM_BRAND_NAME").c_str());
}

TEST(Config, ReportsEveryMistakeAtOnce)
{
    const auto loaded
        = load("mode = 3;\nscaling = { min_workers = 0; };\nlog = { level = \"loud\"; };\n");
    LONGS_EQUAL(3, loaded.errors.size());
}

TEST(Config, EachMistakeNamesItsLineAndRemedy)
{
    struct Row {
        const char* text;
        const char* error;
    };
    const Row rows[] = {
        { "scaling = { min_wokers = 2; };",
            "t.conf:1: there is no scaling.min_wokers, write scaling.min_workers" },
        { "\n\nbreakrs = { };", "t.conf:3: there is no breakrs, write breakers" },
        { "nonsense = { };", "t.conf:1: there is no nonsense, see triage-milter.conf(5)" },
        { "milter = { ttl_s = 3; };", "t.conf:1: there is no milter.ttl_s, write caching.ttl_s" },
        { "caching = { default_ttl = 3; };",
            "t.conf:1: there is no caching.default_ttl, write caching.ttl_s" },
        { "mode = 3;", "t.conf:1: mode is a number, write a text" },
        { "mode = \"tga\";", "t.conf:1: mode is \"tga\", write tag or observe" },
        { "scaling = 3;", "t.conf:1: scaling is a group, write scaling = { ... };" },
        { "scaling = { max_workers = 21; };",
            "t.conf:1: scaling.max_workers is 21, write 1 to 20" },
        { "scaling = { max_workers = -1; };",
            "t.conf:1: scaling.max_workers is -1, write 1 to 20" },
        { "scaling = { max_workers = \"4\"; };",
            "t.conf:1: scaling.max_workers is a text, write a number" },
        { "caching = { enabled = 1; };",
            "t.conf:1: caching.enabled is a number, write true or false" },
        { "policy = { local_domains = \"a.example\"; };",
            "t.conf:1: policy.local_domains is a text, write a list, such as [ \"a\", \"b\" ]" },
        { "policy = { own_networks = [ \"10.0.0.0/33\" ]; };",
            "t.conf:1: policy.own_networks is \"10.0.0.0/33\", write ADDRESS or ADDRESS/BITS, such "
            "as \"192.0.2.0/24\"" },
        { "policy = { aliases = [ \"sales@example.org\" ]; };",
            "t.conf:1: policy.aliases is \"sales@example.org\", write ALIAS = ADDRESS, such as" },
        { "policy = {\naliases = [ \"a@x.example = b@x.example\", \"b@x.example = a@x.example\" ]; "
          "};",
            "t.conf:2: policy.aliases: \"a@x.example = b@x.example\" leads back to itself" },
        { "policy = { local_domains = [ \"@a\" ]; };",
            "t.conf:1: policy.local_domains is \"@a\", write a domain, such as \"example.org\"" },
        { "milter = { socket = \"tcp:127.0.0.1:99\"; };",
            "t.conf:1: milter.socket is \"tcp:127.0.0.1:99\", write unix:PATH or inet:PORT@HOST" },
        { "milter = { socket_mode = \"rw\"; };",
            "t.conf:1: milter.socket_mode is \"rw\", write three or four octal digits, such as "
            "\"0660\"" },
        { "monitoring = { http_listen = \"localhost:80\"; };",
            "t.conf:1: monitoring.http_listen is \"localhost:80\", write ADDRESS:PORT with a "
            "numeric address, or \"\" for none" },
        { "agents = { disabled = [ \"clasify\" ]; };",
            "t.conf:1: agents.disabled is \"clasify\", write classify, summarise or "
            "respond" },
        { "agents = { fault = \"boom\"; };",
            "t.conf:1: agents.fault is \"boom\", write hang, crash, throw, memory, garbage or "
            "spin" },
        { "agents = { fault_field = \"X Fault\"; };",
            "t.conf:1: agents.fault_field is \"X Fault\", write the name of a header field without "
            "its colon" },
        { "security = { findings = { SOME_ID = \"harmless\"; }; };",
            "t.conf:1: security.findings is \"harmless\", write off, info, low, medium, high or "
            "critical" },
        { "security = { rules = [ \"none.conf\" ]; };",
            "t.conf:1: security.rules is \"none.conf\", there is no such file" },
        { "mode = \"tag\"\nmode = \"tag\"\n", "t.conf:2: duplicate setting name" },
        { "\nmode = ;", "t.conf:2: syntax error" },
        { "caching = { max_bytes = 9999999999; };",
            "t.conf:1: 9999999999 is beyond 32 bits, write 9999999999L" },
        { "scaling = {\nmin_workers = 5;\nmax_workers = 4; };",
            "t.conf:2: scaling.min_workers is 5, above scaling.max_workers, which is 4" },
        { "processing = { max_inflight_bytes = 70000; };",
            "t.conf:1: processing.max_inflight_bytes has no room for one message of "
            "processing.max_bytes, 67108864" },
        { "@include \"none.conf\"",
            "t.conf:1: @include: none.conf is not a file, write a name relative to " },
    };
    for (const auto& row : rows)
        STRCMP_CONTAINS(row.error, mistake(row.text).c_str());
}

TEST(Config, IncludedFileIsReadAndNamedInItsMistakes)
{
    folder.write("part.conf", "scaling = {\n  max_workers = 99; };\n");
    STRCMP_CONTAINS(
        "part.conf:2: scaling.max_workers is 99", mistake("@include \"part.conf\"\n").c_str());
    folder.write("part.conf", "scaling = { max_workers = 9; };\n");
    LONGS_EQUAL(9, load("@include \"part.conf\"\n").config.scaling.max_workers);
}

TEST(Config, IncludingAFolderIsAMistakeNotTheEndOfTheProcess)
{
    std::filesystem::create_directory(folder.path() + "/sub");
    STRCMP_CONTAINS("t.conf:1: @include: sub is not a file", mistake("@include \"sub\"\n").c_str());
}

TEST(Config, NumbersInCommentsAndTextsAreNotChecked)
{
    const auto loaded = load("# 99999999999\n// 99999999999\n/* 99999999999\n 99999999999 */\n"
                             "headers = { host = \"mx99999999999 \\\" 99999999999\"; };\n");
    STRCMP_EQUAL("", first_error(loaded).c_str());
}

TEST(Config, RelativePathsAreTakenFromTheFolderOfTheFile)
{
    const auto c = load("milter = { socket = \"unix:m.sock\"; };\nlog = { file = \"l.log\"; };\n"
                        "monitoring = { stats_socket = \"\"; };\nstore = { path = \"/abs\"; };\n")
                       .config;
    STRCMP_EQUAL(("unix:" + folder.path() + "/m.sock").c_str(), c.milter.socket.c_str());
    STRCMP_EQUAL((folder.path() + "/l.log").c_str(), c.log.file.c_str());
    STRCMP_EQUAL("", c.monitoring.stats_socket.c_str());
    STRCMP_EQUAL("/abs", c.store.path.c_str());
}

TEST(Config, RestartNeededNamesOnlyKeysThatAReloadCannotApply)
{
    milter::Config a, b;
    b.milter.socket = "unix:/elsewhere";
    b.scaling.max_workers = 7;
    const auto names = milter::restart_needed(a, b);
    LONGS_EQUAL(1, names.size());
    STRCMP_EQUAL("milter.socket", names.front().c_str());
}

TEST(Config, DescribeWritesValuesAsAFileWouldHaveThem)
{
    milter::Config config;
    config.headers.host = "a\"b\\";
    config.policy.local_domains = { "a", "b" };
    config.security.findings = { { "X", "off" } };
    std::map<std::string, std::string> rows;
    for (auto& [key, value] : milter::describe(config))
        rows[key] = value;
    STRCMP_EQUAL("\"a\\\"b\\\\\"", rows["headers.host"].c_str());
    STRCMP_EQUAL("[ \"a\", \"b\" ]", rows["policy.local_domains"].c_str());
    STRCMP_EQUAL("[ ]", rows["policy.own_networks"].c_str());
    STRCMP_EQUAL("{ X = \"off\"; }", rows["security.findings"].c_str());
    STRCMP_EQUAL("true", rows["caching.enabled"].c_str());
    STRCMP_EQUAL("67108864", rows["processing.max_bytes"].c_str());
}

TEST(Config, EveryDefaultObeysItsOwnRule)
{
    std::string text = "mode = \"tag\";\n";
    std::string group;
    for (const auto& key : milter::config_keys()) {
        if (key.group().empty())
            continue;
        if (group != key.group()) {
            text += (group.empty() ? "" : "};\n") + std::string(key.group()) + " = {\n";
            group = key.group();
        }
        text += key.name.substr(group.size() + 1) + " = " + milter::value_text(key, {}) + ";\n";
    }
    const auto loaded = load(text + "};\n");
    STRCMP_EQUAL("", first_error(loaded).c_str());
    CHECK(milter::describe(loaded.config) == milter::describe(milter::Config {}));
}

TEST(Config, EverySynonymLeadsToAKey)
{
    for (const auto& synonym : milter::config_synonyms()) {
        CHECK_TEXT(milter::find_key(synonym.ours), std::string(synonym.ours).c_str());
        CHECK_TEXT(!milter::find_key(synonym.theirs), std::string(synonym.theirs).c_str());
    }
}

namespace {

std::string whole(const char* path) // of the source tree, where the tests run
{
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

void replace_all(std::string& text, const std::string& from, const std::string& to)
{
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

// The manual's entry of a key, up to the next one.
std::string manual_entry(const std::string& manual, const milter::Key& key)
{
    const std::string group = key.group().empty() ? "Top level" : std::string(key.group());
    const auto section = manual.find(".Ss " + group + "\n");
    const std::string name = key.name.substr(key.name.find('.') + 1);
    const auto begin = manual.find("\n.It Ic " + name + " = ", section);
    const auto next_section
        = std::min(manual.find("\n.Ss ", section + 1), manual.find("\n.Sh ", section + 1));
    if (section == std::string::npos || begin == std::string::npos || begin > next_section)
        return "";
    return manual.substr(
        begin, std::min(manual.find("\n.It ", begin + 1), manual.find("\n.El", begin)) - begin);
}

} // namespace

TEST_GROUP(ConfigDocuments) {};

TEST(ConfigDocuments, ManualHasEveryKeyWithItsRangeWordsAndEffect)
{
    const std::string manual = whole("milter/triage-milter.conf.5");
    for (const auto& key : milter::config_keys()) {
        const std::string entry = manual_entry(manual, key);
        CHECK_TEXT(!entry.empty(), key.name.c_str());
        if (key.rule.max != UINT64_MAX) {
            const auto range = "From " + std::to_string(key.rule.min) + " to "
                + std::to_string(key.rule.max) + ".";
            CHECK_TEXT(entry.find(range) != std::string::npos, key.name.c_str());
        }
        std::istringstream words { std::string(key.rule.words) };
        for (std::string word; words >> word;)
            CHECK_TEXT(entry.find(".Cm " + word + " ") != std::string::npos,
                (key.name + ": " + word).c_str());
        CHECK_TEXT((key.effect == milter::Effect::Restart)
                == (entry.find("needs a restart") != std::string::npos),
            key.name.c_str());
    }
}

TEST(ConfigDocuments, ManualHasEverySynonym)
{
    const std::string manual = whole("milter/triage-milter.conf.5");
    for (const auto& synonym : milter::config_synonyms()) {
        const auto row
            = ".It Ic " + std::string(synonym.theirs) + "\n.Ic " + std::string(synonym.ours);
        CHECK_TEXT(manual.find(row) != std::string::npos, row.c_str());
    }
}

TEST(ConfigDocuments, SampleFileHasEveryKeyWithItsDefault)
{
    std::string sample = whole("etc/triage-milter.conf");
    for (const auto& key : milter::config_keys()) {
        const std::string name = key.name.substr(key.name.find('.') + 1);
        std::string line = "#" + name + " = " + milter::value_text(key, {}) + ";\n";
        replace_all(line, TRIAGE_DATADIR, "/usr/share/triage-milter");
        CHECK_TEXT(sample.find(line) != std::string::npos, line.c_str());
    }
    replace_all(sample, "/usr/share/triage-milter", TRIAGE_DATADIR);
    support::TempDir folder;
    STRCMP_EQUAL(
        "", first_error(milter::load_config(folder.write("as-shipped.conf", sample))).c_str());
    for (const auto& key : milter::config_keys()) {
        const std::string name = key.name.substr(key.name.find('.') + 1);
        replace_all(sample, "#" + name + " = ", name + " = ");
    }
    const auto loaded = milter::load_config(folder.write("all-keys.conf", sample));
    STRCMP_EQUAL("", first_error(loaded).c_str());
    CHECK(milter::describe(loaded.config) == milter::describe(milter::Config {}));
}
