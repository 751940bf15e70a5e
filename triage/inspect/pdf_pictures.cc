#include "triage/inspect/pdf_pictures.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "triage/inspect/qr_code.h"

namespace inspect {

namespace {

constexpr std::size_t most_pictures = 50;
constexpr double longest_side = 20000; // pixels
constexpr std::size_t most_channels = 4;
constexpr std::size_t most_jpeg = 8u << 20; // bytes

struct Shape {
    std::size_t width = 0, height = 0;
    std::size_t bits = 8; // of a sample
    std::size_t pixels() const { return width * height; }
};

std::optional<Shape> shape_of(PdfFile& file, const PdfValue& dictionary)
{
    const auto number = [&](std::string_view key, double missing) {
        const PdfValue v = file.first(dictionary.find(key));
        return v.is(PdfValue::Kind::Number) ? v.number : missing;
    };
    const double width = number("Width", 0), height = number("Height", 0);
    if (!(width >= 1 && width <= longest_side && height >= 1 && height <= longest_side))
        return std::nullopt;
    const double bits = number("BitsPerComponent", dictionary.find("ImageMask") ? 1 : 8);
    return Shape { static_cast<std::size_t>(width), static_cast<std::size_t>(height),
        bits == 1 ? std::size_t { 1 } : std::size_t { 8 } };
}

// One bit a pixel, rows filled up to whole bytes.
Picture of_bits(std::string_view samples, const Shape& s)
{
    Picture p { s.width, s.height, std::vector<std::uint8_t>(s.pixels()) };
    const std::size_t row = (s.width + 7) / 8;
    for (std::size_t y = 0; y < s.height; ++y)
        for (std::size_t x = 0; x < s.width; ++x)
            p.grey[y * s.width + x] = samples[y * row + x / 8] & (0x80 >> (x % 8))
                ? std::uint8_t { 255 }
                : std::uint8_t { 0 };
    return p;
}

// The first channel stands for all: codes are black on white in each of them.
Picture of_bytes(std::string_view samples, const Shape& s, std::size_t channels)
{
    Picture p { s.width, s.height, std::vector<std::uint8_t>(s.pixels()) };
    for (std::size_t i = 0; i < p.grey.size(); ++i)
        p.grey[i] = static_cast<std::uint8_t>(samples[i * channels]);
    return p;
}

std::optional<Picture> of_samples(std::string_view samples, const Shape& s)
{
    if (s.bits == 1 && samples.size() >= (s.width + 7) / 8 * s.height)
        return of_bits(samples, s);
    const std::size_t channels = samples.size() / s.pixels();
    if (s.bits == 8 && channels >= 1 && channels <= most_channels)
        return of_bytes(samples, s, channels);
    return std::nullopt;
}

bool is_jpeg(PdfFile& file, const PdfValue& dictionary)
{
    const PdfValue filter = file.first(dictionary.find("Filter"));
    return filter.names("DCTDecode")
        || (!filter.items.empty() && file.first(&filter.items.back()).names("DCTDecode"));
}

void look_at(PdfFile& file, std::size_t index, const PdfValue& dictionary, Yield& out)
{
    constexpr std::size_t cost = 4; // of unpacking samples, in units of PictureClaim::cost
    const auto s = shape_of(file, dictionary);
    const bool jpeg = is_jpeg(file, dictionary);
    if (!s || (!jpeg && !out.take_picture(cost * s->pixels())))
        return;
    auto decoded = file.stream(index, jpeg ? most_jpeg : most_channels * s->pixels() + s->height);
    if (!decoded)
        return;
    if (decoded->picture == "DCTDecode")
        out.child("picture", "image/jpeg", std::move(decoded->bytes));
    else if (decoded->picture.empty())
        if (auto picture = of_samples(decoded->bytes, *s))
            yield_codes(*std::move(picture), out);
}

} // namespace

void look_at_pdf_pictures(PdfFile& file, Yield& out)
{
    std::size_t seen = 0;
    for (std::size_t i = 0; i < file.objects().size() && seen < most_pictures; ++i) {
        if (!file.unread().empty() || out.expired())
            return;
        const PdfValue v = file.value(i);
        const PdfValue* const subtype = v.find("Subtype");
        if (!subtype || !subtype->names("Image") || !file.has_stream(i))
            continue;
        ++seen;
        look_at(file, i, v, out);
    }
}

} // namespace inspect
