// libmilter's callbacks over the wire: a server in a process of its own (libmilter can be run once
// in a process, and is not to be stopped quickly), a milter client that plays the MTA.
#include "milter/callbacks.h"

#include <csignal>
#include <functional>
#include <poll.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "milter/listener.h"
#include "tests/support/front.h"
#include "tests/support/milter_client.h"
#include "tests/support/temp_dir.h"

#include <CppUTest/TestHarness.h>

using support::MilterClient;

namespace {

const char* const plain
    = "From: Berta <berta@example.net>\nSubject: Plan for\n Tuesday\n\nSee you.\n";
const support::Parties parties { "berta@example.net", { "anna@example.org" } };
const support::Offer old_mta { 2, 0x1f, 0x7f }; // Sendmail 8.13

// The child: serves until it is killed; its log lines, and "ready", go to `out`.
[[noreturn]] void serve(
    const std::string& socket, int out, const std::function<void(support::Front&)>& prepare)
{
    support::Front front;
    const auto tell = [out](std::string_view line) {
        const std::string text = std::string(line) + "\n";
        if (::write(out, text.data(), text.size()) < 0)
            ::_exit(3);
    };
    front.services.log = [&](milter::Level, std::string_view line) { tell(line); };
    prepare(front);
    milter::MilterServer server(front.services);
    const auto opened = server.open(socket, "0600", "", 0);
    tell(opened ? "ready" : opened.error().what);
    ::_exit(opened ? server.run() : 2);
}

}

constexpr std::chrono::milliseconds moment {
    30
}; // for the daemon to take in what it does not answer

TEST_GROUP(Callbacks)
{
    support::TempDir dir;
    const std::string socket = "unix:" + dir.file("m.sock");
    std::function<void(support::Front&)> prepare = [](support::Front&) {};
    pid_t child = -1;
    milter::UniqueFd lines;
    std::string pending;

    void start()
    {
        int ends[2] = { -1, -1 };
        CHECK_EQUAL(0, ::pipe(ends));
        child = ::fork();
        if (child == 0)
            serve(socket, ends[1], prepare);
        ::close(ends[1]);
        lines = milter::UniqueFd(ends[0]);
        STRCMP_EQUAL("ready", next_line().c_str());
    }
    void teardown() override
    {
        if (child < 0)
            return;
        CHECK_EQUAL(0, ::waitpid(child, nullptr, WNOHANG)); // it lives, whatever it was sent
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
    }
    std::string next_line()
    {
        while (pending.find('\n') == std::string::npos) {
            pollfd p { lines.get(), POLLIN, 0 };
            char chunk[4096];
            if (::poll(&p, 1, 10000) <= 0)
                return "no line";
            const auto n = ::read(lines.get(), chunk, sizeof chunk);
            if (n <= 0)
                return "server ended";
            pending.append(chunk, static_cast<std::size_t>(n));
        }
        const auto end = pending.find('\n');
        std::string line = pending.substr(0, end);
        pending.erase(0, end + 1);
        return line;
    }
    MilterClient open(const support::Offer& offer = {})
    {
        auto client = MilterClient::connect(socket);
        CHECK(client.ok());
        CHECK(client->negotiate(offer).ok());
        client->macros('M', { { "i", "4bX2k" } });
        return std::move(client).value();
    }
    // The message as the MTA has it in the end; empty unless the milter said continue.
    support::Mail pass(MilterClient & client, std::string_view raw = plain)
    {
        const support::Mail mail = support::split_mail(raw);
        const auto end = client.message(parties, mail);
        CHECK(end.ok());
        if (!end || end->reply != 'c')
            return {};
        return support::apply(
            mail, end->edits, client.negotiated().leading_space(), support::Mta::Postfix);
    }
    bool triaged(const support::Mail& mail)
    {
        const auto values = support::values_of(mail, "X-Triage-Status");
        return values.size() == 1 && values[0].starts_with("complete");
    }
};

