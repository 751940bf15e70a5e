// The ROC curves as an SVG: false alarms on a logarithmic axis, because a mail filter lives where
// they are rare.
#include <algorithm>
#include <cmath>
#include <cstdio>

#include "milter/ctl/eval.h"

namespace ctl {

namespace {

using train::view_names;

constexpr double width = 640, height = 440, left = 60, right = 20, top = 20, bottom = 50;
constexpr double lowest_rate = 1e-4; // where the axis begins
constexpr std::array<const char*, view_names.size()> strokes { "#0072b2", "#d55e00", "#000000" };
constexpr std::array<const char*, view_names.size()> dashes { "6 3", "2 3", "none" };

template <typename... Values>
std::string format(const char* pattern, Values... values)
{
    char line[512];
    std::snprintf(line, sizeof line, pattern, values...);
    return line;
}

double x_of(double rate)
{
    const double share = 1 - std::log10(std::max(rate, lowest_rate)) / std::log10(lowest_rate);
    return left + share * (width - left - right);
}

double y_of(double found)
{
    return top + (1 - found) * (height - top - bottom);
}

std::string label(double x, double y, const char* anchor, const std::string& text)
{
    return format("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">", x, y, anchor) + text
        + "</text>\n";
}

std::string line(double x1, double y1, double x2, double y2)
{
    return format("<path d=\"M%.1f %.1fL%.1f %.1f\" stroke=\"#ccc\"/>\n", x1, y1, x2, y2);
}

std::string axes()
{
    std::string svg;
    for (const double rate : { 1e-4, 1e-3, 1e-2, 1e-1, 1.0 }) {
        svg += line(x_of(rate), top, x_of(rate), height - bottom);
        svg += label(x_of(rate), height - bottom + 18, "middle", format("%g %%", 100 * rate));
    }
    for (int found = 0; found <= 100; found += 20) {
        svg += line(left, y_of(found / 100.0), width - right, y_of(found / 100.0));
        svg += label(left - 8, y_of(found / 100.0) + 4, "end", format("%d %%", found));
    }
    return svg + label((left + width - right) / 2, height - 12, "middle", "false alarms")
        + label(left, top - 6, "start", "found");
}

std::string curve(const train::Curve& c, std::size_t view)
{
    std::string path;
    double y = y_of(0);
    for (const train::Operation& o : c.points) {
        const double x = x_of(o.alarm_rate);
        path += path.empty() ? format("M%.1f %.1f", x, y) : format("H%.1f", x);
        y = y_of(o.found.value());
        path += format("V%.1f", y);
    }
    return "<path d=\"" + path
        + format("\" fill=\"none\" stroke-width=\"2\" stroke=\"%s\" stroke-dasharray=\"%s\"/>\n",
            strokes[view], dashes[view]);
}

std::string legend(const train::Curve& c, std::size_t view)
{
    const double y = height - bottom - 60 + 18 * static_cast<double>(view);
    return format("<path d=\"M%.1f %.1fh30\" stroke-width=\"2\" stroke=\"%s\""
                  " stroke-dasharray=\"%s\"/>\n",
               width - right - 190, y - 4, strokes[view], dashes[view])
        + label(width - right - 150, y, "start",
            format("%s, AUC %.4f", view_names[view].data(), c.area));
}

} // namespace

std::string eval_plot(const EvalReport& report)
{
    std::string svg = format("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\""
                             " font-family=\"sans-serif\" font-size=\"12\">\n"
                             "<title>Found against false alarms</title>\n"
                             "<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n",
        width, height);
    svg += axes();
    for (std::size_t v = 0; v < view_names.size(); ++v)
        if (const train::Curve& c = report.evaluation.curves[v]; c.present)
            svg += curve(c, v) + legend(c, v);
    return svg + "</svg>\n";
}

} // namespace ctl
