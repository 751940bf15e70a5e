// A message's bytes as workers take them. Thread-safe.
#pragma once

#include <string_view>

#include "milter/memfd.h"

namespace ctl {

core::Result<milter::Memfd> in_memory(std::string_view raw); // sealed

} // namespace ctl
