// One async logger of spdlog with a queue and a thread of its own: spdlog's registry and default
// logger are not used. When the queue is full the oldest line goes and is counted. Open it after
// daemonise(): a fork would lose the thread.
#include "milter/log.h"

#include <spdlog/async.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/syslog_sink.h>

#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <mutex>
#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>

#include "milter/unique_fd.h"
#include "triage/core/stage.h"
#include "triage/core/text.h"

namespace milter {

namespace {

constexpr std::size_t queue_lines = 8192;
constexpr std::size_t longest_line = 4096;
constexpr std::chrono::seconds longest_flush { 1 };

spdlog::level::level_enum spdlog_level(Level level)
{
    using namespace spdlog::level;
    constexpr std::array levels { err, warn, info, debug };
    return levels[static_cast<std::size_t>(level)];
}

// Flushes that have reached the end of the queue, for Log::flush to wait for.
class FlushCount {
public:
    void add()
    {
        const std::lock_guard lock(mutex_);
        ++count_;
        changed_.notify_all();
    }
    std::uint64_t get() const
    {
        const std::lock_guard lock(mutex_);
        return count_;
    }
    void wait_beyond(std::uint64_t count)
    {
        std::unique_lock lock(mutex_);
        changed_.wait_for(lock, longest_flush, [&] { return count_ > count; });
    }

private:
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::uint64_t count_ = 0;
};

using Lost = std::atomic<std::uint64_t>;

// Lines to a descriptor: standard error, or a file that can be opened again. A line that cannot be
// written is lost and counted.
class DescriptorSink final : public spdlog::sinks::base_sink<std::mutex> {
public:
    DescriptorSink(UniqueFd fd, FlushCount& flushes, Lost& lost)
        : fd_(std::move(fd))
        , flushes_(flushes)
        , lost_(lost)
    {
    }
    void replace(UniqueFd fd)
    {
        const std::lock_guard lock(mutex_);
        fd_ = std::move(fd);
    }

private:
    void sink_it_(const spdlog::details::log_msg& message) override
    {
        spdlog::memory_buf_t line;
        formatter_->format(message, line);
        const char* at = line.data();
        const char* const end = at + line.size();
        while (at < end) {
            const ssize_t n = ::write(fd_.get(), at, static_cast<std::size_t>(end - at));
            if (n < 0 && errno == EINTR)
                continue;
            if (n <= 0) {
                lost_.fetch_add(1, std::memory_order_relaxed);
                return;
            }
            at += n;
        }
    }
    void flush_() override { flushes_.add(); }

    UniqueFd fd_;
    FlushCount& flushes_;
    Lost& lost_;
};

class SyslogSink final : public spdlog::sinks::base_sink<std::mutex> {
public:
    SyslogSink(int facility, FlushCount& flushes)
        : flushes_(flushes)
    {
        ::openlog("triage-milter", LOG_PID, facility);
    }
    ~SyslogSink() override { ::closelog(); }

private:
    void sink_it_(const spdlog::details::log_msg& message) override
    {
        const int length = static_cast<int>(message.payload.size());
        ::syslog(priority(message.level), "%.*s", length, message.payload.data());
    }
    void flush_() override { flushes_.add(); }

    FlushCount& flushes_;

public:
    static int priority(spdlog::level::level_enum level)
    {
        using namespace spdlog::level;
        return level == err ? LOG_ERR
            : level == warn ? LOG_WARNING
            : level == info ? LOG_INFO
                            : LOG_DEBUG;
    }
};

// `%P` of a pattern: the priority by which the journal sorts lines, sd-daemon(3).
class PriorityFlag final : public spdlog::custom_flag_formatter {
public:
    void format(
        const spdlog::details::log_msg& message, const std::tm&, spdlog::memory_buf_t& out) override
    {
        out.push_back('<');
        out.push_back(static_cast<char>('0' + SyslogSink::priority(message.level)));
        out.push_back('>');
    }
    std::unique_ptr<custom_flag_formatter> clone() const override
    {
        return std::make_unique<PriorityFlag>();
    }
};

std::unique_ptr<spdlog::formatter> make_formatter(const std::string& target)
{
    auto formatter = std::make_unique<spdlog::pattern_formatter>(spdlog::pattern_time_type::utc);
    const bool journal = target == "journal"; // which notes the time itself
    formatter->add_flag<PriorityFlag>('P').set_pattern(
        journal ? "%P%v" : "%Y-%m-%dT%H:%M:%S.%eZ %l %v");
    return formatter;
}

// JOURNAL_STREAM is DEVICE:INODE of the stream that systemd made; a shell's redirection may have
// put something else in its place.
bool stderr_is_journal()
{
    struct stat file { };
    const char* stream = std::getenv("JOURNAL_STREAM");
    if (!stream || ::fstat(STDERR_FILENO, &file) != 0)
        return false;
    return std::to_string(file.st_dev) + ":" + std::to_string(file.st_ino) == stream;
}

core::Result<UniqueFd> open_file(const std::string& path)
{
    UniqueFd fd(::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640));
    if (!fd)
        return core::Error { "log.file: cannot open " + path + ": " + std::strerror(errno)
            + "; make its folder writable for the daemon, or set log.target" };
    return fd;
}

struct Facility {
    std::string_view name;
    int number;
};
constexpr std::array facilities {
    Facility { "mail", LOG_MAIL },
    Facility { "daemon", LOG_DAEMON },
    Facility { "user", LOG_USER },
    Facility { "local0", LOG_LOCAL0 },
    Facility { "local1", LOG_LOCAL1 },
    Facility { "local2", LOG_LOCAL2 },
    Facility { "local3", LOG_LOCAL3 },
    Facility { "local4", LOG_LOCAL4 },
    Facility { "local5", LOG_LOCAL5 },
    Facility { "local6", LOG_LOCAL6 },
    Facility { "local7", LOG_LOCAL7 },
};

int facility_number(std::string_view name)
{
    for (const auto& row : facilities)
        if (row.name == name)
            return row.number;
    return LOG_MAIL;
}

std::string resolved_target(const std::string& target, bool background)
{
    if (target != "auto")
        return target;
    if (stderr_is_journal())
        return "journal";
    return background ? "syslog" : "stderr";
}

} // namespace

