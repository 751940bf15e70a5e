#include "triage/inspect/inspectors.h"

#include <array>

namespace inspect {

namespace {

constexpr std::array<Inspector, 0> table {};

} // namespace

std::span<const Inspector> inspectors()
{
    return table;
}

} // namespace inspect
