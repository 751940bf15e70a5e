#include "milter/store/errands.h"

namespace store {

// What became of an errand, known when the writer lets go of its job: it may run it again, or drop
// it, and what a job did counts only when its transaction has ended.
struct Errands::Ending {
    std::shared_ptr<milter::Locked<Status>> status;
    std::string error = "the store could not take it: see 'triagectl show store'";
    std::size_t rows = 0;
    std::shared_ptr<const Holdings> holdings;

    explicit Ending(std::shared_ptr<milter::Locked<Status>> s)
        : status(std::move(s))
    {
    }
    Ending(const Ending&) = delete;
    Ending& operator=(const Ending&) = delete;
    ~Ending()
    {
        auto s = status->lock();
        s->running = false;
        s->error = error;
        s->rows = rows;
        s->holdings = holdings;
        ++s->done;
    }

    core::Result<void> run(Store& store, Task task, const Id& person)
    {
        if (task == Task::Forget) {
            const auto gone = store.forget(person);
            return gone ? went_well(*gone) : failed(gone.error());
        }
        auto found = store.holdings(person, most_rows);
        if (!found)
            return failed(found.error());
        const std::size_t size = found->size();
        holdings = std::make_shared<const Holdings>(std::move(*found));
        return went_well(size);
    }

private:
    core::Result<void> went_well(std::size_t count)
    {
        error.clear();
        rows = count;
        return {};
    }
    core::Result<void> failed(const core::Error& e)
    {
        error = e.what;
        return e;
    }
};

core::Result<void> Errands::begin(
    Task task, const Id& person, const std::function<bool(Job)>& write)
{
    {
        auto s = status_->lock();
        if (s->running)
            return core::Error { "another one is under way: see 'errand'" };
        s->running = true;
        s->task = task;
        s->error.clear();
        s->rows = 0;
        s->holdings.reset();
    }
    const auto ending = std::make_shared<Ending>(status_);
    if (write([ending, task, person](Store& store) { return ending->run(store, task, person); }))
        return {};
    return core::Error { "there is no store, or it has too much to do: see 'show store'" };
}

} // namespace store
