// What must be known of configuration files before libconfig reads them: it ends the process when
// an included name is a folder, and cuts a number beyond 32 bits without telling (libconfig 1.5).
// Called by config.cc only; single-threaded.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "triage/core/result.h"

namespace milter {

// Mistakes of the file and of the files it includes, with file and line.
std::vector<core::Error> check_source(const std::string& path);

std::string folder_of(const std::string& path); // absolute
// `path` itself if absolute, else below `folder`.
std::string below(const std::string& folder, const std::string& path);

} // namespace milter