TEST(Callbacks, AskForWhatIsNeededAndNoMore)
{
    start();
    const auto n = open().negotiated();
    CHECK_EQUAL(0x111u, n.actions); // add, change headers; set macro lists
    CHECK_EQUAL(0x1ff080u, n.protocol); // exact leading space; no reply to every step; no SKIP
    CHECK(n.macros.at(3).find("{rcpt_mailer}") != std::string::npos);
    CHECK(n.macros.at(2).find("{auth_authen}") != std::string::npos);
    CHECK_EQUAL(6u, n.macros.size());
}

TEST(Callbacks, TakeOnlyWhatIsOffered)
{
    start();
    const auto n = open(old_mta).negotiated();
    CHECK_EQUAL(0x11u, n.actions);
    CHECK(n.macros.empty());
    CHECK_EQUAL(0u, n.protocol & ~0x7fu);
}

TEST(Callbacks, AskForQuarantineOnlyWhereConfigured)
{
    prepare = [](support::Front& f) {
        f.configure([](milter::Runtime& r) { r.config.security.quarantine = "dangerous"; });
        f.answer.verdict.notes.findings.push_back({ 0, core::Severity::Critical, "" });
    };
    start();
    auto client = open();
    CHECK_EQUAL(0x131u, client.negotiated().actions);
    const auto end = client.message(parties, support::split_mail(plain));
    CHECK(end.ok() && end->edits.back().kind == 'q');
}

TEST(Callbacks, MessageGetsItsFieldsOnTopWithTheirSpace)
{
    start();
    auto client = open();
    CHECK(client.connection("mail.example.net", "192.0.2.7").ok());
    CHECK(client.helo("mail.example.net").ok());
    const auto mail = pass(client);
    CHECK(triaged(mail));
    CHECK(mail.fields[0].name == "X-Triage-Status");
    CHECK(mail.fields[0].value.starts_with(" complete; id=4bX2k"));
    STRCMP_CONTAINS("client=192.0.2.7", next_line().c_str());
}

TEST(Callbacks, EveryStepIsAnsweredToAnMtaThatAwaitsIt)
{
    start();
    auto client = open(old_mta);
    CHECK_EQUAL('c', client.connection("mail.example.net", "2001:db8::7").value());
    CHECK_EQUAL('c', client.helo("x").value());
    CHECK_EQUAL('c', client.mail("a@example.net").value());
    CHECK_EQUAL('c', client.rcpt("b@example.org").value());
    CHECK_EQUAL('c', client.header({ "Subject", " x" }).value());
    CHECK_EQUAL('c', client.eoh().value());
    CHECK_EQUAL('c', client.body("x\r\n").value());
    const auto end = client.end();
    CHECK_EQUAL('c', end->reply);
    CHECK(end->edits.at(0).value[0] != ' '); // this MTA adds the space
    STRCMP_CONTAINS("client=2001:db8::7", next_line().c_str());
}

TEST(Callbacks, PortProbeHarmsNothing)
{
    start();
    for (int i = 0; i < 20; ++i)
        CHECK(MilterClient::connect(socket).ok());
    auto client = open();
    CHECK(triaged(pass(client)));
}

TEST(Callbacks, ConnectionMayEndInEveryState)
{
    start();
    for (int steps = 0; steps < 9; ++steps) {
        auto client = MilterClient::connect(socket).value();
        const std::vector<std::function<void()>> script {
            [&] { CHECK(client.negotiate().ok()); },
            [&] { CHECK(client.connection("x", "192.0.2.7").ok()); },
            [&] { CHECK(client.helo("x").ok()); },
            [&] { CHECK(client.mail("a@example.net").ok()); },
            [&] { CHECK(client.rcpt("b@example.org").ok()); },
            [&] {
                CHECK(client.header({ "Subject", " x" }).ok());
            },
            [&] { CHECK(client.eoh().ok()); },
            [&] { CHECK(client.body("x\r\n").ok()); },
        };
        for (int i = 0; i < steps && i < static_cast<int>(script.size()); ++i)
            script[static_cast<std::size_t>(i)]();
        CHECK(client.wire().flush().ok());
    }
    auto client = open();
    CHECK(triaged(pass(client)));
}

