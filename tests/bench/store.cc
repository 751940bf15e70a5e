// What the site's memory costs at a size: makes a history of so many deliveries a day, then asks
// and writes as the daemon does. `fill` writes the rows by the product's own code, in the order in
// which mail comes, but in one transaction held in memory: the tree of pages is the same, and the
// disk need not take each of them a hundred times. `measure` opens the file as the daemon does.
//
//   build/bench/store fill FILE [DAYS [A-DAY [PEOPLE]]]
//   build/bench/store measure FILE [LOOKUPS [WRITES-A-SECOND]]
//   build/bench/store redis SOCKET [DELIVERIES [LOOKUPS]]
#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <unistd.h>

#include "milter/steady_clock.h"
#include "milter/store/redis_store.h"
#include "milter/store/sqlite_rows.h"
#include "milter/store/sqlite_schema.h"
#include "milter/store/sqlite_store.h"
#include "milter/store/writer.h"
#include "milter/unique_fd.h"
#include "tests/bench/site.h"
#include "tests/bench/tally.h"

namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t seed = 20261127;
constexpr std::int64_t first_day = 1'793'491'200; // 2026-11-01
constexpr std::size_t data_bytes = 520; // of a delivery, for the learner
constexpr std::int64_t day = 86400, label_days = 14;

struct Size {
    std::int64_t days = 30, a_day = 200000;
    std::uint32_t people = 5000;
};

void must(const core::Result<void>& done)
{
    if (done)
        return;
    std::fprintf(stderr, "store: %s\n", done.error().what.c_str());
    std::exit(1);
}

template <typename T>
T got(core::Result<T> result)
{
    if (!result) {
        std::fprintf(stderr, "store: %s\n", result.error().what.c_str());
        std::exit(1);
    }
    return std::move(*result);
}

std::uint64_t kilobytes(const char* what) // of /proc/self/status
{
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with(what))
            return std::strtoull(line.c_str() + std::string(what).size() + 1, nullptr, 10);
    return 0;
}

void fill(const std::string& file, const Size& size)
{
    auto db = got(store::SqliteDatabase::open(file, store::SqliteDatabase::Mode::Create));
    must(db.execute("PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = MEMORY; "
                    "PRAGMA synchronous = OFF; PRAGMA cache_size = -12000000"));
    must(store::migrate(db));
    must(db.execute("BEGIN"));
    bench::Site site(seed, size.people, data_bytes);
    for (std::int64_t n = 0; n < size.days * size.a_day; ++n) {
        const std::int64_t at = first_day + n * day / size.a_day;
        const bench::Mail mail = site.next(at, n / size.a_day < size.days - label_days);
        if (!got(store::insert_delivery(db, mail.delivery)))
            std::abort();
        for (const store::Change& change : mail.changes)
            (void)got(store::add_to_record(db, change));
        if ((n + 1) % size.a_day == 0) {
            std::printf("day %lld, %llu MB of memory\n", static_cast<long long>(n / size.a_day + 1),
                static_cast<unsigned long long>(kilobytes("VmRSS:") / 1024));
            std::fflush(stdout);
        }
    }
    must(db.execute("UPDATE totals SET n = (SELECT count(*) FROM records) WHERE name = 'records';"
                    "UPDATE totals SET n = (SELECT count(*) FROM deliveries) "
                    "WHERE name = 'deliveries'; COMMIT"));
}

struct Latencies {
    std::vector<double> ms;
    std::uint64_t failed = 0;
};

Latencies look_up(store::Store& store, const core::Clock& clock, bench::Site& site, std::int64_t at,
    std::size_t lookups)
{
    Latencies l;
    for (std::size_t i = 0; i < lookups; ++i) {
        const bench::Mail mail = site.next(at, false);
        const core::Time start = clock.now();
        const auto found = store.lookup(mail.questions, core::Deadline::in(clock, 1s));
        l.ms.push_back(core::milliseconds(clock.now() - start));
        l.failed += found ? 0 : 1;
    }
    std::sort(l.ms.begin(), l.ms.end());
    return l;
}

void print(const char* what, const Latencies& l)
{
    std::printf("%-34s %8zu lookups of 22 keys  p50 %.3f ms  p99 %.3f ms  p99.9 %.3f ms  max %.2f "
                "ms  failed %llu\n",
        what, l.ms.size(), bench::percentile(l.ms, 0.5), bench::percentile(l.ms, 0.99),
        bench::percentile(l.ms, 0.999), l.ms.empty() ? 0 : l.ms.back(),
        static_cast<unsigned long long>(l.failed));
    std::fflush(stdout);
}

void forget_pages(const std::string& file) // of the system's cache
{
    const milter::UniqueFd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    ::fdatasync(fd.get());
    ::posix_fadvise(fd.get(), 0, 0, POSIX_FADV_DONTNEED);
}

// As on a host that has memory for the file and has run for long.
void read_pages(const std::string& file)
{
    const milter::UniqueFd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    std::string piece(1u << 20, '\0');
    while (::read(fd.get(), piece.data(), piece.size()) > 0) { }
}

