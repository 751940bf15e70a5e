// The feedback socket: one request, one answer, and what clients do wrong.
#include "milter/feedback/server.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <stdexcept>

#include "milter/ctl/remote.h"
#include "milter/steady_clock.h"
#include "milter/unique_fd.h"
#include "tests/support/temp_dir.h"

#include <CppUTest/TestHarness.h>

using Kind = ctl::RemoteAnswer::Kind;

TEST_GROUP(FeedbackServer)
{
    support::TempDir dir;
    milter::SteadyClock clock;
    const std::string path = dir.file("feedback.sock");
    std::unique_ptr<feedback::Server> server;
    feedback::Request request;
    uid_t peer = 0;
    feedback::Request seen;

    void open(feedback::Handle handle)
    {
        auto opened = feedback::Server::open({ path, "" }, std::move(handle), clock);
        CHECK_TRUE_TEXT(opened.ok(), opened.ok() ? "" : opened.error().what.c_str());
        server = std::move(opened).value();
    }
    void setup() override
    {
        request.user = "ann@example.org";
        open([this](uid_t uid, const feedback::Request& r) {
            peer = uid;
            seen = r;
            return feedback::ok("learnt");
        });
    }
    ctl::RemoteAnswer ask(std::string_view bytes)
    {
        return ctl::exchange({ path }, bytes);
    }
};

TEST(FeedbackServer, HandsOnTheRequestAndWhoAsks)
{
    const auto answer = ask(*feedback::encode(request));
    CHECK(answer.kind == Kind::Ok);
    STRCMP_EQUAL("OK learnt\n", answer.text.c_str());
    LONGS_EQUAL(::getuid(), peer);
    CHECK(seen == request);
}

TEST(FeedbackServer, ALargeRequestComesWhole)
{
    request.body.assign(feedback::most_body, 'x');
    CHECK(ask(*feedback::encode(request)).kind == Kind::Ok);
    CHECK(seen == request);
}

TEST(FeedbackServer, TooMuchIsRefusedBeforeItsEnd)
{
    const auto answer = ask(std::string(feedback::most_bytes + (1u << 20), 'x'));
    CHECK(answer.kind == Kind::Refused || answer.kind == Kind::Failed);
    CHECK(ask(*feedback::encode(request)).kind == Kind::Ok);
}

TEST(FeedbackServer, WhatIsNoRequestIsRefused)
{
    const auto answer = ask("show stat\n");
    CHECK(answer.kind == Kind::Refused);
    STRCMP_CONTAINS("version", answer.text.c_str());
}

TEST(FeedbackServer, WhatAHandlerThrowsIsAnAnswer)
{
    server.reset();
    open(
        [](uid_t, const feedback::Request&) -> std::string { throw std::runtime_error("broken"); });
    STRCMP_EQUAL("broken", ask(*feedback::encode(request)).text.c_str());
}

TEST(FeedbackServer, WhoSaysNothingDoesNotKeepOthersOut)
{
    std::vector<milter::UniqueFd> silent;
    sockaddr_un address {};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    for (int i = 0; i < 7; ++i) { // one place is left
        milter::UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
        LONGS_EQUAL(0, ::connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address));
        silent.push_back(std::move(fd));
    }
    CHECK(ask(*feedback::encode(request)).kind == Kind::Ok);
    CHECK(ask(*feedback::encode(request)).kind == Kind::Ok);
}

TEST(FeedbackServer, ErrorsAtItsPlaceNameIt)
{
    const auto second = feedback::Server::open(
        { path, "" }, [](auto, auto&) { return std::string(); }, clock);
    STRCMP_CONTAINS("feedback socket", second.error().what.c_str());
    STRCMP_CONTAINS("another process is answering", second.error().what.c_str());
}

TEST(FeedbackServer, GoesWithItsSocket)
{
    server.reset();
    CHECK(ask("x").kind == Kind::NotRunning);
}