TEST(Callbacks, ManyMessagesAndAbortsOnOneConnection)
{
    start();
    auto client = open();
    CHECK(client.connection("mail.example.net", "192.0.2.7").ok());
    for (int i = 0; i < 20; ++i) {
        CHECK(client.mail("forgotten@example.net").ok());
        CHECK(client.header({ "X-Triage-Threat", " clean" }).ok());
        CHECK(client.abort().ok());
        CHECK(triaged(pass(client)));
        STRCMP_CONTAINS("rcpts=1 client=192.0.2.7", next_line().c_str());
    }
}

TEST(Callbacks, NextConnectionOnTheSameContextKeepsWhatWasNegotiated)
{
    start();
    for (const support::Offer& offer : { support::Offer {}, old_mta }) {
        auto client = open(offer);
        CHECK(client.connection("a.example.net", "192.0.2.7").ok());
        CHECK(triaged(pass(client)));
        CHECK(client.quit_nc().ok());
        CHECK(client.connection("b.example.net", "192.0.2.8").ok());
        const auto mail = pass(client);
        CHECK(triaged(mail));
        CHECK(mail.fields[0].value.starts_with(" complete"));
        next_line();
        STRCMP_CONTAINS("client=192.0.2.8", next_line().c_str());
    }
}

TEST(Callbacks, InterleavedConnectionsDoNotMix)
{
    start();
    std::vector<MilterClient> clients;
    for (int i = 0; i < 8; ++i) {
        clients.push_back(open());
        CHECK(clients.back().connection("x", "192.0.2." + std::to_string(i)).ok());
    }
    for (auto& client : clients)
        CHECK(client.mail("a@example.net").ok() && client.rcpt("b@example.org").ok());
    for (auto& client : clients)
        CHECK(client.header({ "Subject", " x" }).ok() && client.eoh().ok()
            && client.wire().flush().ok());
    for (int i = 7; i >= 0; --i) {
        const auto end = clients[static_cast<std::size_t>(i)].end();
        STRCMP_EQUAL("", end ? "" : end.error().what.c_str());
        STRCMP_CONTAINS(
            ("rcpts=1 client=192.0.2." + std::to_string(i) + " ").c_str(), next_line().c_str());
    }
}

TEST(Callbacks, MalformedFramesEndTheirConnectionOnly)
{
    start();
    using namespace std::string_view_literals;
    for (const auto bytes : { "\0\0\0\0"sv,
             "\xff\xff\xff\xff"
             "B"sv,
             "\0\0\0\x01Z"sv,
             "\0\0\0\x02"
             "O\0"sv,
             "\0\0\0\x05L\0\0\0\0"sv,
             "\0\0\0\x01"
             "E"sv,
             "\0\0\0\x03"
             "DM\xff"sv,
             "GET / HTTP/1.0\r\n\r\n"sv }) {
        auto fresh = MilterClient::connect(socket).value();
        CHECK(fresh.wire().send_raw(bytes).ok());
        fresh.wire().listen(moment);
        auto negotiated = MilterClient::connect(socket).value();
        CHECK(negotiated.negotiate().ok());
        CHECK(negotiated.wire().send_raw(bytes).ok());
        negotiated.wire().listen(moment);
    }
    auto client = open();
    CHECK(triaged(pass(client)));
}

TEST(Callbacks, StepsOutOfOrderAreSurvived)
{
    start();
    for (const char first : std::string("HMRTLNBEUA")) {
        auto client = MilterClient::connect(socket).value();
        CHECK(client.negotiate().ok());
        CHECK(client.wire().send(first, std::string_view("x\0y\0", 4)).ok());
        CHECK(client.wire().flush().ok());
        client.wire().listen(moment);
    }
    auto client = open();
    CHECK(triaged(pass(client)));
}

