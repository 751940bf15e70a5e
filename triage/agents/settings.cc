#include "triage/agents/settings.h"

#include "triage/core/codec.h"

namespace agents {

namespace {
constexpr std::size_t max_field_name = 998; // RFC 5322 section 2.1.1
}

std::string Settings::serialise() const
{
    core::Writer w;
    w.number(disabled.bits());
    w.number(fault);
    w.number(fault_stage);
    w.text(fault_field);
    return w.take();
}

core::Result<Settings> Settings::parse(std::string_view section)
{
    core::Reader r(section);
    Settings s;
    s.disabled = core::StageSet(r.number<std::uint16_t>());
    s.fault = r.choice<Fault>(fault_names.size());
    s.fault_stage = r.choice<core::Stage>(core::stage_count);
    s.fault_field = r.text(max_field_name);
    if (!r.done())
        return core::Error { "reading the agents' settings of a generation: malformed" };
    return s;
}

} // namespace agents
