// QR codes in pictures that are made here.
#include "triage/inspect/qr_code.h"

#include <string>

#include <BitMatrix.h>
#include <MultiFormatWriter.h>
#include <png.h>
#include <turbojpeg.h>

#include "tests/inspect/look.h"
#include "tests/inspect/pdf_writer.h"

#include <CppUTest/TestHarness.h>

using inspect::Format;
using inspect::Mark;
using inspect::Picture;
using looking::look;

namespace {

const char* const login = "https://sign-in.example/v?u=ann";

Picture blank(std::size_t width, std::size_t height)
{
    return { width, height, std::vector<std::uint8_t>(width * height, 255) };
}

// A code whose upper left corner stands at `at` of both sides.
void draw(Picture& on, const std::string& text, int side, std::size_t at)
{
    const auto code = ZXing::MultiFormatWriter(ZXing::BarcodeFormat::QRCode)
                          .setMargin(4)
                          .encode(text, side, side);
    for (int y = 0; y < code.height(); ++y)
        for (int x = 0; x < code.width(); ++x)
            on.grey[(at + static_cast<std::size_t>(y)) * on.width + at
                + static_cast<std::size_t>(x)]
                = code.get(x, y) ? 0 : 255;
}

Picture code(const std::string& text)
{
    Picture p = blank(400, 300);
    draw(p, text, 200, 50);
    return p;
}

std::string png(const Picture& p)
{
    png_image image {};
    image.version = PNG_IMAGE_VERSION;
    image.format = PNG_FORMAT_GRAY;
    image.width = static_cast<png_uint_32>(p.width);
    image.height = static_cast<png_uint_32>(p.height);
    png_alloc_size_t size = 0;
    CHECK_TRUE(
        png_image_write_to_memory(&image, nullptr, &size, 0, p.grey.data(), 0, nullptr) != 0);
    std::string out(size, '\0');
    CHECK_TRUE(
        png_image_write_to_memory(&image, out.data(), &size, 0, p.grey.data(), 0, nullptr) != 0);
    out.resize(size);
    return out;
}

std::string jpeg(const Picture& p, int flags = 0)
{
    const tjhandle handle = tjInitCompress();
    unsigned char* bytes = nullptr;
    unsigned long size = 0;
    LONGS_EQUAL(0,
        tjCompress2(handle, p.grey.data(), static_cast<int>(p.width), 0, static_cast<int>(p.height),
            TJPF_GRAY, &bytes, &size, TJSAMP_GRAY, 80, flags));
    std::string out(reinterpret_cast<const char*>(bytes), size);
    tjFree(bytes);
    tjDestroy(handle);
    return out;
}

bool leads(const inspect::Report& r)
{
    return r.has(Mark::QrLink) && looking::links_to(r, "sign-in.example");
}

} // namespace

TEST_GROUP(QrCode) {};

TEST(QrCode, LinksAreFoundInBothFormats)
{
    CHECK_TRUE(leads(look("a.png", "image/png", png(code(login)))));
    CHECK_TRUE(leads(look("a.jpg", "image/jpeg", jpeg(code(login)))));
    CHECK_TRUE(leads(look("a.jpg", "image/jpeg", jpeg(code(login), TJFLAG_PROGRESSIVE))));
    CHECK_TRUE(leads(look("a.txt", "text/plain", png(code(login))))); // by its bytes
}

TEST(QrCode, PicturesWithoutOneSayNothing)
{
    const auto r = look("a.png", "image/png", png(blank(300, 300)));
    CHECK_TRUE(r.marks.empty());
    CHECK_FALSE(r.incomplete);
    CHECK_TRUE(look("a.jpg", "image/jpeg", jpeg(blank(8, 8))).marks.empty());
}

TEST(QrCode, OtherTextIsTextOfTheDocument)
{
    const auto r = look("a.png", "image/png", png(code("BCD\n002\n1\nSCT\nAnn Smith")));
    CHECK_TRUE(r.marks.empty());
    CHECK_TRUE(r.text.find("Ann Smith") != std::string::npos);
}

