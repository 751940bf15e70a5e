// The template with real processes of the program that was built beside the tests: when there is
// one, what it forks, and what is left when it fails.
#include "milter/pool_template.h"

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sys/socket.h>
#include <sys/wait.h>

#include "tests/support/fake_clock.h"
#include "tests/support/processes.h"
#include "tests/support/temp_dir.h"

#include <CppUTest/TestHarness.h>

using namespace std::chrono_literals;
using State = milter::Template::State;
namespace wire = milter::wire;

namespace {

std::filesystem::path own_build()
{
    return std::filesystem::read_symlink("/proc/self/exe").parent_path().parent_path();
}

// Instrumented programs cannot live in the sandbox.
bool sanitized()
{
    return own_build().string().find("sanitize") != std::string::npos;
}

// Where the process has its heap.
std::string layout(pid_t pid)
{
    std::ifstream maps("/proc/" + std::to_string(pid) + "/maps");
    for (std::string line; std::getline(maps, line);)
        if (line.find("[heap]") != std::string::npos)
            return line.substr(0, line.find('-'));
    return {};
}

void end(const milter::Child& worker)
{
    milter::kill_child(worker);
    pollfd exited { worker.pidfd.get(), POLLIN, 0 };
    ::poll(&exited, 1, -1);
    CHECK_TRUE(milter::exit_status(worker, true).has_value());
}

}

