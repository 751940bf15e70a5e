#include "triage/html/grid.h"

namespace html {

void Grid::row()
{
    constexpr std::uint32_t fewest = 20; // the smallest QR code is 21 wide, without its margin
    constexpr std::uint32_t mixed = 3;
    rows_ += !filled_ && cells_ >= fewest && dark_ >= mixed && light_ >= mixed;
    cells_ = dark_ = light_ = 0;
    filled_ = false;
}

void Grid::cell(const Style& style, const Look& look)
{
    constexpr int middle = 3 * 128;
    ++cells_;
    if (!style.get(Property::Paper)) {
        ++light_; // what is not painted is the paper below
        return;
    }
    const bool dark = look.paper.r + look.paper.g + look.paper.b < middle;
    ++(dark ? dark_ : light_);
}

} // namespace html
