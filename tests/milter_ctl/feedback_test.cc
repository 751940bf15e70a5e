// `learn` and `stamp` against a feedback socket of our own: what is asked, what is printed, and
// that a filter loses nothing.
#include "milter/ctl/feedback.h"

#include <fstream>
#include <sstream>

#include "milter/feedback/server.h"
#include "milter/steady_clock.h"
#include "tests/support/temp_dir.h"

#include <CppUTest/TestHarness.h>

using ctl::FeedbackOptions;

namespace {

const char* const stored = "Return-Path: <berta@example.net>\n"
                           "X-Triage-Status: complete; id=1;\n"
                           " host=mx\n"
                           "X-Triage-Priority: 50\n"
                           "From: Berta <berta@example.net>\n"
                           "Subject: Plan\n"
                           " for Tuesday\n"
                           "\n"
                           "X-Triage-Priority: 1\n"
                           "See you.\n";

}

TEST_GROUP(CtlFeedback)
{
    support::TempDir dir;
    milter::SteadyClock clock;
    const std::string path = dir.file("feedback.sock");
    std::unique_ptr<feedback::Server> server;
    std::string reply = feedback::ok("learnt: important");
    feedback::Request seen;
    std::ostringstream out, err;
    FeedbackOptions options;

    void setup() override
    {
        options.person = "anna@example.org";
        options.files = { "-" };
        auto opened = feedback::Server::open(
            { path, "" },
            [this](uid_t, const feedback::Request& r) {
                seen = r;
                return reply;
            },
            clock);
        CHECK(opened.ok());
        server = std::move(opened).value();
    }
    int learn(const std::string& message = stored)
    {
        std::istringstream in(message);
        return ctl::learn(path, options, { in, out, err });
    }
    int stamp(const std::string& message = stored)
    {
        std::istringstream in(message);
        return ctl::stamp(path, options, { in, out, err });
    }
};

TEST(CtlFeedback, SendsFieldsAndBodyAsAnMtaWould)
{
    options.opinion = { core::Said::Clean };
    options.force = true;
    LONGS_EQUAL(ctl::exit_ok, learn());
    STRCMP_EQUAL("-: learnt: important\n", out.str().c_str());
    CHECK(seen.opinion == options.opinion);
    CHECK(seen.force);
    STRCMP_EQUAL("anna@example.org", seen.user.c_str());
    STRCMP_EQUAL("berta@example.net", seen.mail_from.c_str());
    LONGS_EQUAL(5, seen.fields.size());
    STRCMP_EQUAL(" complete; id=1;\n host=mx", seen.fields[1].value.c_str());
    STRCMP_EQUAL(" Plan\n for Tuesday", seen.fields[4].value.c_str());
    STRCMP_EQUAL("X-Triage-Priority: 1\r\nSee you.\r\n", seen.body.c_str());
}

TEST(CtlFeedback, ARefusalNamesTheFileAndCostsTheStatus)
{
    std::ofstream(dir.file("a.eml")) << stored;
    options.files = { dir.file("a.eml"), dir.file("none.eml") };
    reply = feedback::refusal("no seal");
    LONGS_EQUAL(ctl::exit_error, learn());
    STRCMP_CONTAINS("a.eml: no seal\n", err.str().c_str());
    STRCMP_CONTAINS("none.eml: No such file", err.str().c_str());
}

TEST(CtlFeedback, WithoutADaemonItSaysSoOnce)
{
    server.reset();
    options.files = { "-", "-" };
    LONGS_EQUAL(ctl::exit_not_running, learn());
    STRCMP_CONTAINS("no daemon at", err.str().c_str());
}

TEST(CtlFeedback, ASwitchedOffSocketIsNamed)
{
    std::istringstream in(stored);
    LONGS_EQUAL(ctl::exit_not_running, ctl::learn("", options, { in, out, err }));
    STRCMP_CONTAINS("feedback.socket is \"\"", err.str().c_str());
}

TEST(CtlFeedback, StampPutsTheFieldsWhereTheyStood)
{
    reply = feedback::ok(
        "stamped\nX-Triage-Status: complete; id=1;\n host=mx\nX-Triage-Priority: 93");
    LONGS_EQUAL(ctl::exit_ok, stamp());
    STRCMP_EQUAL("Return-Path: <berta@example.net>\n"
                 "X-Triage-Status: complete; id=1;\n"
                 " host=mx\n"
                 "X-Triage-Priority: 93\n"
                 "From: Berta <berta@example.net>\n"
                 "Subject: Plan\n"
                 " for Tuesday\n"
                 "\n"
                 "X-Triage-Priority: 1\n"
                 "See you.\n",
        out.str().c_str());
    CHECK(seen.task == feedback::Task::Stamp);
    CHECK(seen.body.empty());
}

TEST(CtlFeedback, StampLosesNothingWhateverFails)
{
    for (const std::string& message : { std::string(stored), std::string("no header\n"),
             std::string(), std::string("A: b\r\n\r\nx\0y\r\r\n", 14), std::string("A: b") }) {
        for (const std::string& answer : { feedback::refusal("no seal"), std::string("garbage") }) {
            reply = answer;
            out.str("");
            LONGS_EQUAL(ctl::exit_ok, stamp(message));
            CHECK(out.str() == message);
        }
    }
    server.reset();
    out.str("");
    LONGS_EQUAL(ctl::exit_ok, stamp());
    STRCMP_EQUAL(stored, out.str().c_str());
    STRCMP_CONTAINS("no daemon", err.str().c_str());
}

TEST(CtlFeedback, LineEndsStayAsTheyAre)
{
    const std::vector<headers::HeaderField> own { { "X-Triage-Why", "a\n b" } };
    STRCMP_EQUAL("A: 1\r\nX-Triage-Why: a\r\n b\r\n\r\nx\n",
        ctl::with_fields("A: 1\r\nX-Triage-Band: low\r\nx-triage-why: c\r\n\r\nx\n", own).c_str());
    STRCMP_EQUAL("From a Mon\nX-Triage-Why: a\n b\n\nx",
        ctl::with_fields("From a Mon\nX-Triage-Band: low\n\nx", own).c_str());
}

TEST(CtlFeedback, AFieldMayBeginWithAnEmptyLine)
{
    const auto split = ctl::split_message("A:\r\n b\r\nB:c\r\nno field\r\n\r\nx");
    LONGS_EQUAL(2, split.fields.size());
    STRCMP_EQUAL("\n b", split.fields[0].value.c_str());
    STRCMP_EQUAL("c", split.fields[1].value.c_str());
    CHECK(split.body == "no field\r\n\r\nx");
}
