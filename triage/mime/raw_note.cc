#include "triage/mime/raw_note.h"

#include <algorithm>

#include "triage/core/text.h"

namespace mime {

void note(core::Message& m, core::AmbiguityKind kind, std::string_view detail, bool risky)
{
    constexpr std::size_t longest = 100; // code points
    const auto is_same
        = [&](const core::Ambiguity& a) { return a.kind == kind && a.risky == risky; };
    if (std::any_of(m.ambiguities.begin(), m.ambiguities.end(), is_same))
        return;
    m.ambiguities.push_back(
        { kind, risky, core::valid_utf8(core::prefix(detail.substr(0, 4 * longest), longest)) });
}

} // namespace mime
