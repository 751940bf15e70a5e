// libFuzzer over the inspectors of single files (pages, drawings, documents, pictures, calendars)
// with small limits. The first byte chooses the name that the file comes with.
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

constexpr std::string_view names[] { "", "a.html", "a.svg", "a.pdf", "a.png", "a.jpg", "a.ics",
    "a.dat", "a.one", "a.msg", "a.lnk", "a.rtf", "word/document.xml", "_rels/.rels",
    "xl/macrosheets/a.xml" };

core::Limits small()
{
    core::Limits l;
    l.text_bytes = 8192;
    l.links = 50;
    l.inspect_bytes = 1u << 20;
    l.inspect_items = 20;
    return l;
}

void require(bool holds)
{
    if (!holds)
        std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0)
        return 0;
    const Standing clock;
    const core::Limits limits = small();
    core::Message m;
    core::Part p;
    p.filename = names[data[0] % std::size(names)];
    p.disposition = core::Disposition::Attachment;
    p.data.assign(reinterpret_cast<const char*>(data) + 1, size - 1);
    m.parts.push_back(std::move(p));
    const inspect::Report r = inspect::inspect(m, limits, core::Deadline(clock, core::Time::max()));
    require(r.links.size() <= limits.links && r.text.size() <= 3 * limits.text_bytes + 1000);
    require(core::is_valid_utf8(r.text));
    for (const core::Link& l : r.links)
        require(core::is_valid_utf8(l.url) && core::is_valid_utf8(l.text));
    return 0;
}
