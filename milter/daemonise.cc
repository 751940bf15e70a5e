#include "milter/daemonise.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <string>

namespace milter {

namespace {

[[noreturn]] void wait_and_exit(UniqueFd pipe)
{
    char byte = 0;
    ssize_t n = 0;
    do
        n = ::read(pipe.get(), &byte, 1);
    while (n < 0 && errno == EINTR);
    ::_exit(n == 1 ? 0 : 1);
}

} // namespace

core::Result<Background> Background::start()
{
    std::array<int, 2> ends {};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        return core::Error { std::string("pipe: ") + std::strerror(errno) };
    UniqueFd read_end(ends[0]), write_end(ends[1]);
    const pid_t child = ::fork();
    if (child < 0)
        return core::Error { std::string("fork: ") + std::strerror(errno) };
    if (child > 0) {
        write_end.reset();
        wait_and_exit(std::move(read_end));
    }
    ::setsid();
    if (::chdir("/") != 0)
        return core::Error { std::string("chdir /: ") + std::strerror(errno) };
    return Background(std::move(write_end));
}

void Background::ready()
{
    [[maybe_unused]] const ssize_t n = ::write(pipe_.get(), "r", 1);
    const UniqueFd null(::open("/dev/null", O_RDWR | O_CLOEXEC));
    for (const int fd : { 0, 1, 2 })
        ::dup2(null.get(), fd);
    pipe_.reset();
}

} // namespace milter
