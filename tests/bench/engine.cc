// CPU time of each stage of the engine, without daemon, workers and sandbox: the median, the 99th
// percentile and the worst over folders of mail, and how the time grows with a message's size. A
// busy machine disturbs CPU time little.
//
//     engine [--rounds 3] [--limit-ms 50] [--growth] FILE|FOLDER…
//
// Run from the top of the tree (rules and lists are read from etc/). Of several rounds the fastest
// counts. Each folder is a table. --growth measures mail of our own of many shapes, attacks among
// them, from 10 kB to 20 MB. Exit status 1: a message of less than a megabyte took longer than the
// limit, or time grew faster than size.
#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/bench/samples.h"
#include "tests/bench/tally.h"
#include "tests/support/mail.h"
#include "triage/engine.h"

namespace {

namespace fs = std::filesystem;

constexpr std::size_t small_message = 1u << 20; // bytes to which the limit applies

double thread_ms() // CPU time of this thread
{
    timespec t {};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_nsec) * 1e-6;
}

// The engine's clock: stands, so that no deadline passes. It costs as little as the daemon's; CPU
// time would cost a system call each time.
class Standing final : public core::Clock {
public:
    core::Time now() const override { return {}; }
    core::WallTime wall() const override { return {}; }
};

struct Options {
    std::size_t rounds = 3;
    double limit_ms = 50;
    bool growth = false;
    std::vector<fs::path> places;
};

Options parse(int argc, char** argv)
{
    Options options;
    const auto number = [](std::string_view text, auto& value) {
        std::from_chars(text.data(), text.data() + text.size(), value);
    };
    for (int i = 1; i < argc; ++i) {
        const std::string_view word = argv[i];
        const std::string_view next = i + 1 < argc ? argv[i + 1] : "";
        if (word == "--growth") {
            options.growth = true;
        } else if (word == "--rounds" || word == "--limit-ms") {
            word == "--rounds" ? number(next, options.rounds) : number(next, options.limit_ms);
            ++i;
        } else {
            options.places.emplace_back(word);
        }
    }
    options.rounds = std::max<std::size_t>(options.rounds, 1);
    return options;
}

using StageTimes = std::map<core::Stage, double>; // milliseconds

double total(const StageTimes& times)
{
    double sum = 0;
    for (const auto& [stage, ms] : times)
        sum += ms;
    return sum;
}

// The engine as a worker has it, with the rules, lists and models of the tree.
class Bench {
public:
    static std::optional<Bench> open()
    {
        triage::GenerationSources sources;
        for (const fs::path& file : bench::files_of({ "etc/rules" }))
            sources.rule_files.push_back(fs::absolute(file).string());
        sources.lists_dir = fs::absolute("etc/lists").string();
        sources.model_file = fs::absolute("etc/models/threats.model").string();
        sources.models_dir = fs::absolute("etc/models").string();
        sources.local_domains = { "ourfirm.example" };
        triage::BuildResult result = triage::build_generation(sources);
        for (const core::Error& e : result.errors)
            std::fprintf(stderr, "engine: %s\n", e.what.c_str());
        for (const core::Error& e : result.built.degraded)
            std::fprintf(stderr, "engine: %s\n", e.what.c_str());
        if (!result.errors.empty() || !result.built.degraded.empty())
            return std::nullopt;
        return Bench(std::move(result.built));
    }

    StageTimes run(std::string_view raw, std::size_t rounds)
    {
        StageTimes fastest = once(raw);
        for (std::size_t n = 1; n < rounds; ++n)
            if (StageTimes times = once(raw); total(times) < total(fastest))
                fastest = std::move(times);
        return fastest;
    }

private:
    explicit Bench(triage::BuiltGeneration built)
        : built_(std::make_unique<triage::BuiltGeneration>(std::move(built)))
        , engine_(*triage::Engine::open(*triage::Generation::open(built_->bytes)))
        , scratch_(*engine_.make_scratch())
    {
        engine_.warm_up(scratch_);
    }

    StageTimes once(std::string_view raw)
    {
        StageTimes times;
        double start = 0;
        const triage::OnStage on_stage { [&](core::Stage) { start = thread_ms(); },
            [&](const core::StageReport& r) { times[r.stage] = thread_ms() - start; } };
        engine_.run({}, raw, {}, core::Deadline::in(clock_, std::chrono::minutes { 5 }), on_stage,
            scratch_);
        return times;
    }

