// What an admin asks of the memory of one person: to forget it, or to say what it holds. One at a
// time, done by the store's writer; asked for over the stats socket, whose thread does not wait.
// Thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "milter/locked.h"
#include "milter/store/keys.h"
#include "milter/store/store.h"
#include "milter/store/writer.h"

namespace store {

enum class Task : std::uint8_t { Forget, Export };
inline constexpr std::array<std::string_view, 2> task_names { "forget", "export" };

class Errands {
public:
    struct Status {
        bool running = false;
        Task task = Task::Forget; // of the last one
        std::string error; // why it failed; empty: it went well, or is under way
        std::uint64_t done = 0; // well or not, since the start
        std::size_t rows = 0; // forgotten or found
        std::shared_ptr<const Holdings> holdings; // found by the last one, if it was an export
    };
    static constexpr std::size_t most_rows = 10000; // of an export

    // Hands the job to `write`, which says whether it was taken. Error: one is under way, or it
    // was not taken.
    core::Result<void> begin(Task task, const Id& person, const std::function<bool(Job)>& write);
    Status status() const { return *status_->lock(); }

private:
    struct Ending;
    // Jobs may outlive this in the writer's queue.
    std::shared_ptr<milter::Locked<Status>> status_ = std::make_shared<milter::Locked<Status>>();
};

} // namespace store
