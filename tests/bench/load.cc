// Sends messages to a milter socket as an MTA would, over several connections at once, and prints
// one line of JSON: rates, latencies from end of message to reply, and what the answers said.
// Used by `make bench` and by tests/bench/replay.
//
//     load --socket unix:/path [--connections 4] [--messages 1000] [--budget-ms 200]
//          [--budget-ms-per-mb 20] FILE|FOLDER…
#include <algorithm>
#include <atomic>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <map>
#include <random>
#include <thread>

#include "tests/bench/samples.h"
#include "tests/bench/tally.h"
#include "tests/support/milter_client.h"

namespace {

using Steady = std::chrono::steady_clock;
constexpr std::size_t body_chunk = 65535; // as Postfix sends it
constexpr std::size_t longest_field = 60000; // Postfix cuts a field to this where milters are on
constexpr double slack_ms = 100; // beyond the budget, before a reply counts as late

struct Options {
    std::string socket;
    std::size_t connections = 4, messages = 1000;
    double budget_ms = 200, budget_ms_per_mb = 20;
    std::vector<std::filesystem::path> places;
};

struct Sample {
    support::Mail mail;
    std::size_t size = 0;
};

std::size_t number(std::string_view text)
{
    std::size_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

Options parse(int argc, char** argv)
{
    Options options;
    const std::map<std::string_view, std::size_t*> counts {
        { "--connections", &options.connections }, { "--messages", &options.messages }
    };
    const std::map<std::string_view, double*> times { { "--budget-ms", &options.budget_ms },
        { "--budget-ms-per-mb", &options.budget_ms_per_mb } };
    for (int i = 1; i < argc; ++i) {
        const std::string_view word = argv[i];
        const std::string_view next = i + 1 < argc ? argv[i + 1] : "";
        if (!word.starts_with("--")) {
            options.places.emplace_back(word);
            continue;
        }
        if (word == "--socket")
            options.socket = next;
        else if (counts.contains(word))
            *counts.at(word) = number(next);
        else if (times.contains(word))
            *times.at(word) = static_cast<double>(number(next));
        ++i;
    }
    return options;
}

std::vector<Sample> read_samples(const Options& options)
{
    auto files = bench::files_of(options.places);
    std::shuffle(files.begin(), files.end(), std::mt19937(1)); // any prefix is a fair sample
    files.resize(std::min(files.size(), options.messages));
    std::vector<Sample> samples;
    for (const auto& file : files) {
        const std::string raw = bench::read_file(file);
        samples.push_back({ support::split_mail(raw), raw.size() });
        for (auto& field : samples.back().mail.fields)
            field.value.resize(std::min(field.value.size(), longest_field));
    }
    return samples;
}

// One connection to the milter, opened anew after an error.
class Sender {
public:
    Sender(const Options& options, std::size_t number)
        : options_(options)
        , number_(number)
    {
    }

    void send(const Sample& sample, std::size_t index)
    {
        if (!client_ && !open()) {
            ++tally.errors;
            return;
        }
        Steady::time_point sent;
        auto end = dialogue(sample, index, sent);
        if (!end) {
            std::fprintf(stderr, "load: %s\n", end.error().what.c_str());
            ++tally.errors;
            client_.reset();
            return;
        }
        const std::chrono::duration<double, std::milli> took = Steady::now() - sent;
        count(*end, sample, took.count());
    }

    bench::Tally tally;

private:
    bool open()
    {
        auto client = support::MilterClient::connect(options_.socket);
        if (!client)
            return false;
        client_ = std::make_unique<support::MilterClient>(std::move(*client));
        client_->macros('C', { { "j", "mx.example.org" } });
        if (!client_->negotiate())
            return false;
        const auto address = "198.51.100." + std::to_string(number_ % 250 + 1);
        return client_->connection("client.example.net", address)
            && client_->helo("client.example.net");
    }

    core::Result<support::EndOfMessage> dialogue(
        const Sample& sample, std::size_t index, Steady::time_point& sent)
    {
        client_->macros('M', { { "i", "Q" + std::to_string(index) } });
        const bool started = client_->mail("sender@client.example.net")
            && client_->rcpt("reader@example.org") && client_->data();
        if (!started || !content(sample.mail) || !client_->wire().flush())
            return core::Error { "the milter closed the connection" };
        sent = Steady::now();
        return client_->end();
    }

    bool content(const support::Mail& mail)
    {
        for (const auto& field : mail.fields)
            if (!client_->header(field))
                return false;
        if (!client_->eoh())
            return false;
        for (std::size_t at = 0; at < mail.body.size(); at += body_chunk)
            if (!client_->body(std::string_view(mail.body).substr(at, body_chunk)))
                return false;
        return true;
    }

    void count(const support::EndOfMessage& end, const Sample& sample, double ms)
    {
        ++(end.reply == 'c' ? tally.continued : tally.refused);
        ++*by_status(end);
        tally.bytes += sample.size;
        tally.ms.push_back(ms);
        const double megabytes = static_cast<double>(sample.size) / (1024.0 * 1024.0);
        if (ms > options_.budget_ms + options_.budget_ms_per_mb * megabytes + slack_ms)
            ++tally.late;
    }

    std::uint64_t* by_status(const support::EndOfMessage& end)
    {
        for (const auto& edit : end.edits) {
            if (edit.kind != 'i' || edit.name != "X-Triage-Status")
                continue;
            const auto start = edit.value.find_first_not_of(' ');
            const auto word
                = std::string_view(edit.value).substr(std::min(start, edit.value.size()));
            return word.starts_with("complete") ? &tally.complete
                : word.starts_with("partial")   ? &tally.partial
                                                : &tally.skipped;
        }
        return &tally.no_status;
    }

    const Options& options_;
    std::size_t number_;
    std::unique_ptr<support::MilterClient> client_;
};

bench::Tally run(const Options& options, const std::vector<Sample>& samples)
{
    std::vector<Sender> senders;
    for (std::size_t i = 0; i < options.connections; ++i)
        senders.emplace_back(options, i);
    std::atomic<std::size_t> next { 0 };
    std::vector<std::thread> threads;
    for (auto& sender : senders)
        threads.emplace_back([&] {
            for (std::size_t i = next++; i < options.messages; i = next++)
                sender.send(samples[i % samples.size()], i);
        });
    for (auto& thread : threads)
        thread.join();
    bench::Tally sum;
    for (const auto& sender : senders)
        sum += sender.tally;
    return sum;
}

} // namespace

int main(int argc, char** argv)
{
    const Options options = parse(argc, argv);
    const auto samples = read_samples(options);
    if (options.socket.empty() || samples.empty()) {
        std::fprintf(stderr,
            "usage: load --socket SOCKET [--connections N] [--messages N] "
            "[--budget-ms N] [--budget-ms-per-mb N] FILE|FOLDER...\n");
        return 2;
    }
    const auto start = Steady::now();
    auto tally = run(options, samples);
    const std::chrono::duration<double> took = Steady::now() - start;
    std::printf("%s\n", bench::json(tally, options.connections, took.count()).c_str());
    return tally.errors == 0 ? 0 : 1;
}
