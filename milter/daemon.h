// The daemon as a whole: makes every part in order, wires them, serves until it is told to stop,
// and reloads in between. The only place that knows all parts. start() and run() belong to the main
// thread; reload() may be called from any.
#pragma once

#include <memory>
#include <string>

#include "milter/config.h"
#include "triage/core/clock.h"
#include "triage/core/result.h"

namespace milter {

inline constexpr const char* default_config_path = "/etc/triage-milter/triage-milter.conf";

class Daemon {
public:
    // Everything is open and served when this returns. Errors are meant for the admin's terminal.
    static core::Result<std::unique_ptr<Daemon>> start(
        const std::string& config_path, Config config, const core::Clock& clock, bool background);
    ~Daemon();

    int run(); // until TERM or INT; the exit status

private:
    struct State;
    explicit Daemon(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

} // namespace milter
