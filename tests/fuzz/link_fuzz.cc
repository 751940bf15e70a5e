// libFuzzer over URLs: what extract finds in text, how a URL is read and unwrapped, and the
// decoders of its parts; how to build: see parse_fuzz.cc.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "triage/core/text.h"
#include "triage/link/extract.h"
#include "triage/link/query.h"

namespace {

constexpr std::uint8_t max_wrappers = 8;

void require(bool holds)
{
    if (!holds)
        std::abort();
}

void check_url(const core::Link& link)
{
    require(core::is_valid_utf8(link.target) && core::is_valid_utf8(link.path));
    require(link.gateways + link.redirects <= max_wrappers);
    require(link.target.empty() == (link.gateways + link.redirects == 0));
    require(link.host.ends_with(link.org_domain));
    for (const char c : link.host)
        require(static_cast<unsigned char>(c) > ' ' && static_cast<unsigned char>(c) < 0x7f
            && !(c >= 'A' && c <= 'Z'));
}

// What is read does not depend on how often it is read.
void check_again(const core::Link& link)
{
    core::Link again;
    again.url = link.url;
    linking::read_url(again);
    require(again.host == link.host && again.path == link.path && again.traits == link.traits);
}

core::Message text_part(std::string_view utf8)
{
    core::Message m;
    core::Part part;
    part.type = "text/plain";
    part.data = utf8;
    m.parts.push_back(std::move(part));
    return m;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string text = core::valid_utf8({ reinterpret_cast<const char*>(data), size });
    core::Link link;
    link.url = text;
    linking::read_url(link);
    check_url(link);
    check_again(link);
    core::Limits limits;
    limits.links = 50;
    core::Message m = text_part(text);
    linking::extract(m, limits);
    require(m.links.size() <= limits.links);
    for (const core::Link& l : m.links)
        check_url(l);
    require(linking::base64_decoded(text).size() <= text.size());
    require(linking::hex_decoded(text).size() <= text.size() / 2);
    require(linking::values(text, 3).size() <= 3);
    return 0;
}
