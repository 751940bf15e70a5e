// libFuzzer over the HTML reader and its CSS, with small limits; how to build: see parse_fuzz.cc.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <numeric>

#include "triage/core/text.h"
#include "triage/html/read.h"
#include "triage/html/style.h"

namespace {

core::Limits small()
{
    core::Limits l;
    l.text_bytes = 8192;
    l.links = 50;
    l.html_tokens = 1000;
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
    const core::Limits limits = small();
    core::Message m;
    core::Part part;
    part.type = "text/html";
    part.data = core::valid_utf8({ reinterpret_cast<const char*>(data), size });
    m.parts.push_back(std::move(part));
    html::read_parts(m, limits);
    require(m.html.size() == 1 && m.links.size() <= limits.links);
    const core::HtmlFacts& h = m.html[0];
    require(h.visible.size() <= limits.text_bytes && h.hidden.size() <= limits.text_bytes);
    require(core::is_valid_utf8(h.visible) && core::is_valid_utf8(h.hidden));
    require(h.gap_at <= h.visible.size() && h.preheader <= h.hidden.size());
    for (const core::Link& l : m.links)
        require(core::is_valid_utf8(l.url) && core::is_valid_utf8(l.text));
    html::parse_declarations(html::plain_css(m.parts[0].data));
    return 0;
}