TEST_GROUP(Template)
{
    support::TempDir rules;
    support::FakeClock clock;
    milter::Config config;
    milter::PoolPolicy policy;
    std::shared_ptr<const milter::GenerationFile> generation;
    std::optional<milter::Template> parent;
    std::vector<pid_t> others = support::children(); // left by tests before

    // 0: there is none.
    pid_t only_child() const
    {
        auto all = support::children();
        std::erase_if(
            all, [&](pid_t p) { return std::count(others.begin(), others.end(), p) > 0; });
        CHECK_TRUE(all.size() <= 1);
        return all.empty() ? 0 : all.front();
    }
    void setup() override
    {
        config.security.rules_dir = rules.path();
        config.security.lists_dir = std::filesystem::absolute("etc/lists");
        generation = milter::make_generation(config).generation;
        policy.executable = own_build() / "triage-milter";
        policy.worker_memory_bytes = 256u << 20;
        policy.sandbox = sanitized() ? "off" : "require";
        parent.emplace(clock);
    }
    State prepare()
    {
        return parent->prepare(policy, generation);
    }
    // Until the process is ready or has ended. Its socket closes a moment before it has ended.
    State prepare_and_wait()
    {
        while (prepare() == State::Awaited) {
            std::vector<pollfd> fds;
            parent->watch(fds);
            CHECK_TRUE(::poll(fds.data(), fds.size(), 20'000) > 0);
            parent->look_after();
        }
        return prepare();
    }
    wire::Hello hello(const milter::Child& worker)
    {
        char bytes[wire::max_frame];
        const ssize_t n = ::recv(worker.socket.get(), bytes, sizeof bytes, 0);
        CHECK_TRUE(n > 0);
        const auto frame = wire::decode({ bytes, static_cast<std::size_t>(n) });
        CHECK_TRUE(frame && std::holds_alternative<wire::Hello>(*frame));
        return std::get<wire::Hello>(*frame);
    }
};

TEST(Template, ForksWorkersThatAreOurChildren)
{
    CHECK_TRUE(prepare_and_wait() == State::Ready);
    const auto worker = parent->fork().value();
    const wire::Hello said = hello(worker);
    CHECK_TRUE(said.ready);
    CHECK_EQUAL(!sanitized(), said.sandboxed);
    CHECK_TRUE(said.generation == generation->digest);
    CHECK_TRUE(said.stages.has(core::Stage::Scan));
    CHECK_EQUAL(::getpid(), support::parent_of(worker.pid));
    CHECK_FALSE(milter::exit_status(worker, false).has_value());
    ::shutdown(worker.socket.get(), SHUT_RDWR);
    pollfd exited { worker.pidfd.get(), POLLIN, 0 };
    CHECK_EQUAL(1, ::poll(&exited, 1, 20'000));
    CHECK_TRUE(milter::exit_status(worker, true)->kind == milter::Exit::Orderly);
}

TEST(Template, ACrashGetsTheNextWorkersAnotherLayout)
{
    if (sanitized())
        return; // it fixes the layout itself
    CHECK_TRUE(prepare_and_wait() == State::Ready);
    const auto one = parent->fork().value(), two = parent->fork().value();
    CHECK_TRUE(layout(one.pid) == layout(two.pid));
    parent->spoil();
    CHECK_TRUE(prepare() == State::Awaited);
    CHECK_TRUE(prepare_and_wait() == State::Ready);
    const auto three = parent->fork().value();
    CHECK_TRUE(layout(three.pid) != layout(one.pid));
    for (const milter::Child* w : { &one, &two, &three })
        end(*w);
}

TEST(Template, IsRenewedAfterSomeWorkersAndAfterAnHour)
{
    CHECK_TRUE(prepare_and_wait() == State::Ready);
    for (int i = 0; i < 16; ++i) {
        CHECK_TRUE(prepare() == State::Ready);
        end(parent->fork().value());
    }
    CHECK_TRUE(prepare_and_wait() == State::Ready);
    clock.advance(59min);
    CHECK_TRUE(prepare() == State::Ready);
    clock.advance(1min);
    CHECK_TRUE(prepare() == State::Awaited);
}

TEST(Template, AnotherGenerationOrPolicyGetsAnother)
{
    CHECK_TRUE(prepare_and_wait() == State::Ready);
    config.agents.disabled = { "respond" };
    generation = milter::make_generation(config).generation;
    CHECK_TRUE(prepare_and_wait() == State::Ready);
    const auto worker = parent->fork().value();
    CHECK_FALSE(hello(worker).stages.has(core::Stage::Respond));
    end(worker);
    policy.worker_memory_bytes += 1;
    CHECK_TRUE(prepare() == State::Awaited);
}

TEST(Template, OneThatEndsIsNotTriedAgainAtOnce)
{
    policy.executable = "/bin/false";
    CHECK_TRUE(prepare_and_wait() == State::Absent);
    CHECK_FALSE(parent->error().empty());
    CHECK_FALSE(parent->fork().ok());
    clock.advance(1s);
    CHECK_TRUE(prepare_and_wait() == State::Absent);
    clock.advance(1s);
    CHECK_TRUE(prepare() == State::Absent);
    clock.advance(1s);
    CHECK_TRUE(prepare() == State::Awaited);
    policy.executable = own_build() / "triage-milter";
    CHECK_TRUE(prepare_and_wait() == State::Ready);
    CHECK_TRUE(parent->error().empty());
}

TEST(Template, OneThatAnswersNotIsEnded)
{
    CHECK_TRUE(prepare_and_wait() == State::Ready);
    const pid_t pid = only_child();
    ::kill(pid, SIGSTOP);
    CHECK_FALSE(parent->fork().ok());
    CHECK_TRUE(prepare() == State::Absent);
    CHECK_EQUAL(0, only_child());
}

TEST(Template, OneThatDiesIsMissed)
{
    CHECK_TRUE(prepare_and_wait() == State::Ready);
    ::kill(only_child(), SIGKILL);
    std::vector<pollfd> fds;
    parent->watch(fds);
    CHECK_EQUAL(1, ::poll(fds.data(), fds.size(), 20'000));
    parent->look_after();
    CHECK_TRUE(prepare() == State::Absent);
    clock.advance(1s);
    CHECK_TRUE(prepare_and_wait() == State::Ready);
}

TEST(Template, OneThatIsNotReadyInTimeIsEnded)
{
    CHECK_TRUE(prepare() == State::Awaited);
    ::kill(only_child(), SIGSTOP);
    CHECK_TRUE(parent->next_look() == clock.now() + 10s);
    clock.advance(10s);
    parent->look_after();
    CHECK_TRUE(prepare() == State::Absent);
    CHECK_EQUAL(0, only_child());
}
