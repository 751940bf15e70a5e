// The value of a Content-* field: its one reading when every reader agrees on it, else all readings
// that some reader takes. Lenient readings are many on purpose: a boundary counts only when
// delimiters of it occur, a name only when it differs from the tree's. Pure; linear in the value,
// of which the first 8 KiB are read.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mime {

struct PlainValue {
    std::string main; // "text/html", "attachment", lower case
    std::vector<std::pair<std::string, std::string_view>> parameters; // names in lower case
    const std::string_view* find(std::string_view name) const;
};

// The one reading; nullopt when readers might differ: comments, repeated or RFC 2231 parameters,
// encoded words, unbalanced quotes, escapes.
std::optional<PlainValue> read_plain(std::string_view value);

// Every reading of what stands before the parameters ("text/html", "base64"), lower case.
std::vector<std::string> loose_mains(std::string_view value);
// Every reading of a parameter.
std::vector<std::string> loose_parameter(std::string_view value, std::string_view key);
// How often the parameter stands there, RFC 2231 segments beyond the first not counted.
std::size_t count_parameter(std::string_view value, std::string_view key);

// The parameter if it stands once and as it should, whatever is odd about the rest of the value.
std::optional<std::string> simple_parameter(std::string_view value, std::string_view key);

// Encoded words (RFC 2047) decoded wherever they stand; nothing else changes.
std::string decode_words(std::string_view value);

} // namespace mime
