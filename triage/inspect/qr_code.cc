#include "triage/inspect/qr_code.h"

#include <algorithm>
#include <exception>
#include <utility>

#define ZX_USE_UTF8 1 // else text() is a wide string
#include <ReadBarcode.h>

#include "triage/link/find.h"

namespace inspect {

namespace {

constexpr std::uint64_t most_pixels = 700000; // that are searched; larger pictures are shrunk
constexpr std::uint64_t least_pixels = 21 * 21; // the smallest code
constexpr std::uint64_t turned_pixels = 400000; // up to which white codes on black are looked for
constexpr std::size_t most_codes = 8, longest_code = 3000; // a code holds 2953 bytes at most

std::vector<std::string> found_in(const Picture& p)
{
    std::vector<std::string> texts;
    ZXing::DecodeHints hints;
    hints.setFormats(ZXing::BarcodeFormat::QRCode | ZXing::BarcodeFormat::MicroQRCode);
    hints.setTryHarder(false).setTryRotate(true).setTryDownscale(true);
    hints.setMaxNumberOfSymbols(most_codes);
    const ZXing::ImageView view(p.grey.data(), static_cast<int>(p.width),
        static_cast<int>(p.height), ZXing::ImageFormat::Lum);
    for (const ZXing::Result& code : ZXing::ReadBarcodes(view, hints))
        if (code.isValid() && texts.size() < most_codes)
            texts.push_back(code.text().substr(0, longest_code));
    return texts;
}

Picture inverted(Picture p)
{
    for (std::uint8_t& shade : p.grey)
        shade = static_cast<std::uint8_t>(255 - shade);
    return p;
}

void yield_code(std::string_view text, Yield& out)
{
    constexpr std::size_t most_urls = 4;
    out.text(text);
    for (const std::string_view url : linking::find_urls(text, most_urls)) {
        if (url.starts_with("mailto:"))
            continue;
        out.mark(Mark::QrLink, url);
        out.link(core::LinkOrigin::Qr, linking::absolute(url));
    }
}

} // namespace

std::vector<std::string> read_codes(const Picture& picture)
{
    if (picture.grey.size() < least_pixels)
        return {};
    try {
        std::vector<std::string> texts = found_in(picture);
        if (texts.empty() && picture.grey.size() <= turned_pixels)
            texts = found_in(inverted(picture));
        return texts;
    } catch (const std::exception&) { // ZXing throws at what it cannot make sense of
        return {};
    }
}

void yield_codes(Picture picture, Yield& out)
{
    for (const std::string& text : read_codes(shrunk(std::move(picture), most_pixels)))
        yield_code(text, out);
}

void look_into_picture(const Item& item, Yield& out)
{
    const auto claim = picture_claim(item.data, item.format);
    if (!claim || claim->pixels < least_pixels || !out.take_picture(claim->cost))
        return;
    if (auto picture = read_picture(item.data, item.format, most_pixels))
        yield_codes(*std::move(picture), out);
}

} // namespace inspect
