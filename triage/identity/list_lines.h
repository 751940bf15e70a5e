// What the readers of list files share: lines with their numbers, errors, and the words of which
// entries are made. Private to this folder; used while a generation is built.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "triage/core/codec.h"
#include "triage/identity/lists.h"

namespace identity {

class Lines {
public:
    Lines(const ListFile& file, std::vector<core::Error>& errors)
        : file_(file)
        , errors_(errors)
        , rest_(file.text)
    {
    }

    // The next line that says something, without its comment; false at the end.
    bool next(std::string_view& line);
    void error(const std::string& what);

private:
    const ListFile& file_;
    std::vector<core::Error>& errors_;
    std::string_view rest_;
    std::size_t number_ = 0;
};

// Trimmed pieces; a text without the separator is one.
std::vector<std::string_view> split_entry(std::string_view s, char separator);

bool is_host(std::string_view s);
std::string not_a_host(std::string_view s);

// A '-' in front of an entry of the site's files, which is cut off.
bool takes_away(std::string_view& entry, std::size_t layer);

// Appends the compiled brands to `out`.
void compile_brands(const ListLayers& layers, core::Writer& out, std::vector<core::Error>& errors);

} // namespace identity
