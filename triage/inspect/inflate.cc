#include "triage/inspect/inflate.h"

#define ZLIB_CONST
#include <zlib.h>

#include <algorithm>
#include <array>
#include <limits>

namespace inspect {

namespace {

constexpr std::size_t step = 65536;
constexpr int with_header = 15, headerless = -15; // window bits

class Stream {
public:
    explicit Stream(int window_bits)
        : ready_(inflateInit2(&state_, window_bits) == Z_OK)
    {
    }
    ~Stream()
    {
        if (ready_)
            inflateEnd(&state_);
    }
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;

    Inflated run(std::string_view packed, std::size_t most, Yield& out)
    {
        Inflated result;
        result.damaged = !ready_;
        state_.next_in = reinterpret_cast<const Bytef*>(packed.data());
        state_.avail_in = static_cast<uInt>(
            std::min<std::size_t>(packed.size(), std::numeric_limits<uInt>::max()));
        int status = ready_ ? Z_OK : Z_STREAM_ERROR;
        while (status == Z_OK) {
            const std::size_t got = round(status);
            if (got > most - result.bytes.size() || out.expired() || !out.take(got)) {
                result.cut = true;
                break;
            }
            result.bytes.append(reinterpret_cast<const char*>(buffer_.data()), got);
        }
        result.damaged = status != Z_STREAM_END && status != Z_OK;
        return result;
    }

private:
    std::size_t round(int& status)
    {
        state_.next_out = buffer_.data();
        state_.avail_out = static_cast<uInt>(step);
        status = inflate(&state_, Z_NO_FLUSH);
        return step - state_.avail_out;
    }

    z_stream state_ {};
    std::array<Bytef, step> buffer_ {};
    bool ready_;
};

} // namespace

Inflated inflate_zlib(std::string_view packed, std::size_t most, Yield& out)
{
    constexpr std::size_t header = 2;
    Inflated result = Stream(with_header).run(packed, most, out);
    if (result.damaged && result.bytes.empty() && packed.size() > header)
        result = Stream(headerless).run(packed.substr(header), most, out);
    return result;
}

} // namespace inspect
