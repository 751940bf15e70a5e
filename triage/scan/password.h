// Passwords that a message hands over with what they open. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace scan {

// The words around a password that the text gives ("Passwort: 4711"), in the seven languages of the
// lexicons; nullopt if it gives none. Reads at most 64 KiB.
std::optional<std::string> password_in(std::string_view text);

} // namespace scan
