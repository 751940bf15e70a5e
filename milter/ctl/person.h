// What the daemon's memory has of one person: `forget` and `export` ask for it over the stats
// socket, whose answer is only that it is under way, and wait for what comes of it. Called by
// main.cc; prints to the given streams.
#pragma once

#include <ostream>
#include <string>
#include <vector>

namespace ctl {

// `words`: the command, an address, and for `export` perhaps "json". Returns the exit status.
int ask_of_person(const std::string& socket, const std::vector<std::string>& words,
    std::ostream& out, std::ostream& err);

} // namespace ctl
