// triagectl forget and export against a stats socket of our own: what is waited for and printed.
#include "milter/ctl/person.h"

#include <sstream>

#include "milter/ctl/options.h"
#include "milter/stats/socket.h"
#include "milter/steady_clock.h"
#include "tests/support/temp_dir.h"

#include <CppUTest/TestHarness.h>

TEST_GROUP(CtlPerson)
{
    support::TempDir dir;
    milter::SteadyClock clock;
    stats::CommandTable table;
    std::unique_ptr<stats::SocketServer> server;
    std::ostringstream out, err;
    std::string asked, error;
    std::int64_t done = 7, rounds = 2; // that it takes until it is done
    bool whole = true;

    void setup() override
    {
        for (const char* name : { "forget", "export" })
            table.add({ name, "", true, [this, name](std::string_view address) -> stats::Answer {
                           asked = std::string(name) + ' ' + std::string(address);
                           return std::string("begun\n");
                       } });
        table.add({ "errand", "", true, [this](auto) {
                       stats::Report r;
                       if (!asked.empty() && rounds-- <= 0)
                           done = 8;
                       r.add("done", done).add("rows", std::int64_t { 12 }).add("error", error);
                       return r.add("whole", whole);
                   } });
        stats::SocketOptions options;
        options.path = dir.file("s");
        auto opened = stats::SocketServer::open(options, table, clock);
        CHECK(opened.ok());
        server = std::move(opened).value();
    }
    void teardown() override
    {
        server.reset();
    }
    int run(const std::vector<std::string>& words)
    {
        return ctl::ask_of_person(dir.file("s"), words, out, err);
    }
};

TEST(CtlPerson, ForgetWaitsForTheEnd)
{
    LONGS_EQUAL(ctl::exit_ok, run({ "forget", "anna@example.org" }));
    STRCMP_EQUAL("forget anna@example.org", asked.c_str());
    STRCMP_EQUAL("12 rows forgotten\n", out.str().c_str());
}

TEST(CtlPerson, ExportPrintsWhatIsKept)
{
    LONGS_EQUAL(ctl::exit_ok, run({ "export", "anna@example.org" }));
    STRCMP_CONTAINS("rows: 12\n", out.str().c_str());
    STRCMP_EQUAL("", err.str().c_str());
}

TEST(CtlPerson, ExportAsJsonIsOneObject)
{
    whole = false;
    LONGS_EQUAL(ctl::exit_ok, run({ "export", "anna@example.org", "json" }));
    CHECK_TRUE(out.str().starts_with('{') && out.str().ends_with("}\n"));
    STRCMP_CONTAINS("there is more", err.str().c_str());
}

TEST(CtlPerson, AFailureIsSaid)
{
    error = "the disk is full";
    LONGS_EQUAL(ctl::exit_error, run({ "forget", "anna@example.org" }));
    STRCMP_EQUAL("triagectl: the disk is full\n", err.str().c_str());
    STRCMP_EQUAL("", out.str().c_str());
}

TEST(CtlPerson, WithoutAnAddressNothingIsAsked)
{
    for (const auto& words : std::vector<std::vector<std::string>> {
             { "forget" }, { "forget", "a@b", "json" }, { "export", "a@b", "text" } })
        LONGS_EQUAL(ctl::exit_usage, run(words));
    STRCMP_CONTAINS("write export ADDRESS [json]", err.str().c_str());
    STRCMP_EQUAL("", asked.c_str());
}

TEST(CtlPerson, WithoutADaemonItSaysSo)
{
    server.reset();
    LONGS_EQUAL(ctl::exit_not_running, run({ "forget", "anna@example.org" }));
}
