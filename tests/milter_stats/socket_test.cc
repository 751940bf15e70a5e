// The stats socket over a real socket: modes, stale files, limits, and clients that misbehave.
#include "milter/stats/socket.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <fstream>

#include "milter/stats/listener.h"
#include "milter/steady_clock.h"
#include "milter/unique_fd.h"
#include "tests/support/temp_dir.h"

#include <CppUTest/TestHarness.h>

using namespace std::chrono_literals;

namespace {

milter::UniqueFd connect_to(const std::string& path)
{
    milter::UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_un address {};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
    if (::connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
        fd.reset();
    return fd;
}

void send_text(const milter::UniqueFd& fd, std::string_view text)
{
    (void)!::send(fd.get(), text.data(), text.size(), MSG_NOSIGNAL);
}

std::string read_all(const milter::UniqueFd& fd)
{
    std::string out;
    char buffer[4096];
    for (ssize_t n; (n = ::read(fd.get(), buffer, sizeof buffer)) > 0;)
        out.append(buffer, static_cast<std::size_t>(n));
    return out;
}

}

TEST_GROUP(Socket)
{
    support::TempDir dir;
    milter::SteadyClock clock;
    stats::CommandTable table;
    std::string path = dir.file("stats.sock");

    void setup() override
    {
        table.add(
            { "ping", "", false, [](auto) { return stats::Answer { std::string("PONG\n") }; } });
        table.add({ "big", "", false,
            [](auto) { return stats::Answer { std::string(3000000, 'x') + "\n" }; } });
        table.add({ "reload", "", true, [](auto) { return stats::Answer { std::string() }; } });
    }
    std::unique_ptr<stats::SocketServer> open(std::size_t clients = 16, core::Duration idle = 5s)
    {
        stats::SocketOptions options;
        options.path = path;
        options.clients = clients;
        options.idle = idle;
        auto server = stats::SocketServer::open(options, table, clock);
        CHECK_TRUE_TEXT(server.ok(), server.ok() ? "" : server.error().what.c_str());
        return std::move(server).value();
    }
    std::string refusal()
    {
        stats::SocketOptions options;
        options.path = path;
        auto server = stats::SocketServer::open(options, table, clock);
        return server ? "" : server.error().what;
    }
    std::string ask(std::string_view text)
    {
        const auto fd = connect_to(path);
        send_text(fd, text);
        return read_all(fd);
    }
};

TEST(Socket, AnswersAndCloses)
{
    const auto server = open();
    STRCMP_EQUAL("PONG\n\nPONG\n\n", ask("ping;ping\n").c_str());
}

TEST(Socket, IsForOwnerAndGroupOnly)
{
    const auto server = open();
    struct stat st { };
    LONGS_EQUAL(0, ::stat(path.c_str(), &st));
    LONGS_EQUAL(0660, st.st_mode & 07777);
}

TEST(Socket, OwnUserIsAnAdmin)
{
    const auto server = open();
    STRCMP_EQUAL("OK\n\n", ask("reload\n").c_str());
}

TEST(Socket, GoesWhenTheServerGoes)
{
    open();
    CHECK(::access(path.c_str(), F_OK) != 0);
}

TEST(Socket, StaleFileIsReplaced)
{
    {
        auto left = stats::UnixListener::bind(path, "", "stats socket");
        CHECK(left.ok());
        CHECK_EQUAL(0, ::rename(path.c_str(), (path + ".old").c_str()));
    }
    CHECK_EQUAL(0, ::rename((path + ".old").c_str(), path.c_str()));
    const auto server = open();
    STRCMP_EQUAL("PONG\n\n", ask("ping\n").c_str());
}

TEST(Socket, LiveOneIsNotStolen)
{
    const auto server = open();
    STRCMP_CONTAINS("another process is answering", refusal().c_str());
    STRCMP_EQUAL("PONG\n\n", ask("ping\n").c_str());
}

TEST(Socket, FileThatIsNoSocketStays)
{
    std::ofstream(path) << "precious";
    STRCMP_CONTAINS("something else is there", refusal().c_str());
    CHECK(::access(path.c_str(), F_OK) == 0);
}

TEST(Socket, PathThatIsTooLongIsRefused)
{
    path = dir.path() + "/" + std::string(200, 'x');
    STRCMP_CONTAINS("a path has 1 to 107 bytes", refusal().c_str());
}

TEST(Socket, UnknownGroupIsRefused)
{
    auto l = stats::UnixListener::bind(path, "no-such-group-here", "stats socket");
    CHECK(!l.ok());
    STRCMP_CONTAINS("no group 'no-such-group-here'", l.error().what.c_str());
    CHECK(::access(path.c_str(), F_OK) != 0);
}

TEST(Socket, ClientThatLeavesBeforeTheAnswerHarmsNobody)
{
    const auto server = open();
    for (int i = 0; i < 10; ++i) {
        const auto fd = connect_to(path);
        send_text(fd, "big;big;big\n");
    }
    STRCMP_EQUAL("PONG\n\n", ask("ping\n").c_str());
}

TEST(Socket, LongAnswerArrivesWhole)
{
    const auto server = open();
    LONGS_EQUAL(2 * 3000002, ask("big;big\n").size());
}

TEST(Socket, GarbageIsAnError)
{
    const auto server = open();
    std::string noise;
    for (int i = 0; i < 60000; ++i)
        noise += static_cast<char>(i * 7919 >> 3);
    CHECK(ask(noise).starts_with("ERR "));
    STRCMP_EQUAL("PONG\n\n", ask("ping\n").c_str());
}

TEST(Socket, OneClientTooManyIsToldSo)
{
    const auto server = open(2);
    const auto one = connect_to(path), two = connect_to(path);
    STRCMP_EQUAL("ERR 2 clients are connected, try again\n\n", ask("ping\n").c_str());
    send_text(one, "ping\n");
    STRCMP_EQUAL("PONG\n\n", read_all(one).c_str());
    STRCMP_EQUAL("PONG\n\n", ask("ping\n").c_str());
}

TEST(Socket, SilentClientIsClosed)
{
    const auto server = open(16, 20ms);
    const auto fd = connect_to(path);
    send_text(fd, "pin");
    STRCMP_EQUAL("", read_all(fd).c_str());
}

TEST(Socket, ClientThatDoesNotReadIsClosed)
{
    const auto server = open(1, 20ms);
    const auto deaf = connect_to(path);
    send_text(deaf, "big;big\n");
    std::string answer;
    while (!answer.starts_with("PONG")) // until the only place is free again
        answer = ask("ping\n");
    CHECK(read_all(deaf).size() < 2 * 3000002);
}

TEST(Socket, PromptServesLineAfterLine)
{
    const auto server = open();
    const auto fd = connect_to(path);
    char buffer[64];
    send_text(fd, "prompt\n");
    LONGS_EQUAL(3, ::read(fd.get(), buffer, sizeof buffer));
    send_text(fd, "ping\n");
    LONGS_EQUAL(8, ::read(fd.get(), buffer, sizeof buffer));
    send_text(fd, "quit\n");
    STRCMP_EQUAL("", read_all(fd).c_str());
}