TEST(QrCode, LinksWithoutSchemeCount)
{
    const auto r = look("a.png", "image/png", png(code("www.sign-in.example/v")));
    CHECK_TRUE(r.has(Mark::QrLink));
    CHECK_TRUE(looking::links_to(r, "www.sign-in.example"));
}

TEST(QrCode, WhiteOnBlack)
{
    Picture p = code(login);
    for (auto& shade : p.grey)
        shade = static_cast<std::uint8_t>(255 - shade);
    CHECK_TRUE(leads(look("a.png", "image/png", png(p))));
}

TEST(QrCode, LargePicturesAreShrunk)
{
    Picture p = blank(2000, 2000);
    draw(p, login, 700, 1200);
    CHECK_TRUE(leads(look("a.png", "image/png", png(p))));
    CHECK_TRUE(leads(look("a.jpg", "image/jpeg", jpeg(p))));
    const auto small = inspect::read_picture(jpeg(p), Format::Jpeg, 300000);
    CHECK_TRUE(small && small->grey.size() <= 300000 && small->grey.size() > 200000);
}

TEST(QrCode, PhotographsAreLeftAloneAndNoLimit)
{
    Picture p = blank(6000, 4000);
    draw(p, login, 700, 1200);
    const auto r = look("a.jpg", "image/jpeg", jpeg(p));
    CHECK_TRUE(r.marks.empty());
    CHECK_FALSE(r.incomplete);
}

TEST(QrCode, PassesCost)
{
    std::string file = jpeg(code(login));
    const std::string pass = file.substr(file.find("\xFF\xDA"), 20);
    LONGS_EQUAL(120000, inspect::picture_claim(file, Format::Jpeg)->cost);
    for (int i = 0; i < 400; ++i)
        file.insert(file.size() - 2, pass);
    CHECK_TRUE(inspect::picture_claim(file, Format::Jpeg)->cost > 20'000'000);
    CHECK_FALSE(look("a.jpg", "image/jpeg", file).incomplete);
}

TEST(QrCode, PicturesOfPdf)
{
    const Picture p = code(login);
    const std::string grey(p.grey.begin(), p.grey.end());
    std::string bits, rgb;
    for (std::size_t i = 0; i < grey.size(); i += 8) {
        unsigned byte = 0;
        for (std::size_t bit = 0; bit < 8; ++bit)
            byte = byte * 2 + (grey[i + bit] != 0);
        bits += static_cast<char>(byte);
    }
    for (const char c : grey)
        rgb.append(3, c);
    const auto in_pdf = [](const std::string& dictionary, const std::string& samples, bool packed) {
        const std::string d = "/Subtype /Image /Width 400 /Height 300 " + dictionary;
        return looking::look("a.pdf", "application/pdf",
            pdf_writer::write({ .objects
                = { packed ? pdf_writer::flate(d, samples) : pdf_writer::stream(d, samples) } }));
    };
    CHECK_TRUE(leads(in_pdf("/BitsPerComponent 8 /ColorSpace /DeviceGray", grey, true)));
    CHECK_TRUE(leads(in_pdf("/BitsPerComponent 8 /ColorSpace /DeviceRGB", rgb, true)));
    CHECK_TRUE(leads(in_pdf("/BitsPerComponent 1 /ColorSpace /DeviceGray", bits, true)));
    CHECK_TRUE(leads(in_pdf("/ImageMask true", bits, true)));
    CHECK_TRUE(leads(in_pdf("/Filter /DCTDecode", jpeg(p), false)));
    CHECK_FALSE(leads(in_pdf("/BitsPerComponent 8", grey.substr(0, 9), true)));
    CHECK_FALSE(in_pdf("/BitsPerComponent 8", grey.substr(0, 9), true).incomplete);
}

TEST(QrCode, DamagedPictures)
{
    Picture p = blank(60, 60);
    draw(p, "www.a.example", 45, 5);
    looking::look_at_damaged("a.png", png(p));
    looking::look_at_damaged("a.jpg", jpeg(p));
}
