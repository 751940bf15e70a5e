// Pictures as shades of grey, for what looks for codes in them. This file's .cc alone includes
// libpng and TurboJPEG. Used by the picture inspector. Pure, thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "triage/inspect/format.h"

namespace inspect {

struct Picture {
    std::size_t width = 0, height = 0;
    std::vector<std::uint8_t> grey; // row after row, 0 is black; what is transparent is white
};

struct PictureClaim { // what the head of a file says
    std::uint64_t pixels = 0;
    // Of decoding it, in units of a pixel of a plain JPEG (2 to 3 ns). A progressive JPEG may ask
    // for any number of passes over the picture, each with a few bytes; they are counted.
    std::uint64_t cost = 0;
};

// nullopt for formats other than PNG and JPEG, and for a damaged head.
std::optional<PictureClaim> picture_claim(std::string_view file, Format format);

// Made smaller by a whole factor, by means of squares, until it has at most `most` pixels.
Picture shrunk(Picture p, std::uint64_t most);

// The picture, made smaller by a whole factor until it has at most `most` pixels; nullopt if it is
// damaged. Allocates up to five bytes for each pixel that it claims: ask picture_claim() first.
std::optional<Picture> read_picture(std::string_view file, Format format, std::uint64_t most);

} // namespace inspect
