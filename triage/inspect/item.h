// One file to look into: a part of the message, or what an inspector found inside of another file.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "triage/inspect/file_type.h"
#include "triage/inspect/format.h"

namespace inspect {

struct Item {
    std::string where; // path, outermost first: "offer.zip/readme.docm"; evidence only, not cleaned
    std::string name; // file name as the container gives it; may be empty
    std::string type; // media type that the container claims, lower case; may be empty
    std::string_view data;
    bool truncated = false; // data is a prefix
    bool body = false; // a part that mail programs show as the message, not as a file
    bool attached = false; // a part of a message that is attached to the message
    std::uint8_t depth = 0; // 0: a part of the message itself
    int part = -1; // index in Message::parts of the part that it came with
    Format format = Format::Unknown; // by first bytes, then by name
};

} // namespace inspect
