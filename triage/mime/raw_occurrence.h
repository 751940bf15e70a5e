// Where a parameter stands in the value of a Content-* field, whatever is around it: shared by the
// strict and the lenient reading of values. Pure; linear.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace mime {

inline constexpr std::size_t max_value = 8u << 10; // bytes of a value that are read

struct Occurrence {
    std::size_t value = 0; // offset behind the `=`
    int segment = -1; // RFC 2231 continuation
    bool extended = false; // RFC 2231 encoding
};

std::vector<Occurrence> occurrences(std::string_view value, std::string_view key);

// Without line ends.
std::string unfolded(std::string_view s);
// Letters, digits, '-', '_' and '.': what names are made of.
bool is_word(char c);
// Drops white space at the beginning.
void skip_space(std::string_view& s);

} // namespace mime
