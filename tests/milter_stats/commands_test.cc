// The command table: which command a line names, and that no answer breaks the protocol.
#include "milter/stats/commands.h"

#include <stdexcept>

#include <CppUTest/TestHarness.h>

TEST_GROUP(Commands)
{
    stats::CommandTable table;
    std::string given = "-";

    void add(const char* name, stats::Answer answer)
    {
        table.add({ name, "", false, [this, answer](std::string_view arguments) {
                       given = arguments;
                       return answer;
                   } });
    }
    std::string run(std::string_view command)
    {
        return table.execute(command, false);
    }
};

TEST(Commands, LongestNameWins)
{
    add("show", std::string("short\n"));
    add("show stat", std::string("long\n"));
    STRCMP_EQUAL("long\n", run("show stat").c_str());
    STRCMP_EQUAL("short\n", run("show status").c_str());
    STRCMP_EQUAL("status", given.c_str());
}

TEST(Commands, SpacesBetweenWordsDoNotMatter)
{
    add("breaker open", std::string("done\n"));
    STRCMP_EQUAL("done\n", run("  breaker \t open   scan ").c_str());
    STRCMP_EQUAL("scan", given.c_str());
}

TEST(Commands, JsonAsTheLastWordChangesTheForm)
{
    stats::Report report;
    report.add("x", 1);
    add("show info", report);
    STRCMP_EQUAL("x: 1\n", run("show info").c_str());
    STRCMP_EQUAL("{\"schema\":1,\"x\":1}\n", run("show info json").c_str());
    STRCMP_EQUAL("", given.c_str());
    STRCMP_EQUAL("x: 1\n", run("show info xjson").c_str());
}

TEST(Commands, NoAnswerHoldsAnEmptyLine)
{
    add("a", std::string("\none\n\n\ntwo"));
    STRCMP_EQUAL("one\ntwo\n", run("a").c_str());
}

TEST(Commands, NothingToSayIsOk)
{
    add("a", std::string());
    STRCMP_EQUAL("OK\n", run("a").c_str());
}

TEST(Commands, ErrorsAreOneLine)
{
    add("a", core::Error { "no\nsuch\n\nthing" });
    const std::string answer = run("a");
    CHECK(answer.starts_with("ERR no"));
    LONGS_EQUAL(answer.size() - 1, answer.find('\n'));
}

TEST(Commands, ExceptionOfACommandIsAnErrorOfThatCommand)
{
    table.add(
        { "a", "", false, [](auto) -> stats::Answer { throw std::runtime_error("out of luck"); } });
    STRCMP_EQUAL("ERR 'a' failed: out of luck\n", run("a").c_str());
}

TEST(Commands, EmptyLineIsUnknown)
{
    CHECK(run("").starts_with("ERR unknown command ''"));
}
