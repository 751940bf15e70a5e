// What the kernel tells of processes: whose child one is, and which are ours.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <unistd.h>
#include <vector>

namespace support {

inline pid_t parent_of(pid_t pid)
{
    std::ifstream status("/proc/" + std::to_string(pid) + "/status");
    for (std::string word; status >> word;)
        if (pid_t parent = 0; word == "PPid:" && status >> parent)
            return parent;
    return 0;
}

inline std::vector<pid_t> children()
{
    std::vector<pid_t> ours;
    for (const auto& entry : std::filesystem::directory_iterator("/proc"))
        if (const pid_t pid = std::atoi(entry.path().filename().c_str());
            pid > 0 && parent_of(pid) == ::getpid())
            ours.push_back(pid);
    return ours;
}

} // namespace support
