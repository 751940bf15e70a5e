// What any user may write to the feedback socket: read or refused, and what was read is what it
// would be written as.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "milter/ctl/feedback.h"
#include "milter/feedback/request.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    if (const auto request = feedback::decode(bytes)) {
        const auto again = feedback::encode(*request);
        if (!again || *again != bytes)
            std::abort();
    }
    const ctl::SplitMessage split = ctl::split_message(bytes);
    if (ctl::with_fields(bytes, {}).size() > size || split.body.size() > size)
        std::abort();
    return 0;
}
