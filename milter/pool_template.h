// Private to the supervisor, on its thread: the process that workers are forked from
// (milter/worker_template.h). It is started when a worker is wanted and is replaced when workers
// are to be different, by number and age, and after a crash, because what is forked from one
// process shares its address layout. Without it workers are spawned.
#pragma once

#include <optional>
#include <poll.h>
#include <vector>

#include "milter/generation_file.h"
#include "milter/pool.h"
#include "milter/spawn.h"
#include "milter/wire.h"

namespace milter {

wire::Start start_frame(const PoolPolicy& policy);

class Template {
public:
    explicit Template(const core::Clock& clock)
        : clock_(clock)
    {
    }
    ~Template();
    Template(const Template&) = delete;
    Template& operator=(const Template&) = delete;

    enum class State {
        Absent, // it cannot be had now: spawn
        Awaited, // it is starting: wait for it
        Ready,
    };
    // Starts one if there is none that makes such workers.
    State prepare(
        const PoolPolicy& policy, const std::shared_ptr<const GenerationFile>& generation);
    core::Result<Child> fork(); // fails unless it is Ready

    // A worker crashed: its successors get another layout. One that is just starting is new enough.
    void spoil() { spoilt_ = ready_; }
    void proved() { failures_ = 0; } // a worker that it forked works
    void failed(const std::string& why); // one does not

    void watch(std::vector<pollfd>& fds) const; // what look_after() waits for
    void look_after();
    core::Time next_look() const;
    const std::string& error() const { return error_; } // why there is none; empty: nothing failed

private:
    struct Wish {
        std::string executable;
        wire::Start start;
        std::shared_ptr<const GenerationFile> generation;
        bool operator==(const Wish&) const = default;
    };
    bool worn() const;
    void start();
    void greet();
    void end();

    const core::Clock& clock_;
    Wish wish_;
    std::optional<Process> process_;
    bool ready_ = false, spoilt_ = false;
    core::Time started_ {};
    int forked_ = 0; // workers so far
    std::uint32_t failures_ = 0; // in a row
    core::Time not_before_ {};
    std::string error_;
};

} // namespace milter
