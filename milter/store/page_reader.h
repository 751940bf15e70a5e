// The rows of a SQLite file, read from its pages one by one, without the tree above them: what is
// left when SQLite itself cannot find its way (its head or an inner page is damaged). After
// "Database File Format" of sqlite.org. Used by sqlite_repair.cc. Every byte is untrusted.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "triage/core/result.h"

namespace store {

struct RawValue {
    enum class Type : std::uint8_t { Null, Number, Bytes, Other };
    Type type = Type::Null;
    std::int64_t number = 0;
    std::string_view bytes; // of a blob or a text
};

struct RawRow {
    bool has_number = false; // it is of a table with a rowid, which is `number`
    std::int64_t number = 0;
    std::vector<RawValue> columns;
};

// Calls `take` with every row of every table and index that stands on a page in use, in no order:
// the file's, and the newer ones of the journal beside it. Rows that are not whole are left out.
// The row's bytes live until `take` returns. An error of `take` ends it; so does a file that cannot
// be read at all.
core::Result<void> read_pages(
    const std::string& path, const std::function<core::Result<void>(const RawRow&)>& take);

} // namespace store
