// libFuzzer over the raw view alone: its cost in steps, and that its leaves stand in the message.
// Built like parse_fuzz.cc.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <functional>

#include "triage/core/text.h"
#include "triage/mime/raw_embedded.h"
#include "triage/mime/raw_tree.h"

namespace {

void require(bool holds)
{
    if (!holds)
        std::abort();
}

bool is_within(std::string_view part, std::string_view whole)
{
    const std::less_equal<const char*> before;
    return part.empty()
        || (before(whole.data(), part.data())
            && before(part.data() + part.size(), whole.data() + whole.size()));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view raw(reinterpret_cast<const char*>(data), size);
    core::Limits limits;
    limits.parts = 20;
    limits.header_fields = 50;
    limits.header_bytes = 4096;
    core::Message m;
    const mime::RawTree tree = mime::read_raw_tree(raw, limits, m);
    require(tree.steps <= 6 * raw.size() + (2u << 20));
    for (const mime::RawLeaf& leaf : tree.leaves)
        require(is_within(leaf.body, raw) && !leaf.encodings.empty());
    for (const core::Ambiguity& a : m.ambiguities)
        require(core::is_valid_utf8(a.detail));
    constexpr std::size_t most = 5, cap = 1000;
    require(mime::embedded_files(raw, most, cap).size() <= most);
    return 0;
}
