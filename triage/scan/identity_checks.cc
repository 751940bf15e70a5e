#include "triage/scan/checks.h"
namespace scan {
std::span<const CheckRow> identity_checks()
{
    return {};
}
}
