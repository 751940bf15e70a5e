// The daemon's log over spdlog, whose only includer is log.cc: journal, syslog, stderr or a file
// that is reopened after rotation. Asynchronous and bounded: a slow log drops lines and counts
// them, it never delays mail. Thread-safe. Lines are plain text without controls: every line passes
// core::escape_log here, whatever the caller put in.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string_view>

#include "milter/config.h"
#include "milter/stats/registry.h"
#include "triage/core/result.h"

namespace milter {

enum class Level : std::uint8_t { Error, Warning, Info, Debug };
inline constexpr std::array<std::string_view, 4> level_names { "error", "warning", "info",
    "debug" };

class Log {
public:
    // Fails if the file cannot be opened: the error names it and says what to do. In the background
    // standard error leads nowhere: `auto` is syslog then.
    static core::Result<std::unique_ptr<Log>> open(
        const Config::Log& config, stats::Registry& metrics, bool background);
    ~Log();

    void write(Level level, std::string_view line);
    void error(std::string_view line) { write(Level::Error, line); }
    void warning(std::string_view line) { write(Level::Warning, line); }
    void info(std::string_view line) { write(Level::Info, line); }
    void debug(std::string_view line) { write(Level::Debug, line); }

    bool enabled(Level level) const;
    void set_level(Level level);
    void reopen(); // the file, after rotation
    void flush(); // at most a second

private:
    struct State;
    explicit Log(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

} // namespace milter
