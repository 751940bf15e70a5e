// Private to the pool: one message's way through it, on the caller's thread. Everything that a
// worker says is checked here; what it leaves undone is charged here.
#pragma once

#include <optional>

#include "milter/pool_state.h"
#include "milter/wire.h"

namespace milter {

class Job {
public:
    Job(Crew& crew, const Request& request, core::Deadline deadline)
        : crew_(crew)
        , request_(request)
        , deadline_(deadline)
    {
    }
    ~Job() { crew_.panel.abandoned(plan_, ran_); }
    Job(const Job&) = delete;
    Job& operator=(const Job&) = delete;
    Answer run();

private:
    enum class Talk { Finished, Late, Died, Violation, Unused };

    WorkerPtr take();
    void plan(const Worker& worker);
    Talk attempt(const WorkerPtr& worker);
    bool ask(const Worker& worker) const;
    Talk listen(const Worker& worker, wire::Done& done) const;
    using Reports = std::vector<core::StageReport>;
    std::optional<Reports> reports(const OutboxView& view) const;
    bool accounts_for_all(const Reports& reports, const wire::Done& done) const;
    void absorb(core::StageReport report);
    void hear(const Worker& worker, Talk& talk, std::optional<core::Stage>& announced);
    void charge(std::optional<core::Stage> announced);
    std::optional<core::Cause> missing(core::Stage stage) const;
    Answer skipped(core::SkipReason reason) const;
    Answer answer();

    Crew& crew_;
    const Request& request_;
    const core::Deadline deadline_;
    bool planned_ = false;
    BreakerPanel::Plan plan_;
    std::shared_ptr<const GenerationFile> generation_; // whose tables the verdict indexes
    core::StageSet stages_; // that the worker runs
    core::StageSet skip_; // that the worker is told to leave out
    core::StageSet ran_; // answered to the panel
    std::optional<core::Missing> charged_; // the stage at which a worker died
    std::optional<core::Cause> rest_; // why what has not been reported is missing
    core::ContentVerdict verdict_;
};

} // namespace milter
