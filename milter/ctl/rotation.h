// Which backups may go. Pure: names in, names out; the time of a backup is in its name.
#pragma once

#include <string>
#include <vector>

namespace ctl {

struct Keep {
    std::size_t days = 7, weeks = 4, months = 12;
};

// Of `names`, those that are named as the daemon names them (history-20261127T113000Z.sqlite) and
// are neither the newest of one of the last so many days, weeks (Monday to Sunday) or months that
// have one. Counted by what is there, not by today: when backups stop, none goes.
std::vector<std::string> superfluous(std::vector<std::string> names, const Keep& keep);

} // namespace ctl
