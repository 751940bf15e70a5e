#include "triage/mime/raw_smuggled.h"

#include <algorithm>
#include <array>

#include "triage/core/text.h"
#include "triage/mime/fields.h"
#include "triage/mime/raw_note.h"

namespace mime {

namespace {

bool is_command(std::string_view s)
{
    constexpr std::array<std::string_view, 3> commands { "MAIL FROM:", "EHLO ", "HELO " };
    return std::any_of(commands.begin(), commands.end(),
        [&](std::string_view c) { return core::equal_ignore_case(s.substr(0, c.size()), c); });
}

} // namespace

void note_smuggled_commands(std::string_view bytes, core::Message& m)
{
    for (std::size_t at = find_pair(bytes, '\n', '.', 0); at != bytes.npos;
         at = find_pair(bytes, '\n', '.', at + 1)) {
        const std::string_view behind = bytes.substr(at + 2, 3);
        const std::size_t skip = behind.starts_with("\r\n")        ? 2
            : behind.starts_with('\n') || behind.starts_with('\r') ? 1
                                                                   : 0;
        if (skip == 0 || !is_command(bytes.substr(at + 2 + skip, 16)))
            continue;
        const bool crlf = at > 0 && bytes[at - 1] == '\r' && skip == 2;
        const bool lf = (at == 0 || bytes[at - 1] != '\r') && behind.starts_with('\n');
        const bool uniform = crlf || (lf && bytes.substr(0, 4096).find("\r\n") == bytes.npos);
        note(m, core::AmbiguityKind::SmuggledCommands, bytes.substr(at + 2 + skip, 80), !uniform);
    }
}

} // namespace mime
