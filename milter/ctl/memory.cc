#include "milter/ctl/memory.h"

namespace ctl {

core::Result<milter::Memfd> in_memory(std::string_view raw)
{
    auto memory = milter::Memfd::create("triage-scan");
    if (!memory)
        return memory;
    if (auto written = memory->append(raw); !written)
        return written.error();
    if (auto sealed = memory->seal(); !sealed)
        return sealed.error();
    return memory;
}

} // namespace ctl
