// libFuzzer over the whole parse stage with small limits:
//   make SANITIZE=address,undefined CXX=clang++ build/sanitize-address-undefined/libengine.a
//   clang++ -std=c++20 -I. -fsanitize=fuzzer,address,undefined tests/fuzz/parse_fuzz.cc
//   …/libengine.a
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "triage/core/text.h"
#include "triage/html/read.h"
#include "triage/link/extract.h"
#include "triage/mime/parse.h"
#include "triage/mime/raw_view.h"
#include "triage/zone/lines.h"
#include "triage/zone/signature.h"
#include "triage/zone/zone.h"

namespace {

class Standing final : public core::Clock {
public:
    core::Time now() const override { return {}; }
    core::WallTime wall() const override { return {}; }
};

core::Limits small()
{
    core::Limits l;
    l.header_fields = 50;
    l.header_bytes = 4096;
    l.parts = 20;
    l.depth = 5;
    l.decoded_bytes = 16384;
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
    const mime::Runtime runtime;
    const Standing clock;
    const core::Limits limits = small();
    const std::string_view raw(reinterpret_cast<const char*>(data), size);
    core::Message m = runtime.parse(raw, limits, core::Deadline(clock, core::Time::max()));
    html::read_parts(m, limits);
    zone::split(m, limits);
    for (const auto& c :
        zone::signature_candidates(zone::split_lines(m.new_text), { m.subject, m.subject }))
        require(c.terms.size() > 0);
    linking::extract(m, limits);
    require(m.parts.size() <= limits.parts + mime::max_raw_parts);
    require(m.links.size() <= limits.links);
    require(core::is_valid_utf8(m.text) && core::is_valid_utf8(m.subject));
    for (const core::Link& l : m.links)
        require(core::is_valid_utf8(l.url) && core::is_valid_utf8(l.text));
    const std::string line = core::clean_line(m.new_text, 160);
    require(core::code_points(line) <= 160 && !core::has_invisible(line));
    return 0;
}
