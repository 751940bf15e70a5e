#include "triage/inspect/pdf_filters.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <utility>

#include "triage/inspect/inflate.h"
#include "triage/inspect/pdf_lzw.h"

namespace inspect {

namespace {

constexpr std::size_t most_filters = 8; // honest files use two

double number(const PdfValue& parameters, std::string_view key, double missing)
{
    const PdfValue* const v = parameters.find(key);
    return v && v->is(PdfValue::Kind::Number) ? v->number : missing;
}

PdfDecoded whole(std::string bytes)
{
    PdfDecoded d;
    d.bytes = std::move(bytes);
    return d;
}

PdfDecoded ascii_hex(std::string_view data)
{
    std::string out;
    int high = -1;
    for (const char c : data) {
        if (c == '>')
            break;
        const int digit = pdf_hex(c);
        if (digit < 0)
            continue;
        if (high >= 0)
            out += static_cast<char>(high * 16 + digit);
        high = high >= 0 ? -1 : digit;
    }
    if (high >= 0)
        out += static_cast<char>(high * 16);
    return whole(std::move(out));
}

void append_group(std::string& out, std::uint32_t value, std::size_t bytes)
{
    for (std::size_t i = 0; i < bytes; ++i)
        out += static_cast<char>(value >> (24 - 8 * i) & 0xFF);
}

PdfDecoded ascii85(std::string_view data)
{
    std::string out;
    std::uint32_t value = 0;
    std::size_t n = 0;
    if (data.starts_with("<~"))
        data.remove_prefix(2);
    for (const char c : data) {
        if (c == '~')
            break;
        if (c == 'z' && n == 0)
            append_group(out, 0, 4);
        if (c < '!' || c > 'u')
            continue;
        value = value * 85 + static_cast<std::uint32_t>(c - '!');
        if (++n == 5) {
            append_group(out, value, 4);
            value = 0;
            n = 0;
        }
    }
    if (n > 1) {
        for (std::size_t i = n; i < 5; ++i)
            value = value * 85 + 84;
        append_group(out, value, n - 1);
    }
    return whole(std::move(out));
}

PdfDecoded run_length(std::string_view data, std::size_t most)
{
    PdfDecoded d;
    for (std::size_t at = 0; at < data.size();) {
        const auto n = static_cast<unsigned char>(data[at++]);
        if (n == 128)
            break;
        if (d.bytes.size() > most) {
            d.complete = false;
            d.cut = true;
            break;
        }
        if (n < 128) {
            d.bytes += data.substr(at, n + std::size_t { 1 });
            at += n + std::size_t { 1 };
        } else if (at < data.size()) {
            d.bytes.append(257u - n, data[at++]);
        }
    }
    return d;
}

// Paeth's predictor (ISO/IEC 15948, 9.4).
int paeth(int left, int up, int corner)
{
    const int estimate = left + up - corner;
    const int a = std::abs(estimate - left), b = std::abs(estimate - up);
    const int c = std::abs(estimate - corner);
    return a <= b && a <= c ? left : b <= c ? up : corner;
}

// Rows with a byte before each that says how it was predicted; in place.
void undo_png(std::string& bytes, std::size_t row, std::size_t pixel)
{
    std::string out;
    const std::string zeros(row, '\0');
    for (std::size_t at = 0; at + 1 < bytes.size(); at += row + 1) {
        const char kind = bytes[at];
        const std::size_t start = out.size(), size = std::min(row, bytes.size() - at - 1);
        const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(out[i]); };
        for (std::size_t i = 0; i < size; ++i) {
            const int left = i >= pixel ? byte(start + i - pixel) : 0;
            const int up = start >= row ? byte(start + i - row) : 0;
            const int corner = i >= pixel && start >= row ? byte(start + i - row - pixel) : 0;
            const std::array<int, 5> guesses { 0, left, up, (left + up) / 2,
                paeth(left, up, corner) };
            const auto k = static_cast<std::size_t>(kind);
            const int guess = k < guesses.size() ? guesses[k] : 0;
            out += static_cast<char>(
                (static_cast<unsigned char>(bytes[at + 1 + i]) + guess) & 0xFF);
        }
    }
    bytes = std::move(out);
}

// Each sample is the difference from the one to its left; samples of eight bits only.
void undo_tiff(std::string& bytes, std::size_t row, std::size_t pixel)
{
    for (std::size_t start = 0; start < bytes.size(); start += row)
        for (std::size_t i = pixel; i < row && start + i < bytes.size(); ++i)
            bytes[start + i] = static_cast<char>(bytes[start + i] + bytes[start + i - pixel]);
}

void undo_predictor(std::string& bytes, const PdfValue& parameters)
{
    constexpr double widest = 1 << 20; // samples of a row
    const double predictor = number(parameters, "Predictor", 1);
    const double colors = std::clamp(number(parameters, "Colors", 1), 1.0, 64.0);
    const double bits = std::clamp(number(parameters, "BitsPerComponent", 8), 1.0, 16.0);
    const double columns = std::clamp(number(parameters, "Columns", 1), 1.0, widest);
    const auto row = static_cast<std::size_t>((colors * bits * columns + 7) / 8);
    const auto pixel = std::max<std::size_t>(1, static_cast<std::size_t>(colors * bits / 8));
    if (predictor >= 10)
        undo_png(bytes, row, pixel);
    else if (predictor == 2 && bits == 8)
        undo_tiff(bytes, row, pixel);
}

PdfDecoded flate(std::string_view data, const PdfFilter& f, std::size_t most, Yield& out)
{
    Inflated inflated = inflate_zlib(data, most, out);
    PdfDecoded d = whole(std::move(inflated.bytes));
    d.cut = inflated.cut;
    d.complete = !inflated.cut && !(inflated.damaged && d.bytes.empty());
    undo_predictor(d.bytes, f.parameters);
    return d;
}

PdfDecoded lzw(std::string_view data, const PdfFilter& f, std::size_t most)
{
    const bool early = number(f.parameters, "EarlyChange", 1) != 0;
    PdfDecoded d = whole(unpack_pdf_lzw(data, early, most));
    d.cut = d.bytes.size() >= most;
    d.complete = !d.cut;
    undo_predictor(d.bytes, f.parameters);
    return d;
}

enum class Kind : std::uint8_t { Flate, Hex, Base85, Lzw, Run, None, Picture };

std::optional<Kind> kind_of(std::string_view name)
{
    using Row = std::pair<std::string_view, Kind>;
    static constexpr std::array<Row, 18> table { { { "FlateDecode", Kind::Flate },
        { "Fl", Kind::Flate }, { "ASCIIHexDecode", Kind::Hex }, { "AHx", Kind::Hex },
        { "ASCII85Decode", Kind::Base85 }, { "A85", Kind::Base85 }, { "LZWDecode", Kind::Lzw },
        { "LZW", Kind::Lzw }, { "RunLengthDecode", Kind::Run }, { "RL", Kind::Run },
        { "Crypt", Kind::None }, { "DCTDecode", Kind::Picture }, { "DCT", Kind::Picture },
        { "JPXDecode", Kind::Picture }, { "CCITTFaxDecode", Kind::Picture },
        { "CCF", Kind::Picture }, { "JBIG2Decode", Kind::Picture }, { "", Kind::None } } };
    for (const auto& [known, kind] : table)
        if (known == name)
            return kind;
    return std::nullopt;
}

PdfDecoded apply(Kind k, std::string_view data, const PdfFilter& f, std::size_t most, Yield& out)
{
    switch (k) {
    case Kind::Flate:
        return flate(data, f, most, out);
    case Kind::Hex:
        return ascii_hex(data);
    case Kind::Base85:
        return ascii85(data);
    case Kind::Lzw:
        return lzw(data, f, most);
    case Kind::Run:
        return run_length(data, most);
    default:
        return whole(std::string(data));
    }
}

} // namespace

PdfDecoded pdf_decode(
    std::string_view data, const std::vector<PdfFilter>& filters, std::size_t most, Yield& out)
{
    PdfDecoded d;
    bool first = true;
    for (const PdfFilter& f : filters) {
        const auto kind = kind_of(f.name);
        if (kind == Kind::Picture) {
            d.picture = f.name;
            break;
        }
        if (!kind || static_cast<std::size_t>(&f - filters.data()) >= most_filters) {
            d.complete = false;
            return d;
        }
        PdfDecoded next = apply(*kind, first ? data : std::string_view(d.bytes), f, most, out);
        if (kind != Kind::Flate && !out.take(next.bytes.size()))
            next.cut = true;
        next.complete = next.complete && d.complete && !next.cut;
        d = std::move(next);
        first = false;
        if (d.cut)
            return d;
    }
    if (first && out.take(data.size()))
        d.bytes = data;
    return d;
}

} // namespace inspect
