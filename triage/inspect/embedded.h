// Objects that documents embed: the packages of files ("Ole10Native") and the equations of an
// editor that is known for its holes. Used by the Office and RTF inspectors. Pure, thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace inspect {

struct PackagedFile {
    std::string name;
    std::string_view data;
};

// The file in an Ole10Native stream ([MS-OLEDS] 2.3.6 and what Windows' packager writes into it).
std::optional<PackagedFile> packaged_file(std::string_view stream);

// An equation whose font name overruns the editor's 40 bytes, or that names a program
// (CVE-2017-11882, CVE-2018-0802). Plain equations stand in many a paper.
bool is_equation_exploit(std::string_view stream);

} // namespace inspect
