#include "milter/ctl/input.h"

#include <cerrno>
#include <cstring>
#include <fstream>

namespace ctl {

namespace {

constexpr std::size_t most_bytes = 1u << 30; // of one file that is read at all

core::Result<std::string> read_stream(std::istream& in)
{
    std::string bytes;
    char buffer[65536];
    while (in.read(buffer, sizeof buffer) || in.gcount() > 0) {
        bytes.append(buffer, static_cast<std::size_t>(in.gcount()));
        if (bytes.size() > most_bytes)
            return core::Error { "more than 1 GiB" };
    }
    if (in.bad())
        return core::Error { "cannot be read" };
    return bytes;
}

} // namespace

core::Result<std::string> read_input(const std::string& name, std::istream& standard_input)
{
    if (name == "-")
        return read_stream(standard_input);
    errno = 0;
    std::ifstream in(name, std::ios::binary);
    if (!in)
        return core::Error { std::strerror(errno) };
    in.peek(); // a folder opens and does not read
    if (in.bad())
        return core::Error { "cannot be read: is it a folder?" };
    in.clear();
    return read_stream(in);
}

} // namespace ctl
