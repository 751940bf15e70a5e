// Giving up root for good (milter.user), before any file, key or socket is made, so that all of
// them belong to the daemon's user. Called once, by the main thread, while it is the only one.
#pragma once

#include <string>

#include "triage/core/result.h"

namespace milter {

// Does nothing if `user` is empty or already the effective user. Fails if the user is unknown or
// the process may not change to it.
core::Result<void> become_user(const std::string& user);

} // namespace milter
