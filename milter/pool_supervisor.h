// Private to the pool: the one thread that starts, watches, replaces, kills and reaps workers and
// decides how many there should be. It sleeps in poll() until a worker or the crew wants something.
#pragma once

#include "milter/pool_state.h"
#include "milter/pool_template.h"
#include "milter/wire.h"

namespace milter {

class Supervisor {
public:
    explicit Supervisor(Crew& crew)
        : crew_(crew)
        , template_(crew.clock)
    {
    }
    void run(); // until the crew quits; every worker is gone then

private:
    // Those with a Lock work under it.
    using Lock = Crew::Lock;
    void wait(core::Time until);
    void look_after(const WorkerPtr& worker, const Lock&);
    void greet(Worker& worker, const WorkerPtr& self);
    void finish_late(const WorkerPtr& worker);
    void gone(const WorkerPtr& worker, const ExitStatus& status);
    void start_failed(const std::string& why);
    void enforce_times(const Lock&);
    void adapt_target(const Lock&);
    std::uint32_t lacking(const Lock&) const;
    std::uint32_t to_start(const Lock&) const;
    void start(std::uint32_t n);
    void retire_surplus(const Lock&);
    core::Time next_look(const Lock&) const;
    void end_all();

    Crew& crew_;
    Template template_;
    std::optional<core::Time> ask_scaling_again_;
};

} // namespace milter
