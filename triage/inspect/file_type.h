// What kind of file a name claims and what the first bytes are. Kinds are by risk, not by format.
// Pure, thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace inspect {

enum class FileClass : std::uint8_t {
    Unknown,
    Text,
    Image,
    Pdf,
    Document,
    Archive,
    Html,
    Executable,
    Script,
    Shortcut,
    Install, // changes settings, opens sessions or queries
    DiskImage,
};

// Lower case, without the dot; trailing dots and spaces, which Windows drops, are ignored.
std::string extension(std::string_view filename);
FileClass name_class(std::string_view filename);
FileClass magic_class(std::string_view data);
bool is_dangerous(FileClass f); // runs something when opened

} // namespace inspect
