// A Redis of the test's own, on a UNIX socket in its own folder, without persistence; ends with the
// test. Needs Debian's redis-server.
#pragma once

#include <string>
#include <sys/types.h>

#include "tests/support/temp_dir.h"

namespace support {

class RedisServer {
public:
    RedisServer();
    ~RedisServer();
    RedisServer(const RedisServer&) = delete;
    RedisServer& operator=(const RedisServer&) = delete;

    bool ready() const { return ready_; } // false: it is not installed, or did not start
    std::string address() const { return "unix:" + dir_.file("redis.sock"); }
    void stop(); // as if its host were gone
    void pause(); // it takes connections, and answers nothing
    void resume();

private:
    TempDir dir_;
    pid_t pid_ = -1;
    bool ready_ = false;
};

} // namespace support
