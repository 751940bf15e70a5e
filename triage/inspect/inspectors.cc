#include "triage/inspect/inspectors.h"

#include <array>

#include "triage/inspect/html_file.h"
#include "triage/inspect/svg.h"

namespace inspect {

namespace {

template <Format... formats>
bool is(Format f)
{
    return ((f == formats) || ...);
}

constexpr std::array<Inspector, 2> table { {
    { "html", is<Format::Html>, look_into_html },
    { "svg", is<Format::Svg>, look_into_svg },
} };

} // namespace

std::span<const Inspector> inspectors()
{
    return table;
}

} // namespace inspect