// Writes as the daemon does, at a steady rate, until it is stopped.
void keep_writing(store::Writer& writer, bench::Site site, std::int64_t at, double a_second,
    const core::Clock& clock, const std::atomic<bool>& stop)
{
    const core::Time start = clock.now();
    for (std::uint64_t n = 0; !stop;) {
        if (core::seconds(clock.now() - start) * a_second < static_cast<double>(n)) {
            std::this_thread::sleep_for(1ms);
            continue;
        }
        ++n;
        writer.add([mail = site.next(at, false)](store::Store& s) -> core::Result<void> {
            const auto done = s.deliver(mail.delivery, mail.changes);
            return done ? core::Result<void> {} : done.error();
        });
    }
}

void measure(const std::string& file, std::size_t lookups, double a_second)
{
    const milter::SteadyClock clock;
    const Size size;
    const std::int64_t now = first_day + size.days * day;
    forget_pages(file);
    const std::uint64_t before = kilobytes("VmRSS:");
    auto store = got(store::SqliteStore::open(clock, { .path = file }));
    const store::Facts facts = got(store->facts());
    std::printf("%llu records, %llu deliveries, %.2f GB\n",
        static_cast<unsigned long long>(facts.records),
        static_cast<unsigned long long>(facts.deliveries), static_cast<double>(facts.bytes) / 1e9);
    // The same seed asks for what is there; another writes to the same people about other things.
    bench::Site readers(seed, size.people, data_bytes), writers(seed + 1, size.people, data_bytes);
    const core::Time begin = clock.now();
    const std::size_t gone = got(store->expire(now + day, 500));
    std::printf("%zu rows forgotten in %.1f ms, in a store of which a day has expired\n", gone,
        core::milliseconds(clock.now() - begin));
    print("pages not in memory", look_up(*store, clock, readers, now, lookups / 20));
    print("as they come in", look_up(*store, clock, readers, now, lookups / 20));
    read_pages(file);
    print("pages in memory", look_up(*store, clock, readers, now, lookups));
    stats::Registry metrics;
    store::Writer writer(*store, clock, metrics, 10000);
    writer.start();
    std::atomic<bool> stop { false };
    std::thread load([&] { keep_writing(writer, writers, now, a_second, clock, stop); });
    const core::Time start = clock.now();
    print("while it is written to", look_up(*store, clock, readers, now, lookups));
    stop = true;
    load.join();
    const double seconds = core::seconds(clock.now() - start);
    writer.stop(10s);
    std::printf("%.0f deliveries a second written, %llu dropped; %llu MB of memory, %llu MB before "
                "it was opened\n",
        static_cast<double>(metrics.value(stats::Metric::StoreWritten)) / seconds,
        static_cast<unsigned long long>(metrics.value(stats::Metric::StoreDropped)),
        static_cast<unsigned long long>(kilobytes("VmHWM:") / 1024),
        static_cast<unsigned long long>(before / 1024));
}

// So many deliveries into a Redis that is ours alone, one call each, then questions while it is
// written to.
void measure_redis(const std::string& path, std::int64_t deliveries, std::size_t lookups)
{
    const milter::SteadyClock clock;
    const Size size;
    store::RedisSettings settings;
    settings.address = "unix:" + path;
    store::RedisStore store(clock, settings);
    const std::int64_t now = clock.wall().time_since_epoch().count();
    bench::Site site(seed, size.people, data_bytes), readers(seed, size.people, data_bytes),
        writers(seed + 1, size.people, data_bytes);
    const core::Time begin = clock.now();
    for (std::int64_t n = 0; n < deliveries; ++n) {
        const bench::Mail mail = site.next(now, false);
        (void)got(store.deliver(mail.delivery, mail.changes));
    }
    const store::Facts facts = got(store.facts());
    std::printf("%llu keys, %.2f GB, %.0f deliveries a second\n",
        static_cast<unsigned long long>(facts.records), static_cast<double>(facts.bytes) / 1e9,
        static_cast<double>(deliveries) / core::seconds(clock.now() - begin));
    print("Redis", look_up(store, clock, readers, now, lookups));
    stats::Registry metrics;
    store::Writer writer(store, clock, metrics, 10000);
    writer.start();
    std::atomic<bool> stop { false };
    std::thread load([&] { keep_writing(writer, writers, now, 200, clock, stop); });
    print("while it is written to", look_up(store, clock, readers, now, lookups));
    stop = true;
    load.join();
    writer.stop(10s);
}

} // namespace

int main(int argc, char** argv)
{
    const std::vector<std::string> words(argv + 1, argv + argc);
    const auto number = [&](std::size_t at, long otherwise) {
        return at < words.size() ? std::strtol(words[at].c_str(), nullptr, 10) : otherwise;
    };
    if (words.size() >= 2 && words[0] == "fill")
        fill(words[1],
            { number(2, 30), number(3, 200000), static_cast<std::uint32_t>(number(4, 5000)) });
    else if (words.size() >= 2 && words[0] == "measure")
        measure(words[1], static_cast<std::size_t>(number(2, 100000)), double(number(3, 200)));
    else if (words.size() >= 2 && words[0] == "redis")
        measure_redis(words[1], number(2, 300000), static_cast<std::size_t>(number(3, 100000)));
    else
        std::fprintf(stderr,
            "usage: store fill FILE [DAYS [A-DAY [PEOPLE]]]\n"
            "       store measure FILE [LOOKUPS [WRITES-A-SECOND]]\n"
            "       store redis SOCKET [DELIVERIES [LOOKUPS]]\n");
    return words.size() >= 2 ? 0 : 2;
}