    std::unique_ptr<triage::BuiltGeneration> built_; // the engine refers to its bytes
    Standing clock_;
    triage::Engine engine_;
    triage::Engine::Scratch scratch_;
};

struct Column { // the times of one stage in one set
    std::vector<double> ms;
    double worst = 0;
    std::string worst_file;

    void add(double value, const std::string& file)
    {
        ms.push_back(value);
        if (value > worst || worst_file.empty()) {
            worst = value;
            worst_file = file;
        }
    }

    void print(std::string_view stage)
    {
        std::sort(ms.begin(), ms.end());
        double sum = 0;
        for (const double v : ms)
            sum += v;
        std::printf("  %-12.*s mean %8.3f   p50 %8.3f   p99 %8.3f   worst %8.3f ms   %s\n",
            static_cast<int>(stage.size()), stage.data(), sum / static_cast<double>(ms.size()),
            bench::percentile(ms, .5), bench::percentile(ms, .99), worst, worst_file.c_str());
    }
};

// As the daemon would hand it over: CRLF line ends.
std::string message(const fs::path& file)
{
    return support::join_mail(support::split_mail(bench::read_file(file)));
}

// False if a small message took longer than the limit.
bool measure(Bench& bench, const fs::path& place, const Options& options)
{
    std::map<core::Stage, Column> columns;
    Column all;
    std::size_t bytes = 0, slow = 0;
    for (const fs::path& file : bench::files_of({ place })) {
        const std::string raw = message(file);
        const StageTimes times = bench.run(raw, options.rounds);
        const std::string name = file.filename().string();
        for (const auto& [stage, ms] : times)
            columns[stage].add(ms, name);
        all.add(total(times), name);
        bytes += raw.size();
        slow += raw.size() < small_message && total(times) > options.limit_ms;
    }
    if (all.ms.empty())
        return true;
    std::printf("%s: %zu messages, %zu bytes on average, %zu small ones over %g ms\n",
        place.c_str(), all.ms.size(), bytes / all.ms.size(), slow, options.limit_ms);
    for (auto& [stage, column] : columns)
        column.print(core::name(stage));
    all.print("all");
    return slow == 0;
}

// False if a byte of the largest message costs much more than one of a middling one: limits may
// make it cheaper.
bool measure_growth(Bench& bench, const bench::Shape& shape, const Options& options)
{
    constexpr std::array<std::size_t, 8> sizes { 10'000, 30'000, 100'000, 300'000, 1'000'000,
        3'000'000, 10'000'000, 20'000'000 };
    constexpr std::size_t middling = 2; // index of the size that the largest is compared with
    constexpr double slack = 3;
    std::printf("%-11.*s", static_cast<int>(shape.name.size()), shape.name.data());
    std::array<double, sizes.size()> per_byte {};
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        const std::string raw = shape.make(sizes[i]);
        const double ms = total(bench.run(raw, options.rounds));
        per_byte[i] = ms * 1e6 / static_cast<double>(raw.size());
        std::printf(" %7.2f (%5.1f)", ms, per_byte[i]);
    }
    const bool linear = per_byte.back() <= slack * per_byte[middling];
    std::printf("%s\n", linear ? "" : "   NOT LINEAR");
    return linear;
}

} // namespace

int main(int argc, char** argv)
{
    const Options options = parse(argc, argv);
    if (options.places.empty() && !options.growth) {
        std::fprintf(
            stderr, "usage: engine [--rounds N] [--limit-ms N] [--growth] FILE|FOLDER...\n");
        return 2;
    }
    auto bench = Bench::open();
    if (!bench)
        return 2;
    bool good = true;
    for (const fs::path& place : options.places)
        good = measure(*bench, place, options) && good;
    if (options.growth)
        std::printf(
            "Milliseconds of CPU, and in brackets nanoseconds a byte, for messages of 10 kB, "
            "30 kB, 100 kB, 300 kB, 1 MB, 3 MB, 10 MB, 20 MB\n");
    for (const bench::Shape& shape : bench::shapes)
        if (options.growth)
            good = measure_growth(*bench, shape, options) && good;
    return good ? 0 : 1;
}