TEST(Callbacks, BodyWithNulAndEveryOtherByteArrivesAsItIs)
{
    prepare = [](support::Front& f) {
        f.during_triage = [&f] {
            if (f.message.find(std::string("\0\x01\xff", 3)) != std::string::npos)
                f.answer.verdict.notes.category = core::Category::Security;
        };
    };
    start();
    auto client = open();
    support::Mail mail = support::split_mail(plain);
    for (int i = 0; i < 256; ++i)
        mail.body.push_back(static_cast<char>(i));
    mail.body += std::string("\0\x01\xff", 3);
    const auto end = client.message(parties, mail);
    CHECK(end.ok());
    STRCMP_CONTAINS("category=security", next_line().c_str());
}

TEST(Callbacks, FloodOfFieldsAndRecipientsIsOneMessage)
{
    start();
    auto client = open();
    support::Mail mail = support::split_mail(plain);
    for (int i = 0; i < 5000; ++i)
        mail.fields.push_back({ "X-Filler", " " + std::string(200, 'x') });
    for (int i = 0; i < 400; ++i)
        mail.fields.push_back({ i % 2 ? "X-Triage-Threat" : "x-triage-threat", " clean" });
    support::Parties many = parties;
    for (int i = 0; i < 199; ++i)
        many.rcpts.push_back("user" + std::to_string(i) + "@example.org");
    const auto end = client.message(many, mail);
    CHECK(end.ok() && end->reply == 'c');
    const auto made = support::apply(mail, end->edits, true, support::Mta::Sendmail);
    CHECK_EQUAL(1u, support::values_of(made, "X-Triage-Threat").size());
    const std::string line = next_line();
    STRCMP_CONTAINS("rcpts=200", line.c_str());
    STRCMP_CONTAINS("forged=400", line.c_str());
}

TEST(Callbacks, RefusedFloodIs554)
{
    prepare = [](support::Front& f) {
        f.configure([](milter::Runtime& r) {
            r.config.security.forged_flood = "reject";
            r.config.security.max_deletions = 3;
        });
    };
    start();
    auto client = open();
    support::Mail mail = support::split_mail(plain);
    mail.fields.insert(mail.fields.end(), 4, { "X-Triage-A", " 1" });
    const auto end = client.message(parties, mail);
    CHECK(end.ok());
    CHECK_EQUAL('y', end->reply);
    CHECK(end->text.starts_with("554 5.7.1 "));
    CHECK(triaged(pass(client))); // the connection goes on
}

TEST(Callbacks, ThrowingTriageIsContinue)
{
    prepare
        = [](support::Front& f) { f.during_triage = [] { throw std::runtime_error("triage"); }; };
    start();
    auto client = open();
    const auto mail = pass(client);
    CHECK(
        support::values_of(mail, "X-Triage-Status").at(0).starts_with("skipped; reason=internal"));
}

TEST(Callbacks, ThrowingLogIsContinue)
{
    prepare = [](support::Front& f) {
        f.services.log = [](milter::Level, std::string_view) { throw 1; };
    };
    start();
    auto client = open();
    CHECK(triaged(pass(client)));
    CHECK(triaged(pass(client)));
}

TEST(Callbacks, UnknownFamiliesAndSocketsAreClients)
{
    start();
    for (const char* address : { "", "/run/x.sock" }) {
        auto client = open();
        CHECK(client.connection("localhost", address).ok());
        CHECK(triaged(pass(client)));
        STRCMP_CONTAINS("client=localhost", next_line().c_str());
    }
}

TEST(Callbacks, SocketIsForItsModeAndASecondStartIsRefused)
{
    start();
    struct stat s { };
    CHECK_EQUAL(0, ::stat(dir.file("m.sock").c_str(), &s));
    CHECK_EQUAL(0600u, s.st_mode & 0777u);
    CHECK_FALSE(milter::SocketPath::claim(dir.file("m.sock")).ok());
}
