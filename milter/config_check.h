// What the values of a configuration must be beyond their type: the form of each text, and how
// values fit together. Called by config.cc only; reads the file system for `security.rules`.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "milter/config_keys.h"

namespace milter {

// Why a text is not what the key's rule wants, with what to write instead; empty if it is.
std::string check_text(const Rule& rule, const std::string& text);

// Mistakes that concern several keys. `where` gives the position of a key, "file:line".
std::vector<core::Error> check_together(
    const Config& config, const std::function<std::string(std::string_view key)>& where);

} // namespace milter
