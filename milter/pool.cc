// The pool's front: a crew (pool_crew.cc), its supervisor's thread (pool_supervisor.cc), and a job
// for each message (pool_job.cc).
#include "milter/pool.h"

#include <thread>

#include "milter/pool_job.h"
#include "milter/pool_supervisor.h"

namespace milter {

struct WorkerPool::State {
    State(PoolPolicy policy, std::shared_ptr<const GenerationFile> generation, BreakerPanel& panel,
        stats::Registry& metrics, const core::Clock& clock)
        : crew(std::move(policy), std::move(generation), panel, metrics, clock)
        , supervisor([this] { Supervisor(crew).run(); })
    {
    }
    Crew crew;
    std::thread supervisor;
};

PoolPolicy pool_policy(const Config& config)
{
    PoolPolicy p;
    p.min_workers = config.scaling.min_workers;
    p.max_workers = config.scaling.max_workers;
    p.auto_scaling = config.scaling.auto_scaling_enabled;
    p.target_utilisation = config.scaling.target_cpu_percent / 100.0;
    p.target_wait = std::chrono::milliseconds { config.scaling.target_queue_wait_ms };
    p.idle = std::chrono::seconds { config.scaling.idle_s };
    p.recycle_messages = config.scaling.recycle_messages;
    p.recycle_after = std::chrono::seconds { config.scaling.recycle_s };
    p.grace = std::chrono::milliseconds { config.processing.grace_ms };
    p.max_queue = config.processing.max_queue;
    p.worker_memory_bytes = config.scaling.worker_memory_bytes;
    p.sandbox = config.security.sandbox;
    return p;
}

WorkerPool::WorkerPool(PoolPolicy policy, std::shared_ptr<const GenerationFile> generation,
    BreakerPanel& panel, stats::Registry& metrics, const core::Clock& clock)
    : state_(
        std::make_unique<State>(std::move(policy), std::move(generation), panel, metrics, clock))
{
}

WorkerPool::~WorkerPool()
{
    state_->crew.quit();
    state_->supervisor.join();
}

Answer WorkerPool::run(const Request& request, core::Deadline deadline)
{
    return Job(state_->crew, request, deadline).run();
}

void WorkerPool::set_generation(std::shared_ptr<const GenerationFile> generation)
{
    state_->crew.set_generation(std::move(generation));
}

void WorkerPool::set_policy(PoolPolicy policy)
{
    state_->crew.set_policy(std::move(policy));
}

void WorkerPool::stop_intake()
{
    state_->crew.stop_intake();
}

PoolInfo WorkerPool::info() const
{
    return state_->crew.info();
}

} // namespace milter
