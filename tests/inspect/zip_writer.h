// Writes ZIP archives, honest and dishonest, for tests: members are stored, not compressed.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace zip_writer {

struct Member {
    std::string name;
    std::string data = "content";
    std::string local_name {}; // in the local header, if it differs
    bool listed = true; // in the directory
    bool locked = false; // with a password, says its flag
};

std::string write(const std::vector<Member>& members);

} // namespace zip_writer