struct Log::State {
    State(stats::Registry& registry, std::string path)
        : metrics(registry)
        , file(std::move(path))
    {
    }

    // Reports what was lost since the last call. The pool's counter only grows.
    void count_lost()
    {
        const std::uint64_t now = pool->overrun_counter() + lost.load(std::memory_order_relaxed);
        std::uint64_t before = reported.load(std::memory_order_relaxed);
        while (now > before && !reported.compare_exchange_weak(before, now))
            continue;
        if (now > before)
            metrics.add(stats::Metric::LogDropped, now - before);
    }

    stats::Registry& metrics;
    const std::string file; // empty unless the target is a file
    FlushCount flushes;
    Lost lost { 0 }; // could not be written
    std::atomic<std::uint64_t> reported { 0 };
    std::shared_ptr<spdlog::sinks::sink> sink;
    std::shared_ptr<DescriptorSink> descriptor; // the same; null for syslog
    std::shared_ptr<spdlog::async_logger> logger;
    // Goes first: its thread is joined while all that it uses is there, so that the logger's last
    // reference is never dropped on that thread.
    std::shared_ptr<spdlog::details::thread_pool> pool;
};

core::Result<std::unique_ptr<Log>> Log::open(
    const Config::Log& config, stats::Registry& metrics, bool background)
{
    const std::string target = resolved_target(config.target, background);
    auto state = std::make_unique<State>(metrics, target == "file" ? config.file : "");
    if (target == "syslog") {
        state->sink
            = std::make_shared<SyslogSink>(facility_number(config.facility), state->flushes);
    } else {
        auto fd = target == "file"
            ? open_file(config.file)
            : core::Result(UniqueFd(::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0)));
        if (!fd)
            return fd.error();
        state->descriptor
            = std::make_shared<DescriptorSink>(std::move(*fd), state->flushes, state->lost);
        state->sink = state->descriptor;
    }
    state->sink->set_formatter(make_formatter(target));
    state->pool = std::make_shared<spdlog::details::thread_pool>(queue_lines, 1);
    state->logger = std::make_shared<spdlog::async_logger>(
        "triage", state->sink, state->pool, spdlog::async_overflow_policy::overrun_oldest);
    state->logger->set_error_handler([lost = &state->lost](const std::string&) { ++*lost; });
    std::unique_ptr<Log> log(new Log(std::move(state)));
    log->set_level(core::named<Level>(level_names, config.level).value_or(Level::Info));
    return log;
}

Log::Log(std::unique_ptr<State> state)
    : state_(std::move(state))
{
}

Log::~Log()
{
    flush();
}

void Log::write(Level level, std::string_view line)
{
    if (!enabled(level))
        return;
    state_->logger->log(spdlog_level(level), core::escape_log(line, longest_line));
    state_->count_lost();
}

bool Log::enabled(Level level) const
{
    return state_->logger->should_log(spdlog_level(level));
}

void Log::set_level(Level level)
{
    state_->logger->set_level(spdlog_level(level));
}

void Log::reopen()
{
    if (state_->file.empty())
        return;
    auto fd = open_file(state_->file);
    if (fd)
        state_->descriptor->replace(std::move(*fd));
    else
        error(fd.error().what + "; the file that was open goes on");
}

void Log::flush()
{
    const std::uint64_t before = state_->flushes.get();
    state_->logger->flush();
    state_->flushes.wait_beyond(before);
    state_->count_lost();
}

} // namespace milter
