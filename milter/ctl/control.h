// The commands that need a running daemon: sent as they stand, answered with an exit status.
// Prints to the given streams, so that tests read them.
#pragma once

#include <ostream>
#include <string>
#include <vector>

namespace ctl {

// Everything but `check` and `reload` goes to the daemon word by word.
int control(const std::string& socket, const std::vector<std::string>& command, std::ostream& out,
    std::ostream& err);

// Nagios plugin output for `show health json` and `show load json`: one line, perfdata, 0…3.
struct CheckResult {
    int status = 3;
    std::string line;
};
CheckResult check_result(const std::string& health_json, const std::string& load_json);

} // namespace ctl
