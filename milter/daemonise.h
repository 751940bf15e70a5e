// Going into the background without lying: the command that the admin typed returns only when the
// daemon is ready (exit 0) or has failed (exit 1, its message on the terminal). Called by main()
// before any thread is made; with -f nothing of this happens.
#pragma once

#include "milter/unique_fd.h"
#include "triage/core/result.h"

namespace milter {

class Background {
public:
    // Forks. The parent waits in here and exits; the child returns with the object.
    static core::Result<Background> start();
    // The parent exits 0 and standard streams go to /dev/null. Without it, when the object or the
    // process ends, the parent exits 1.
    void ready();

private:
    explicit Background(UniqueFd pipe)
        : pipe_(std::move(pipe))
    {
    }
    UniqueFd pipe_;
};

} // namespace milter
