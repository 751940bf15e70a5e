// libFuzzer over all inspectors with small limits; the first byte chooses name and claimed type.
// How to build: see parse_fuzz.cc.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "triage/core/text.h"
#include "triage/inspect/inspect.h"

namespace {

class Standing final : public core::Clock {
public:
    core::Time now() const override { return {}; }
    core::WallTime wall() const override { return {}; }
};

core::Limits small()
{
    core::Limits l;
    l.text_bytes = 8192;
    l.links = 50;
    l.inspect_bytes = 1u << 20;
    l.inspect_items = 50;
    l.nested_messages = 3;
    return l;
}

void require(bool holds)
{
    if (!holds)
        std::abort();
}

constexpr const char* names[] { "", "a.zip", "a.docx", "a.rtf", "a.one", "winmail.dat", "a.html",
    "a.svg", "a.ics", "a.eml", "a.lzh" };

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0)
        return 0;
    const Standing clock;
    const core::Limits limits = small();
    core::Message m;
    core::Part part;
    part.filename = names[data[0] % std::size(names)];
    part.data.assign(reinterpret_cast<const char*>(data) + 1, size - 1);
    m.parts.push_back(std::move(part));
    const auto report = inspect::inspect(m, limits, core::Deadline(clock, core::Time::max()));
    require(
        report.links.size() <= limits.links && report.messages.size() <= limits.nested_messages);
    require(core::is_valid_utf8(report.text));
    for (const core::Link& l : report.links)
        require(core::is_valid_utf8(l.url) && core::is_valid_utf8(l.text));
    return 0;
}
