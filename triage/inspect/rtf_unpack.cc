#include "triage/inspect/rtf_unpack.h"

#include <algorithm>
#include <array>

#include "triage/inspect/bytes.h"

namespace inspect {

namespace {

constexpr std::uint32_t packed_type = 0x75465A4C, plain_type = 0x414C454D;
constexpr std::size_t header = 16, window = 4096;

// What the window holds at the start, [MS-OXRTFCP] 2.1.3.1.1.
constexpr std::string_view seed
    = "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern "
      "\\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0"
      "\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";
static_assert(seed.size() == 207);

class Window {
public:
    Window()
        : at_(seed.size())
    {
        bytes_.fill(' ');
        std::copy(seed.begin(), seed.end(), bytes_.begin());
    }
    std::size_t position() const { return at_; }
    char at(std::size_t n) const { return bytes_[n % window]; }
    void put(char c)
    {
        bytes_[at_] = c;
        at_ = (at_ + 1) % window;
    }

private:
    std::array<char, window> bytes_ {};
    std::size_t at_;
};

} // namespace

std::optional<std::string> rtf_unpack(std::string_view packed, std::size_t limit)
{
    const std::uint32_t type = little32(packed, 8);
    if (packed.size() < header || (type != packed_type && type != plain_type))
        return std::nullopt;
    if (type == plain_type)
        return std::string(packed.substr(header, limit));
    std::string out;
    Window w;
    const auto put = [&](char c) {
        out += c;
        w.put(c);
    };
    for (std::size_t at = header; at < packed.size() && out.size() < limit;) {
        const auto control = static_cast<unsigned char>(packed[at++]);
        for (unsigned bit = 0; bit < 8 && at < packed.size() && out.size() < limit; ++bit) {
            if ((control >> bit & 1) == 0) {
                put(packed[at++]);
                continue;
            }
            if (!has(packed, at, 2))
                return out;
            const auto high = static_cast<unsigned char>(packed[at]);
            const auto low = static_cast<unsigned char>(packed[at + 1]);
            at += 2;
            const std::size_t from = static_cast<std::size_t>(high) << 4 | low >> 4;
            if (from == w.position())
                return out;
            const std::size_t count = std::min<std::size_t>((low & 15u) + 2, limit - out.size());
            for (std::size_t i = 0; i < count; ++i)
                put(w.at(from + i));
        }
    }
    return out;
}

} // namespace inspect
