#include "tests/inspect/look.h"

#include <algorithm>
#include <cstdint>

#include <CppUTest/TestHarness.h>

namespace looking {

std::string base64(std::string_view bytes)
{
    constexpr std::string_view letters
        = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::uint32_t n = 0;
        for (std::size_t k = 0; k < 3; ++k)
            n = n << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0u);
        for (std::size_t k = 0; k < 4; ++k)
            out += i + k > bytes.size() ? '=' : letters[n >> (18 - 6 * k) & 63];
    }
    return out;
}

void look_at_damaged(const std::string& name, const std::string& data)
{
    const std::size_t step = std::max<std::size_t>(1, data.size() / 400);
    std::size_t looked = 0;
    for (std::size_t n = 0; n <= data.size(); n += step, ++looked)
        look(name, "", data.substr(0, n));
    for (std::size_t i = 0; i < data.size(); i += step, ++looked) {
        std::string flipped = data;
        flipped[i] = static_cast<char>(~flipped[i]);
        look(name, "", flipped);
        flipped[i] = '\0';
        look(name, "", flipped);
    }
    CHECK_TRUE(looked > 1);
}

} // namespace looking
