// Writes archives of other kinds than ZIP with libarchive, for tests.
#pragma once

#include <string>

namespace archive_writer {

// One member; `format` and `filter` as libarchive calls them: "7zip", "gnutar"; "gzip", nullptr.
std::string write(
    const char* format, const char* filter, const char* name, const std::string& data);

} // namespace archive_writer
