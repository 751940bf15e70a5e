// Files in uuencode or yEnc that stand in the lines of a text: some clients show them as
// attachments. Called by the raw view. Pure; linear.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace mime {

struct EmbeddedFile {
    std::string name;
    std::string data;
};
// Files in uuencode or yEnc that stand in a text, at most `most`; `cap`: of bytes of all.
std::vector<EmbeddedFile> embedded_files(std::string_view text, std::size_t most, std::size_t cap);

} // namespace mime
