// The command line: what is taken, what is refused and what the refusal says.
#include "milter/ctl/options.h"

#include <CppUTest/TestHarness.h>

TEST_GROUP(Options) {
    ctl::Options good(std::vector<std::string> words) { auto o = ctl::parse_options(words);
CHECK_TRUE_TEXT(o.ok(), o.ok() ? "" : o.error().what.c_str());
return std::move(o).value();
}
void refused(const char* why, std::vector<std::string> words)
{
    const auto o = ctl::parse_options(words);
    CHECK_FALSE(o.ok());
    STRCMP_CONTAINS(why, o.error().what.c_str());
    STRCMP_CONTAINS("triagectl -h", o.error().what.c_str());
}
}
;

TEST(Options, CommandOfTheDaemonIsTakenWordByWord)
{
    const auto o = good({ "-s", "/run/s", "-c", "/etc/c", "breaker", "open", "scan" });
    STRCMP_EQUAL("/run/s", o.socket.c_str());
    STRCMP_EQUAL("/etc/c", o.config.c_str());
    LONGS_EQUAL(3, o.command.size());
    STRCMP_EQUAL("scan", o.command[2].c_str());
}

TEST(Options, ScanTakesOptionsAndFilesInAnyOrder)
{
    const auto o = good({ "scan", "a.eml", "--from", "x@example.org", "--rcpt", "b@example.org",
        "--rcpt", "c@example.org", "-", "--json", "--client", "own", "--budget", "50" });
    STRCMP_EQUAL("x@example.org", o.scan.from->c_str());
    LONGS_EQUAL(2, o.scan.rcpts.size());
    LONGS_EQUAL(2, o.scan.files.size());
    STRCMP_EQUAL("-", o.scan.files[1].c_str());
    CHECK(o.scan.json);
    STRCMP_EQUAL("own", o.scan.client.c_str());
    LONGS_EQUAL(50, o.scan.budget_ms);
}

TEST(Options, NullSenderIsNotTheSameAsNone)
{
    CHECK_FALSE(good({ "scan", "a" }).scan.from.has_value());
    CHECK(good({ "scan", "--from", "", "a" }).scan.from.has_value());
}

TEST(Options, ClientMayBeAnAddress)
{
    STRCMP_EQUAL(
        "203.0.113.9", good({ "scan", "--client", "203.0.113.9", "a" }).scan.client.c_str());
    STRCMP_EQUAL(
        "2001:db8::1", good({ "scan", "--client", "2001:db8::1", "a" }).scan.client.c_str());
}

TEST(Options, FileAfterTwoDashesMayBeginWithOne)
{
    const auto o = good({ "scan", "--", "-x.eml" });
    LONGS_EQUAL(1, o.scan.files.size());
    STRCMP_EQUAL("-x.eml", o.scan.files[0].c_str());
}

TEST(Options, MistakesAreNamed)
{
    refused("no command", {});
    refused("unknown option --frob", { "--frob", "ping" });
    refused("-c wants a value", { "-c" });
    refused("name the files", { "scan", "--json" });
    refused("unknown option --jsn", { "scan", "--jsn", "a" });
    refused("'stranger' is no value for --client", { "scan", "--client", "stranger", "a" });
    refused("'0' is no value for --budget", { "scan", "--budget", "0", "a" });
    refused("'1x' is no value for --budget", { "scan", "--budget", "1x", "a" });
    refused("exclude each other", { "scan", "--json", "--text", "a" });
}

TEST(Options, CategoriesAndDeadlinesWantATable)
{
    const auto o = good({ "eval", "category", "a", "b", "--gold", "t.tsv", "--final" });
    STRCMP_EQUAL("t.tsv", o.study.gold.c_str());
    CHECK_TRUE(o.study.final);
    LONGS_EQUAL(2, o.study.files.size());
    STRCMP_EQUAL("t.tsv", good({ "eval", "deadlines", "a", "--gold", "t.tsv" }).study.gold.c_str());
    refused("with --gold", { "eval", "category", "a" });
    refused("with --gold", { "eval", "deadlines", "a" });
    refused("--gold is an option of", { "eval", "summary", "a", "--gold", "t" });
    refused("--final is an option of", { "eval", "deadlines", "a", "--gold", "t", "--final" });
    refused("nothing to train", { "train", "deadlines", "a", "--gold", "t", "-o", "m" });
    good({ "train", "signature", "a", "-o", "m" });
}

