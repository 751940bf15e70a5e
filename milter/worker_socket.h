// A worker's end of the socket between it and the daemon: whole frames, and the descriptors that
// come with them. Used by the worker's own thread only.
#pragma once

#include <array>
#include <optional>
#include <string>

#include "milter/unique_fd.h"
#include "milter/wire.h"

namespace milter {

void send_frame(const std::string& frame);

struct Received {
    std::optional<wire::Frame> frame; // nullopt: the socket is closed, or nonsense came
    std::array<UniqueFd, 2> descriptors; // as many as came; none if there were more
};
Received receive_frame();

} // namespace milter
