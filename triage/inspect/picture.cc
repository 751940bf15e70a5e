#include "triage/inspect/picture.h"

#include <algorithm>
#include <memory>

#include <png.h>
#include <turbojpeg.h>

namespace inspect {

namespace {

const unsigned char* bytes_of(std::string_view s)
{
    return reinterpret_cast<const unsigned char*>(s.data());
}

// libpng's simplified reader: errors come back as values and not by longjmp.
class Png {
public:
    explicit Png(std::string_view file)
    {
        image_.version = PNG_IMAGE_VERSION;
        open_ = png_image_begin_read_from_memory(&image_, file.data(), file.size()) != 0;
    }
    ~Png() { png_image_free(&image_); }
    Png(const Png&) = delete;
    Png& operator=(const Png&) = delete;

    bool is_open() const { return open_; }
    std::size_t width() const { return image_.width; }
    std::uint64_t pixels() const { return std::uint64_t { image_.width } * image_.height; }
    // Red, green, blue and opacity, four bytes a pixel.
    bool read(std::vector<unsigned char>& into)
    {
        image_.format = PNG_FORMAT_RGBA;
        into.resize(PNG_IMAGE_SIZE(image_));
        return png_image_finish_read(&image_, nullptr, into.data(), 0, nullptr) != 0;
    }

private:
    png_image image_ {};
    bool open_ = false;
};

struct CloseJpeg {
    void operator()(void* handle) const { tjDestroy(handle); }
};

class Jpeg {
public:
    explicit Jpeg(std::string_view file)
        : file_(file)
        , handle_(tjInitDecompress())
    {
        int sampling = 0, space = 0;
        open_ = handle_
            && tjDecompressHeader3(
                   handle_.get(), bytes_of(file), file.size(), &width_, &height_, &sampling, &space)
                == 0
            && width_ > 0 && height_ > 0;
    }

    bool is_open() const { return open_; }
    std::uint64_t pixels() const
    {
        return static_cast<std::uint64_t>(width_) * static_cast<std::uint64_t>(height_);
    }
    // Scaled while it is decoded, which saves most of the work. A file that ends early is shown by
    // mail programs as far as it goes, so a warning is no failure.
    bool read(std::uint64_t most, Picture& into)
    {
        const tjscalingfactor scale = factor(most);
        const int width = TJSCALED(width_, scale), height = TJSCALED(height_, scale);
        into.width = static_cast<std::size_t>(width);
        into.height = static_cast<std::size_t>(height);
        into.grey.resize(into.width * into.height);
        return tjDecompress2(handle_.get(), bytes_of(file_), file_.size(), into.grey.data(), width,
                   0, height, TJPF_GRAY, TJFLAG_FASTDCT)
            == 0
            || tjGetErrorCode(handle_.get()) == TJERR_WARNING;
    }

private:
    tjscalingfactor factor(std::uint64_t most) const
    {
        constexpr int smallest = 8; // a half, a quarter and an eighth are quick
        tjscalingfactor f { 1, 1 };
        while (f.denom < smallest && pixels() / static_cast<unsigned>(f.denom * f.denom) > most)
            f.denom *= 2;
        return f;
    }

    std::string_view file_;
    std::unique_ptr<void, CloseJpeg> handle_;
    int width_ = 0, height_ = 0;
    bool open_ = false;
};

// 0xFFDA begins a pass over a JPEG, and stands nowhere else but in small pictures inside of it.
std::uint64_t passes(std::string_view file)
{
    std::uint64_t n = 0;
    for (std::size_t at = file.find("\xFF\xDA"); at != file.npos;
         at = file.find("\xFF\xDA", at + 2))
        ++n;
    return n;
}

std::uint8_t grey_of(const unsigned char* rgba)
{
    const unsigned shade = (2u * rgba[0] + 5u * rgba[1] + rgba[2]) / 8;
    return static_cast<std::uint8_t>((shade * rgba[3] + 255u * (255u - rgba[3])) / 255);
}

std::optional<Picture> read_png(std::string_view file)
{
    Png png(file);
    std::vector<unsigned char> rgba;
    if (!png.is_open() || !png.read(rgba))
        return std::nullopt;
    Picture p { png.width(), rgba.size() / 4 / png.width(), {} };
    p.grey.resize(rgba.size() / 4);
    for (std::size_t i = 0; i < p.grey.size(); ++i)
        p.grey[i] = grey_of(rgba.data() + 4 * i);
    return p;
}

std::optional<Picture> read_jpeg(std::string_view file, std::uint64_t most)
{
    Jpeg jpeg(file);
    Picture p;
    if (!jpeg.is_open() || !jpeg.read(most, p))
        return std::nullopt;
    return p;
}

} // namespace

Picture shrunk(Picture p, std::uint64_t most)
{
    std::size_t by = 1;
    while ((p.width / by) * (p.height / by) > most)
        ++by;
    if (by == 1)
        return p;
    Picture small { p.width / by, p.height / by, {} };
    small.grey.reserve(small.width * small.height);
    for (std::size_t y = 0; y < small.height; ++y)
        for (std::size_t x = 0; x < small.width; ++x) {
            std::size_t sum = 0;
            for (std::size_t dy = 0; dy < by; ++dy)
                for (std::size_t dx = 0; dx < by; ++dx)
                    sum += p.grey[(y * by + dy) * p.width + x * by + dx];
            small.grey.push_back(static_cast<std::uint8_t>(sum / (by * by)));
        }
    return small;
}

std::optional<PictureClaim> picture_claim(std::string_view file, Format format)
{
    if (format == Format::Png)
        if (const Png png(file); png.is_open())
            return PictureClaim { png.pixels(), 4 * png.pixels() + 8 * file.size() };
    if (format == Format::Jpeg)
        if (const Jpeg jpeg(file); jpeg.is_open())
            return PictureClaim { jpeg.pixels(),
                jpeg.pixels() * std::max<std::uint64_t>(1, passes(file) / 2) };
    return std::nullopt;
}

std::optional<Picture> read_picture(std::string_view file, Format format, std::uint64_t most)
{
    std::optional<Picture> p = format == Format::Png ? read_png(file)
        : format == Format::Jpeg                     ? read_jpeg(file, most)
                                                     : std::nullopt;
    if (!p || p->width == 0 || p->height == 0)
        return std::nullopt;
    return shrunk(*std::move(p), most);
}

} // namespace inspect
