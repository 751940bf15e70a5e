#include "milter/store/service.h"

#include <fstream>

#include "milter/store/memory_store.h"
#include "milter/store/redis_store.h"
#include "milter/store/sqlite_store.h"

namespace store {

namespace {

using namespace std::chrono_literals;

constexpr std::int64_t seconds_a_day = 86400;
constexpr core::Duration upkeep_period = 1min;
constexpr std::size_t expire_rows = 500; // in one transaction, between which others may write
constexpr std::size_t expire_rounds = 20; // a minute: 14 million rows a day
// A lookup that is given less would say nothing of the backend when it fails.
constexpr core::Duration least_time = 2ms;

using Opened = core::Result<std::unique_ptr<Store>>;

Opened open_sqlite(const milter::Config::Store& config, const core::Clock& clock)
{
    auto store = SqliteStore::open(clock, { .path = config.path, .max_bytes = config.max_bytes });
    if (!store)
        return store.error();
    return std::unique_ptr<Store>(std::move(*store));
}

Opened open_memory(const milter::Config::Store&, const core::Clock&)
{
    return std::unique_ptr<Store>(std::make_unique<MemoryStore>());
}

// Redis itself may come later: only what can be wrong here is an error.
Opened open_redis(const milter::Config::Store& config, const core::Clock& clock)
{
    RedisSettings settings { config.redis, config.redis_user, {}, config.redis_database,
        config.redis_prefix };
    if (!config.redis_password_file.empty()) {
        std::ifstream file(config.redis_password_file);
        if (!std::getline(file, settings.password) || settings.password.empty())
            return core::Error { config.redis_password_file
                + ": store.redis_password_file cannot be read or has no first line" };
    }
    return std::unique_ptr<Store>(std::make_unique<RedisStore>(clock, std::move(settings)));
}

Opened open_nothing(const milter::Config::Store&, const core::Clock&)
{
    return std::unique_ptr<Store>();
}

struct Backend {
    std::string_view name;
    Opened (*open)(const milter::Config::Store&, const core::Clock&);
};
constexpr Backend backends[] = {
    { "sqlite", open_sqlite },
    { "redis", open_redis },
    { "memory", open_memory },
    { "off", open_nothing },
};

} // namespace

Opened open_store(const milter::Config::Store& config, const core::Clock& clock)
{
    for (const Backend& backend : backends)
        if (backend.name == config.backend)
            return backend.open(config, clock);
    return core::Error { "store.backend: " + config.backend + " is not known" };
}

Service::Service(const milter::Config::Store& config, Opened opened, const core::Clock& clock,
    milter::BreakerPanel& panel, stats::Registry& metrics)
    : clock_(clock)
    , panel_(panel)
    , metrics_(metrics)
    , backend_(config.backend)
    , store_(opened ? std::move(*opened) : nullptr)
    , not_open_(opened ? "" : opened.error().what)
    , backups_(store_.get(), clock)
{
    if (!store_)
        return;
    kept_.emplace(*store_, config.retention_days * seconds_a_day);
    writer_.emplace(*kept_, clock_, metrics_, config.max_queue);
    writer_->every(upkeep_period, [this](Store& s) { return expire(s); });
    writer_->every(upkeep_period, [this](Store& s) { return count(s); });
}

void Service::write_now()
{
    if (writer_)
        writer_->round();
}

void Service::start()
{
    if (writer_)
        writer_->start();
}

void Service::stop(core::Duration limit)
{
    if (writer_)
        writer_->stop(limit);
}

template <typename T>
core::Result<T> Service::asked(core::Deadline deadline, const std::function<core::Result<T>()>& ask)
{
    if (!store_)
        return core::Error { "there is no store" };
    if (deadline.remaining() < least_time)
        return core::Error { "no time left for the store" };
    const core::Time start = clock_.now();
    if (!panel_.allow(core::Stage::Store, start))
        return core::Error { "the store's breaker is open" };
    auto answer = ask();
    const core::Time end = clock_.now();
    metrics_.observe(stats::Metric::StoreSeconds, end - start);
    if (answer)
        panel_.success(core::Stage::Store, end);
    else
        panel_.failure(core::Stage::Store,
            deadline.expired() ? core::Cause::Timeout : core::Cause::Error, {}, {}, end);
    return answer;
}

core::Result<std::vector<Record>> Service::lookup(
    std::span<const Key> keys, core::Deadline deadline)
{
    return asked<std::vector<Record>>(deadline, [&] { return store_->lookup(keys, deadline); });
}

core::Result<std::optional<Delivery>> Service::delivery(std::span<const std::uint8_t, 16> message,
    std::span<const std::uint8_t, 16> recipient, core::Deadline deadline)
{
    return asked<std::optional<Delivery>>(
        deadline, [&] { return store_->delivery(message, recipient, deadline); });
}

bool Service::write(Job job)
{
    return writer_ && writer_->add(std::move(job));
}

void Service::every(core::Duration period, Job job)
{
    if (writer_)
        writer_->every(period, std::move(job));
}

core::Result<void> Service::expire(Store& store)
{
    const std::int64_t now = clock_.wall().time_since_epoch().count();
    for (std::size_t i = 0; i < expire_rounds; ++i) {
        const auto gone = store.expire(now, expire_rows);
        if (!gone)
            return gone.error();
        metrics_.add(stats::Metric::StoreExpired, *gone);
        if (*gone < expire_rows)
            break;
    }
    return {};
}

core::Result<void> Service::count(Store& store)
{
    auto facts = store.facts();
    if (!facts)
        return facts.error();
    *facts_.lock() = std::move(*facts);
    return {};
}

Service::Status Service::status() const
{
    Status s;
    s.backend = backend_;
    s.open = on();
    s.error = not_open_;
    if (!writer_)
        return s;
    const Writer::State writer = writer_->state();
    s.queued = writer.queued;
    s.error = writer.error.empty() ? store_->trouble() : writer.error;
    if (!writer.error.empty())
        s.failing_s = core::seconds(clock_.now() - writer.failing_since);
    s.facts = *facts_.lock();
    s.note = s.facts.note;
    return s;
}

} // namespace store