TEST(Options, EvalTakesFoldersOfTwoKinds)
{
    const auto o = good({ "eval", "threats", "--legit", "a", "b", "--hostile", "c", "--json",
        "--trust", "MX.example.org", "--plot", "p.svg", "--scores", "s.tsv", "d" });
    CHECK(o.standalone());
    LONGS_EQUAL(2, o.study.legit.size());
    LONGS_EQUAL(2, o.study.hostile.size());
    STRCMP_EQUAL("d", o.study.hostile[1].c_str());
    STRCMP_EQUAL("mx.example.org", o.study.trusted[0].c_str());
    STRCMP_EQUAL("p.svg", o.study.plot.c_str());
    STRCMP_EQUAL("s.tsv", o.study.scores.c_str());
    CHECK(o.study.json);
}

TEST(Options, EvalRefusesWhatItCannotMeasure)
{
    refused("wants to know what: 'threats'", { "eval" });
    refused("wants to know what: 'threats'", { "eval", "weather", "--legit", "a" });
    refused("--hostile or --legit", { "eval", "threats", "a" });
    refused("name folders", { "eval", "threats", "--hostile", "a" });
}

TEST(Options, FindingsTakesOneOption)
{
    CHECK_FALSE(good({ "findings" }).mdoc);
    CHECK(good({ "findings", "--mdoc" }).mdoc);
    refused("findings takes no 'all'", { "findings", "all" });
}

TEST(Options, HelpAndVersionNeedNoCommand)
{
    CHECK(good({ "-h" }).help);
    CHECK(good({ "--help" }).help);
    CHECK(good({ "-V" }).version);
}

TEST(Options, BackupTakesAFileAndWhetherToRotate)
{
    const auto o = good({ "backup", "--rotate", "mine.sqlite" });
    CHECK_FALSE(o.standalone()); // the daemon makes it
    CHECK_TRUE(o.backup.rotate);
    STRCMP_EQUAL("mine.sqlite", o.backup.file.c_str());
    CHECK_TRUE(good({ "backup" }).backup.file.empty());
    refused("one file at a time", { "backup", "a", "b" });
    refused("unknown option", { "backup", "--all" });
}

TEST(Options, VerifyAndRestoreNeedFilesAndNoDaemon)
{
    LONGS_EQUAL(2, good({ "verify", "a", "b" }).files.size());
    const auto o = good({ "restore", "a" });
    CHECK_TRUE(o.standalone());
    STRCMP_EQUAL("a", o.files.front().c_str());
    refused("name the files", { "verify" });
    refused("name the file", { "restore" });
    refused("name the file", { "restore", "a", "b" });
}

TEST(Options, LearnTakesOneOpinion)
{
    const auto o = good(
        { "learn", "--category=newsletter", "--undo", "--user", "ann@example.org", "a.eml", "-" });
    CHECK(o.gives_feedback());
    CHECK((o.feedback.opinion
        == store::Opinion { core::Said::Category, core::Category::Newsletter, true }));
    STRCMP_EQUAL("ann@example.org", o.feedback.person.c_str());
    LONGS_EQUAL(2, o.feedback.files.size());
    CHECK(good({ "learn", "--force", "--threat", "-" }).feedback.force);
    refused("say one of", { "learn", "-" });
    refused("say one of", { "learn", "--clean", "--threat", "-" });
    refused("no value for --category", { "learn", "--category", "cat", "-" });
    refused("no value for --category", { "learn", "--category=unknown", "-" });
    refused("name the files", { "learn", "--clean" });
    refused("takes no value", { "learn", "--clean=yes", "-" });
    refused("unknown option --rcpt", { "learn", "--rcpt", "a@example.org", "-" });
}

TEST(Options, StampTakesOneMessage)
{
    STRCMP_EQUAL("-", good({ "stamp" }).feedback.files.at(0).c_str());
    STRCMP_EQUAL("a@example.org",
        good({ "stamp", "--rcpt=a@example.org", "x.eml" }).feedback.person.c_str());
    refused("one message", { "stamp", "a", "b" });
    refused("unknown option --important", { "stamp", "--important" });
}
