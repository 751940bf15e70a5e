// HTTP over a real socket on loopback: pages, codes, headers, and who may ask.
#include "milter/stats/http.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "milter/stats/dashboard.h"
#include "milter/unique_fd.h"

#include <CppUTest/TestHarness.h>

TEST_GROUP(Http)
{
    stats::CommandTable table;
    bool good = true;

    void setup() override
    {
        table.add({ "show info", "", false, [](auto) {
                       stats::Report r;
                       r.add("version", "1");
                       return stats::Answer { r };
                   } });
        table.add({ "show broken", "", false,
            [](auto) -> stats::Answer { return core::Error { "not now" }; } });
        table.add({ "reload", "", true, [](auto) { return stats::Answer { std::string() }; } });
    }
    std::unique_ptr<stats::HttpServer> open()
    {
        stats::HttpPages pages;
        pages.metrics = [] { return std::string("triage_ready 1\n"); };
        pages.health = [this] { return stats::HttpPages::Probe { good, "checked\n" }; };
        pages.ready = [this] { return stats::HttpPages::Probe { !good, "draining\n" }; };
        auto server = stats::HttpServer::open("127.0.0.1:0", table, pages);
        CHECK_TRUE_TEXT(server.ok(), server.ok() ? "" : server.error().what.c_str());
        return std::move(server).value();
    }
    std::string raw(const stats::HttpServer& server, std::string_view request)
    {
        milter::UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        sockaddr_in a {};
        a.sin_family = AF_INET;
        a.sin_port = htons(server.port());
        a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        CHECK_EQUAL(0, ::connect(fd.get(), reinterpret_cast<sockaddr*>(&a), sizeof a));
        (void)!::send(fd.get(), request.data(), request.size(), MSG_NOSIGNAL);
        ::shutdown(fd.get(), SHUT_WR);
        std::string out;
        char buffer[4096];
        for (ssize_t n; (n = ::read(fd.get(), buffer, sizeof buffer)) > 0;)
            out.append(buffer, static_cast<std::size_t>(n));
        return out;
    }
    std::string get(const stats::HttpServer& server, const std::string& path,
        const std::string& host = "localhost", const std::string& method = "GET")
    {
        return raw(server,
            method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
    }
    bool has(const std::string& answer, std::string_view text)
    {
        return answer.find(text) != std::string::npos;
    }
};

TEST(Http, MetricsHaveTheTypeOfTheExpositionFormat)
{
    const auto server = open();
    const std::string answer = get(*server, "/metrics");
    CHECK(answer.starts_with("HTTP/1.1 200"));
    CHECK(has(answer, "Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n"));
    CHECK(answer.ends_with("\r\n\r\ntriage_ready 1\n"));
}

TEST(Http, ProbesAnswer200Or503)
{
    const auto server = open();
    CHECK(get(*server, "/healthz").starts_with("HTTP/1.1 200"));
    CHECK(get(*server, "/readyz").starts_with("HTTP/1.1 503"));
    good = false;
    CHECK(get(*server, "/healthz").starts_with("HTTP/1.1 503"));
    CHECK(get(*server, "/readyz").starts_with("HTTP/1.1 200"));
}

TEST(Http, StatsAreOneObjectOfEveryShowThatAnswers)
{
    const auto server = open();
    const std::string answer = get(*server, "/api/stats");
    const auto j = nlohmann::json::parse(answer.substr(answer.find("\r\n\r\n")));
    LONGS_EQUAL(1, j["schema"].get<int>());
    STRCMP_EQUAL("1", j["info"]["version"].get<std::string>().c_str());
    CHECK_FALSE(j.contains("broken"));
}

TEST(Http, EveryPageForbidsForeignContentAndCaching)
{
    const auto server = open();
    for (const char* path : { "/", "/metrics", "/api/stats", "/dashboard.js", "/nothing" }) {
        const std::string answer = get(*server, path);
        CHECK(has(answer, "Content-Security-Policy: default-src 'self';"));
        CHECK(has(answer, "X-Content-Type-Options: nosniff\r\n"));
        CHECK(has(answer, "Cache-Control: no-store\r\n"));
    }
}

TEST(Http, DashboardComesWhole)
{
    const auto server = open();
    CHECK(get(*server, "/").ends_with(stats::dashboard_html));
    CHECK(get(*server, "/dashboard.css").ends_with(stats::dashboard_css));
    CHECK(get(*server, "/dashboard.js").ends_with(stats::dashboard_js));
    CHECK(stats::dashboard_html.starts_with("<!DOCTYPE html>"));
    CHECK(stats::dashboard_html.ends_with("</html>\n"));
}

TEST(Http, PageHasNoInlineScriptOrStyle)
{
    const std::string page(stats::dashboard_html);
    CHECK_FALSE(has(page, "<style"));
    CHECK_FALSE(has(page, " style="));
    CHECK_FALSE(has(page, " onload="));
    CHECK_FALSE(has(page, "<script>"));
    CHECK_FALSE(has(page, "//cdn"));
    CHECK_FALSE(has(page, "http://"));
    CHECK_FALSE(has(page, "https://"));
}

TEST(Http, OnlyGetAndHead)
{
    const auto server = open();
    for (const char* method : { "POST", "PUT", "DELETE", "OPTIONS", "BREW" }) {
        const std::string answer = get(*server, "/metrics", "localhost", method);
        CHECK(answer.starts_with("HTTP/1.1 405"));
        CHECK(has(answer, "Allow: GET, HEAD\r\n"));
    }
    const std::string head = get(*server, "/metrics", "localhost", "HEAD");
    CHECK(head.starts_with("HTTP/1.1 200"));
    CHECK(head.ends_with("\r\n\r\n"));
}

TEST(Http, UnknownPathIs404)
{
    const auto server = open();
    CHECK(get(*server, "/metrics/").starts_with("HTTP/1.1 404"));
    CHECK(get(*server, "/../etc/passwd").starts_with("HTTP/1.1 404"));
}

TEST(Http, ReboundNameIsRefused)
{
    const auto server = open();
    CHECK(get(*server, "/api/stats", "attacker.example:8080").starts_with("HTTP/1.1 421"));
    CHECK(get(*server, "/api/stats", "127.attacker.example").starts_with("HTTP/1.1 421"));
    CHECK(get(*server, "/api/stats", "localhost.attacker.example").starts_with("HTTP/1.1 421"));
    CHECK(get(*server, "/api/stats", "127.0.0.1:8080").starts_with("HTTP/1.1 200"));
    CHECK(get(*server, "/api/stats", "[::1]:8080").starts_with("HTTP/1.1 200"));
    CHECK(raw(*server, "GET /readyz HTTP/1.0\r\n\r\n").starts_with("HTTP/1.1 503"));
}

TEST(Http, GarbageDoesNotStopIt)
{
    const auto server = open();
    raw(*server, std::string(100, '\0') + "\r\n\r\n");
    raw(*server, "GET " + std::string(100000, 'x') + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    CHECK(get(*server, "/metrics").starts_with("HTTP/1.1 200"));
}

TEST(Http, AddressInUseIsAnErrorThatNamesIt)
{
    const auto server = open();
    const auto second
        = stats::HttpServer::open("127.0.0.1:" + std::to_string(server->port()), table, {});
    CHECK_FALSE(second.ok());
    STRCMP_CONTAINS("http 127.0.0.1 port", second.error().what.c_str());
}

TEST(Http, ListenAddresses)
{
    struct Row {
        const char* text;
        const char* host; // nullptr: refused
        int port;
        bool loopback;
    };
    constexpr Row rows[]
        = { { "127.0.0.1:8080", "127.0.0.1", 8080, true }, { "[::1]:80", "::1", 80, true },
              { "localhost:1", "localhost", 1, true }, { "0.0.0.0:65535", "0.0.0.0", 65535, false },
              { "[2001:db8::1]:9", "2001:db8::1", 9, false }, { "::1:80", nullptr, 0, false },
              { "127.0.0.1", nullptr, 0, false }, { "127.0.0.1:", nullptr, 0, false },
              { ":8080", nullptr, 0, false }, { "h:65536", nullptr, 0, false },
              { "h:80x", nullptr, 0, false } };
    for (const Row& row : rows) {
        const auto a = stats::parse_listen(row.text);
        CHECK_EQUAL_TEXT(row.host != nullptr, a.ok(), row.text);
        if (!row.host)
            continue;
        STRCMP_EQUAL(row.host, a->host.c_str());
        LONGS_EQUAL(row.port, a->port);
        CHECK_EQUAL(row.loopback, a->loopback);
    }
}

TEST(Http, ServerForTheNetworkAnswersToAnyName)
{
    const auto a = stats::parse_listen("0.0.0.0:8080");
    CHECK(stats::host_allowed(*a, "mx1.example.org:8080"));
}
