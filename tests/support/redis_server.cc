#include "tests/support/redis_server.h"

#include <array>
#include <csignal>
#include <cstdio>
#include <spawn.h>
#include <string_view>
#include <sys/wait.h>
#include <unistd.h>

namespace support {

RedisServer::RedisServer()
{
    const std::string config = dir_.write("redis.conf",
        "port 0\nunixsocket " + dir_.file("redis.sock") + "\ndir " + dir_.path()
            + "\nsave \"\"\nappendonly no\n");
    std::array<int, 2> out {};
    if (::pipe(out.data()) != 0)
        return;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
    posix_spawn_file_actions_addclose(&actions, out[0]);
    std::string program = "redis-server", file = config;
    std::array<char*, 3> words { program.data(), file.data(), nullptr };
    if (::posix_spawnp(&pid_, program.c_str(), &actions, nullptr, words.data(), environ) != 0)
        pid_ = -1;
    posix_spawn_file_actions_destroy(&actions);
    ::close(out[1]);
    // It says so when it takes connections; what ends without a word never will.
    if (FILE* log = ::fdopen(out[0], "r")) {
        std::array<char, 512> line {};
        while (!ready_ && std::fgets(line.data(), line.size(), log))
            ready_ = std::string_view(line.data()).find("ready to accept") != std::string::npos;
        std::fclose(log);
    }
}

RedisServer::~RedisServer()
{
    stop();
}

void RedisServer::stop()
{
    if (pid_ <= 0)
        return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    pid_ = -1;
}

void RedisServer::pause()
{
    ::kill(pid_, SIGSTOP);
}

void RedisServer::resume()
{
    ::kill(pid_, SIGCONT);
}

} // namespace support
