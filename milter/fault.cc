#include "milter/fault.h"

#include <csignal>
#include <memory>
#include <new>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <vector>

#include "triage/core/text.h"

namespace milter {

namespace {

constexpr std::size_t block = 1u << 20;
constexpr int pause_after_garbage_ms = 1000;
constexpr std::size_t at_most = 4096; // blocks: a worker without a limit must not eat the machine

[[noreturn]] void use_all_memory()
{
    std::vector<std::unique_ptr<char[]>> blocks;
    while (blocks.size() < at_most) {
        blocks.push_back(std::make_unique_for_overwrite<char[]>(block));
        static_cast<volatile char*>(blocks.back().get())[0] = 1;
    }
    throw std::bad_alloc();
}

[[noreturn]] void hang()
{
    for (;;)
        ::poll(nullptr, 0, -1);
}

[[noreturn]] void spin()
{
    volatile unsigned n = 0;
    for (;;)
        n = n + 1;
}

// Goes on after a while, in which the daemon finds the stage still under way and ends it.
void write_garbage(int socket)
{
    constexpr std::string_view nonsense = "\xff\xfe no frame \x00\x01";
    static_cast<void>(::send(socket, nonsense.data(), nonsense.size(), MSG_NOSIGNAL));
    ::poll(nullptr, 0, pause_after_garbage_ms);
}

} // namespace

bool fault_concerns(const agents::Settings& settings, std::string_view raw)
{
    if (settings.fault == agents::Fault::None)
        return false;
    if (settings.fault_field.empty())
        return true;
    while (!raw.empty()) {
        const auto line = core::trim(raw.substr(0, raw.find('\n')));
        if (line.empty())
            return false; // end of the header block
        const auto name = core::trim(line.substr(0, line.find(':')));
        if (core::equal_ignore_case(name, settings.fault_field))
            return true;
        const auto end = raw.find('\n');
        raw.remove_prefix(end == raw.npos ? raw.size() : end + 1);
    }
    return false;
}

void strike(agents::Fault fault, int socket)
{
    switch (fault) {
    case agents::Fault::None:
        return;
    case agents::Fault::Hang:
        hang();
    case agents::Fault::Spin:
        spin();
    case agents::Fault::Crash:
        ::raise(SIGSEGV);
        return;
    case agents::Fault::Throw:
        throw std::runtime_error("deliberate fault");
    case agents::Fault::Memory:
        use_all_memory();
    case agents::Fault::Garbage:
        return write_garbage(socket);
    }
}

} // namespace milter
