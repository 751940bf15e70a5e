#include "triage/scan/part_name.h"

namespace scan {

std::string part_name(const Context& c, const core::HtmlFacts& h)
{
    const auto at = static_cast<std::size_t>(h.part);
    const std::string name
        = at < c.m.parts.size() && h.part >= 0 ? c.m.parts[at].filename : std::string();
    return name.empty() ? "part " + std::to_string(h.part) : name;
}

} // namespace scan
