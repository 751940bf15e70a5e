// The site's memory as the rest of the daemon sees it: lookups behind a breaker and within the
// message's budget, writes through the writer, what health and `show store` tell. One, made by
// daemon.cc; it works, and says what is wrong, whatever became of the backend. Thread-safe.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "milter/breaker_panel.h"
#include "milter/config.h"
#include "milter/locked.h"
#include "milter/store/backups.h"
#include "milter/store/errands.h"
#include "milter/store/retention.h"
#include "milter/store/writer.h"

namespace store {

// Of the configured backend. Null: it is "off". Error: see there.
core::Result<std::unique_ptr<Store>> open_store(
    const milter::Config::Store& config, const core::Clock& clock);

class Service {
public:
    struct Status {
        std::string backend;
        bool open = false; // false: off, or `error` says why not
        std::string error; // what is wrong now; empty: nothing
        double failing_s = 0; // for how long
        std::string note; // of Facts
        std::size_t queued = 0;
        Facts facts; // as of the last minute
    };

    // `opened`: of open_store. The others must outlive this. Nothing is written before start().
    Service(const milter::Config::Store& config, core::Result<std::unique_ptr<Store>> opened,
        const core::Clock& clock, milter::BreakerPanel& panel, stats::Registry& metrics);
    void start();
    void stop(core::Duration limit); // writes what is queued; afterwards every write is dropped

    // False: there is nothing to ask and nothing is kept.
    bool on() const { return store_ != nullptr; }
    // On the mail path: as Store's. Error: also while the breaker is open.
    core::Result<std::vector<Record>> lookup(std::span<const Key> keys, core::Deadline);
    core::Result<std::optional<Delivery>> delivery(std::span<const std::uint8_t, 16> message,
        std::span<const std::uint8_t, 16> recipient, core::Deadline);
    // Queues; never waits. The job's store keeps nothing beyond store.retention_days. False:
    // dropped and counted, or there is no store.
    bool write(Job job);
    // For upkeep that others bring (labels that fall due). Before start().
    void every(core::Duration period, Job job);
    // What the writer's thread does again and again, on this one. For tests without it.
    void write_now();

    core::Result<std::string> begin_backup(const std::string& folder, const std::string& name)
    {
        return backups_.begin(folder, name);
    }
    Backups::Status backup_status() const { return backups_.status(); }

    // Forgets a person, or finds what is kept of one; `errand_status` tells when it is done.
    core::Result<void> begin_errand(Task task, const Id& person)
    {
        return errands_.begin(task, person, [this](Job job) { return write(std::move(job)); });
    }
    Errands::Status errand_status() const { return errands_.status(); }

    Status status() const;

private:
    template <typename T>
    core::Result<T> asked(core::Deadline deadline, const std::function<core::Result<T>()>& ask);
    core::Result<void> expire(Store& store);
    core::Result<void> count(Store& store);

    const core::Clock& clock_;
    milter::BreakerPanel& panel_;
    stats::Registry& metrics_;
    const std::string backend_;
    std::unique_ptr<Store> store_;
    std::string not_open_; // why store_ is null though it is wanted
    milter::Locked<Facts> facts_;
    std::optional<Retention> kept_; // store_, as jobs see it
    Backups backups_;
    Errands errands_;
    std::optional<Writer> writer_; // last: its thread uses the others
};

} // namespace store
