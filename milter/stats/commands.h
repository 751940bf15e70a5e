// The commands of the stats socket as a table: the socket, HTTP's /api/stats, `help` and the manual
// all read it. Filled once by milter/providers.cc before the server starts, then const.
// Commands run on the server's thread and must not block.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "milter/stats/report.h"
#include "triage/core/result.h"

namespace stats {

using Answer = std::variant<Report, std::string, core::Error>;

struct Command {
    std::string name; // "show workers", "breaker open"
    std::string help; // one line
    bool admin = false; // root, our own uid and monitoring.admins only
    std::function<Answer(std::string_view arguments)> run;
};

class CommandTable {
public:
    void add(Command command);
    const std::vector<Command>& commands() const { return commands_; }
    const Command* find(std::string_view name) const; // exactly; nullptr if there is none
    // One command, longest matching name first; "json" as the last word renders a Report as JSON.
    // Never empty; errors are "ERR …" lines.
    std::string execute(std::string_view command, bool admin) const;

private:
    std::vector<Command> commands_;
};

} // namespace stats
