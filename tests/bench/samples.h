// Mail to measure with: files and folders in an order that is the same in every run, and mail of
// our own writing of any size. Used by `load` and `engine`.
#pragma once

#include <array>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

// The files named and those below the folders named, sorted.
std::vector<std::filesystem::path> files_of(const std::vector<std::filesystem::path>& places);

std::string read_file(const std::filesystem::path& file);

// Mail whose size grows in one direction.
struct Shape {
    std::string_view name;
    std::string (*make)(std::size_t bytes); // a message of about that size, CRLF line ends
};
inline constexpr std::size_t shape_count = 16;
extern const std::array<Shape, shape_count> shapes;

} // namespace bench
