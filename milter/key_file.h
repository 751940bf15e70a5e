// The master key of the site (store.key_file): 32 random bytes, made at first start with mode 0600,
// the same on all hosts of a site. Everything keyed derives from it by core::derive_key; it never
// leaves the daemon. Read at start and on reload.
#pragma once

#include <string>

#include "triage/core/result.h"

namespace milter {

// The 32 bytes. Makes the file (and only the file, not its folder) if it is absent. Fails, naming
// file and remedy, if it is readable by group or others, of another length, or cannot be made.
core::Result<std::string> load_or_make_key(const std::string& path);

} // namespace milter
