#include "milter/pool_template.h"

#include <algorithm>
#include <cerrno>
#include <sys/socket.h>

namespace milter {

namespace {

constexpr int most_workers = 16; // of one address layout
constexpr core::Duration longest_life = std::chrono::hours { 1 };
constexpr core::Duration start_patience = std::chrono::seconds { 10 };
constexpr core::Duration fork_patience = std::chrono::seconds { 1 }; // it takes milliseconds
constexpr core::Duration first_pause = std::chrono::seconds { 1 };
constexpr core::Duration longest_pause = std::chrono::minutes { 5 };

} // namespace

wire::Start start_frame(const PoolPolicy& policy)
{
    wire::Start s;
    s.sandbox = core::named<wire::Sandbox>(wire::sandbox_names, policy.sandbox)
                    .value_or(wire::Sandbox::Require);
    s.memory_bytes = policy.worker_memory_bytes;
    return s;
}

Template::~Template()
{
    end();
}

Template::State Template::prepare(
    const PoolPolicy& policy, const std::shared_ptr<const GenerationFile>& generation)
{
    Wish wish { policy.executable, start_frame(policy), generation };
    if (wish != wish_) {
        end();
        wish_ = std::move(wish);
        failures_ = 0;
        not_before_ = {};
    } else if (worn()) {
        end();
    }
    if (!process_ && clock_.now() >= not_before_)
        start();
    if (!process_)
        return State::Absent;
    return ready_ ? State::Ready : State::Awaited;
}

bool Template::worn() const
{
    return spoilt_ || forked_ >= most_workers || clock_.now() - started_ >= longest_life;
}

void Template::start()
{
    auto process = spawn_template(wish_.executable, wish_.generation->file.fd());
    if (!process)
        return failed(process.error().what);
    process_ = std::move(process).value();
    started_ = clock_.now();
    const std::string frame = wire::encode(wish_.start);
    static_cast<void>(
        ::send(process_->socket.get(), frame.data(), frame.size(), MSG_NOSIGNAL | MSG_DONTWAIT));
}

core::Result<Child> Template::fork()
{
    if (!ready_)
        return core::Error { "there is no template" };
    auto child = fork_worker(*process_, fork_patience);
    if (!child)
        failed(child.error().what);
    ++forked_;
    return child;
}

void Template::failed(const std::string& why)
{
    end();
    error_ = why;
    const auto doublings = std::min<std::uint32_t>(failures_++, 10);
    not_before_
        = clock_.now() + std::min<core::Duration>(first_pause * (1 << doublings), longest_pause);
}

void Template::watch(std::vector<pollfd>& fds) const
{
    if (!process_)
        return;
    fds.push_back({ process_->pidfd.get(), POLLIN, 0 });
    if (!ready_)
        fds.push_back({ process_->socket.get(), POLLIN, 0 });
}

void Template::look_after()
{
    if (process_ && !ready_)
        greet();
    if (!process_)
        return;
    if (const auto status = exit_status(*process_, false))
        failed("the template " + status->text);
    else if (!ready_ && clock_.now() - started_ >= start_patience)
        failed("the template was not ready after 10 s");
}

void Template::greet()
{
    char bytes[wire::max_frame];
    const ssize_t n = ::recv(process_->socket.get(), bytes, sizeof bytes, MSG_DONTWAIT);
    if (n <= 0)
        return;
    const auto frame = wire::decode({ bytes, static_cast<std::size_t>(n) });
    const auto* hello = frame ? std::get_if<wire::Hello>(&*frame) : nullptr;
    if (!hello || !hello->ready || hello->build != wire::build_id()
        || hello->generation != wish_.generation->digest)
        return failed("the template does not fit: " + (hello ? hello->error : "nonsense"));
    if (!hello->sandboxed && wish_.start.sandbox != wire::Sandbox::Off)
        return failed("the template could not enter the sandbox: " + hello->error);
    ready_ = true;
    error_.clear();
}

core::Time Template::next_look() const
{
    return process_ && !ready_ ? started_ + start_patience : core::Time::max();
}

// It is killed while it waits for us, and gone at once.
void Template::end()
{
    if (process_) {
        kill_child(*process_);
        pollfd exited { process_->pidfd.get(), POLLIN, 0 };
        while (::poll(&exited, 1, -1) < 0 && errno == EINTR) { }
        static_cast<void>(exit_status(*process_, true));
    }
    process_.reset();
    ready_ = spoilt_ = false;
    forked_ = 0;
}

} // namespace milter
