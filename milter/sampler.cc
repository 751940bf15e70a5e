#include "milter/sampler.h"

#include <poll.h>
#include <sys/eventfd.h>

#include <utility>

namespace milter {

namespace {
constexpr std::size_t minute = 60; // samples
constexpr int period_ms = 1000;
}

Sampler::Sampler(
    const core::Clock& clock, const stats::Registry& metrics, std::function<Subject()> subject)
    : clock_(clock)
    , metrics_(metrics)
    , subject_(std::move(subject))
    , wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
{
    sample();
    thread_ = std::thread([this] {
        pollfd stop { wake_.get(), POLLIN, 0 };
        while (::poll(&stop, 1, period_ms) <= 0)
            sample();
    });
}

Sampler::~Sampler()
{
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto n = ::write(wake_.get(), &one, sizeof one);
    thread_.join();
}

void Sampler::sample()
{
    load_.sample(clock_.now(), metrics_.histogram(stats::Metric::TriageSeconds));
    const Subject subject = subject_();
    Readings r;
    r.system = reader_.read(clock_.now(), subject.workers, subject.files);
    r.at = clock_.now();
    r.log_dropped = dropped_in_a_minute();
    *readings_.lock() = std::move(r);
}

std::uint64_t Sampler::dropped_in_a_minute()
{
    const std::uint64_t now = metrics_.value(stats::Metric::LogDropped);
    if (dropped_.size() < minute) {
        dropped_.push_back(now);
        return now - dropped_.front();
    }
    const std::uint64_t before = std::exchange(dropped_[next_], now);
    next_ = (next_ + 1) % minute;
    return now - before;
}

} // namespace milter
