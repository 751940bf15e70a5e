// Writes compound files and packs VBA source, for tests.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cfb_writer {

struct Stream {
    std::string name; // ASCII, with its path: "storage/stream"
    std::string data;
};

// Streams below 4096 bytes lie in small sectors, as the format wants it.
std::string write(const std::vector<Stream>& streams);

// A compressed container of plain bytes only: valid, if not small.
std::string pack_vba(std::string_view source);
// A module's stream: what compiled code stands in front, then the packed source.
std::string module(std::string_view code);

} // namespace cfb_writer
