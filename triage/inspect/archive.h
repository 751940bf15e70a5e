// Archives, read with libarchive: every member is handed on as a file, its name judged for tricks;
// members, bytes, ratio and depth are bounded. Called by the driver. Also tells the Office
// inspectors which file is which: OOXML and OpenDocument are ZIP archives. Pure, thread-safe; uses
// no external programs and, once warm, no files.
#pragma once

#include "triage/inspect/item.h"
#include "triage/inspect/yield.h"

namespace inspect {

bool is_read_as_archive(Format f);
void look_into_archive(const Item& item, Yield& out);

// Loads what reading an archive needs from files: to be called before the sandbox closes.
void warm_up_archives();

// Whether a program that unpacks a member of that name would write outside of its folder, or open
// another file than the one that was clicked; what it is then, empty otherwise.
// CVE-2023-38831 (a folder named like a file), CVE-2025-8088 (streams with a path).
std::string_view path_trick(std::string_view member);

// The name turns or blanks what the reader sees, or holds what a shell would run.
bool is_disguised(std::string_view member);

} // namespace inspect
