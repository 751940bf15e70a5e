#include "triage/mime/defect.h"

#include <algorithm>

#include "triage/core/text.h"

namespace mime {

void add_defect(core::Message& m, std::string_view kind, std::string_view detail)
{
    constexpr std::size_t max_defects = 100;
    constexpr std::size_t max_detail = 100; // code points
    core::Defect d { std::string(kind),
        core::valid_utf8(core::prefix(detail.substr(0, 4 * max_detail), max_detail)) };
    const auto is_same
        = [&d](const core::Defect& o) { return o.kind == d.kind && o.detail == d.detail; };
    if (m.defects.size() < max_defects && std::none_of(m.defects.begin(), m.defects.end(), is_same))
        m.defects.push_back(std::move(d));
}

void add_limit(core::Message& m, std::string_view kind, std::string_view detail)
{
    add_defect(m, kind, detail);
    m.incomplete = true;
}

} // namespace mime
