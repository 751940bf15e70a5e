// Every decoder of the wire over arbitrary bytes: never reads or allocates beyond them, and what is
// accepted survives a round trip.
#include <cstdint>
#include <cstdlib>

#include "milter/wire.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    if (const auto frame = milter::wire::decode(bytes)) {
        const auto again
            = std::visit([](const auto& f) { return milter::wire::encode(f); }, *frame);
        if (again != bytes)
            std::abort();
    }
    constexpr std::size_t finding_count = 200;
    if (const auto report = milter::wire::decode_report(bytes, finding_count)) {
        const auto again
            = milter::wire::decode_report(milter::wire::encode_report(*report), finding_count);
        if (!again || !(again->notes == report->notes))
            std::abort();
    }
    if (const auto explanation = milter::wire::decode_explanation(bytes))
        if (milter::wire::encode_explanation(*explanation) != bytes)
            std::abort();
    return 0;
}
