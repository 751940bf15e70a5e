// A ZIP read twice: by its central directory, as most programs do, and by the local headers in
// their order, as streaming programs do. Where both disagree, what a scanner sees is not what the
// reader opens. Called by the archive inspector. Pure, linear, thread-safe.
// PKWARE APPNOTE 6.3.10; faults of 2023-2026 in the field: concatenated archives, members without a
// directory entry, entries whose headers differ.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace inspect {

struct ZipFault {
    std::string_view what;
    std::string member; // may be empty
};

struct ZipWalk {
    std::vector<ZipFault> faults; // at most 20
    bool hides_members = false; // local headers that the directory does not name
};

ZipWalk walk_zip(std::string_view data);

} // namespace inspect
