#include "triage/mime/charset.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>
#include <vector>

#include <iconv.h>

#include "triage/core/text.h"
#include "triage/mime/gconv_charsets.h"

namespace mime {

namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

class Converter { // owner of an iconv descriptor
public:
    explicit Converter(const char* from)
        : cd_(iconv_open("UTF-8", from))
    {
    }
    ~Converter()
    {
        if (ok())
            iconv_close(cd_);
    }
    Converter(Converter&& other) noexcept
        : cd_(std::exchange(other.cd_, closed()))
    {
    }
    Converter& operator=(Converter&&) = delete;

    bool ok() const { return cd_ != closed(); }
    std::size_t step(char** in, std::size_t* in_left, char** out, std::size_t* out_left) const
    {
        return iconv(cd_, in, in_left, out, out_left);
    }

private:
    static iconv_t closed() { return reinterpret_cast<iconv_t>(-1); } // as iconv_open says it
    iconv_t cd_;
};

struct Alias {
    std::string_view label;
    const char* name; // for iconv
};
// Where a browser reads a label as another charset, or glibc knows it by another name.
constexpr std::array<Alias, 36> aliases { { { "shift_jis", "CP932" }, { "shift-jis", "CP932" },
    { "sjis", "CP932" }, { "x-sjis", "CP932" }, { "windows-31j", "CP932" },
    { "iso-2022-jp-ms", "ISO-2022-JP-3" }, { "gb2312", "GB18030" }, { "gb_2312-80", "GB18030" },
    { "gbk", "GB18030" }, { "x-gbk", "GB18030" }, { "cp936", "GB18030" }, { "euc-cn", "GB18030" },
    { "euc-kr", "UHC" }, { "ks_c_5601-1987", "UHC" }, { "ksc5601", "UHC" }, { "cp949", "UHC" },
    { "windows-949", "UHC" }, { "big5", "BIG5-HKSCS" }, { "x-big5", "BIG5-HKSCS" },
    { "cp-850", "CP850" }, { "x-mac-roman", "MACINTOSH" }, { "x-macroman", "MACINTOSH" },
    { "iso-8859-8-i", "ISO-8859-8" }, { "iso-8859-8-e", "ISO-8859-8" }, { "iso-8859-9", "CP1254" },
    { "latin5", "CP1254" }, { "iso-8859-11", "CP874" }, { "tis-620", "CP874" },
    { "windows-874", "CP874" }, { "koi8", "KOI8-R" }, { "unicode-1-1-utf-7", "UTF-7" },
    { "utf-16", "UTF-16LE" }, { "x-user-defined", "CP1252" }, { "iso8859-15", "ISO-8859-15" },
    { "latin-9", "ISO-8859-15" }, { "x-cp1251", "CP1251" } } };

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_utf8(std::string_view charset)
{
    return is_one_of(charset, { "utf-8", "utf8", "utf_8", "unicode-1-1-utf-8", "cp65001" });
}

bool is_ascii_name(std::string_view charset)
{
    return is_one_of(charset,
        { "", "us-ascii", "ascii", "ansi_x3.4-1968", "iso646-us", "default", "_autodetect_all",
            "unknown-8bit", "x-unknown", "unknown" });
}

bool is_latin1(std::string_view charset)
{
    return is_one_of(charset,
        { "iso-8859-1", "iso8859-1", "iso_8859-1", "latin1", "latin-1", "l1", "windows-1252",
            "cp1252", "x-cp1252", "ansi" });
}

// WHATWG windows-1252: the five holes are C1 controls.
constexpr std::array<char16_t, 32> windows_1252 { 0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026,
    0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D, 0x017D, 0x8F, 0x90, 0x2018,
    0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,
    0x017E, 0x0178 };

std::string from_windows_1252(std::string_view bytes)
{
    std::string out;
    out.reserve(bytes.size() + bytes.size() / 8);
    for (const char c : bytes) {
        const auto u = static_cast<unsigned char>(c);
        if (u < 0x80)
            out += c;
        else
            core::append_utf8(out, u < 0xA0 ? windows_1252[u - 0x80] : char16_t { u });
    }
    return out;
}

// Bytes to leave out after an illegal sequence: one unit of the charset.
std::size_t unit(std::string_view charset)
{
    if (charset.starts_with("utf-16") || charset.starts_with("ucs-2"))
        return 2;
    return charset.starts_with("utf-32") || charset.starts_with("ucs-4") ? 4 : 1;
}

Decoding convert(const Converter& converter, std::string& bytes, std::size_t skip)
{
    Decoding out;
    char* in = bytes.data();
    std::size_t left = bytes.size();
    std::array<char, 16384> buffer; // NOLINT: written before it is read
    while (left > 0) {
        char* to = buffer.data();
        std::size_t room = buffer.size();
        const std::size_t result = converter.step(&in, &left, &to, &room);
        const int error = errno;
        out.utf8.append(buffer.data(), buffer.size() - room);
        if (result != static_cast<std::size_t>(-1) || error == E2BIG)
            continue;
        out.utf8 += replacement;
        out.damaged = true;
        const std::size_t n = std::min(left, skip);
        in += n;
        left -= n;
    }
    char* to = buffer.data();
    std::size_t room = buffer.size();
    converter.step(nullptr, nullptr, &to, &room);
    out.utf8.append(buffer.data(), buffer.size() - room);
    return out;
}

const char* iconv_name(std::string_view charset, std::string& storage)
{
    const auto* const alias = std::find_if(
        aliases.begin(), aliases.end(), [&](const Alias& a) { return a.label == charset; });
    if (alias != aliases.end())
        return alias->name;
    storage = charset;
    return storage.c_str();
}

// A name fit for iconv_open: no "//TRANSLIT", whose tables would be read from files.
bool is_plausible(std::string_view charset)
{
    constexpr std::size_t longest = 40;
    return charset.size() <= longest && std::all_of(charset.begin(), charset.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')
            || std::string_view("-_.:()+").find(c) != std::string_view::npos;
    });
}

Decoding guess(std::string&& bytes)
{
    if (core::is_valid_utf8(bytes))
        return { std::move(bytes) };
    return { from_windows_1252(bytes) };
}

Decoding guess_unknown(std::string&& bytes)
{
    Decoding out = guess(std::move(bytes));
    out.unknown = true;
    return out;
}

// Zero bytes in the first places of the pairs and none in the second: Latin letters, big end first.
bool is_big_endian(std::string_view bytes)
{
    constexpr std::size_t reach = 64; // bytes
    std::size_t first = 0, second = 0;
    for (std::size_t i = 0; i + 1 < bytes.size() && i < reach; i += 2) {
        first += bytes[i] == '\0';
        second += bytes[i + 1] == '\0';
    }
    return first > second;
}

// UTF-16 with a byte order mark goes by the mark. Without one browsers take it for little endian
// (WHATWG), mail programs for big (RFC 2781 section 4.3): the letters tell.
std::string_view by_mark(std::string_view bytes, std::string_view charset)
{
    if (bytes.starts_with("\xFE\xFF"))
        return "utf-16be";
    if (bytes.starts_with("\xFF\xFE") && charset.starts_with("utf-16"))
        return "utf-16le";
    if (charset == "utf-16" && is_big_endian(bytes))
        return "utf-16be";
    return charset;
}

} // namespace

Decoding decode_text(std::string&& bytes, std::string_view charset)
{
    if (is_ascii_name(charset))
        return guess(std::move(bytes));
    if (is_utf8(charset)) {
        if (core::is_valid_utf8(bytes))
            return { std::move(bytes) };
        return { core::valid_utf8(bytes), true };
    }
    if (is_latin1(charset))
        return { from_windows_1252(bytes) };
    if (!is_plausible(charset))
        return guess_unknown(std::move(bytes));
    std::string storage;
    const std::string_view marked = by_mark(bytes, charset);
    const Converter converter(iconv_name(marked, storage));
    if (!converter.ok())
        return guess_unknown(std::move(bytes));
    Decoding out = convert(converter, bytes, unit(marked));
    if (!core::is_valid_utf8(out.utf8)) // surrogates
        out.utf8 = core::valid_utf8(out.utf8);
    return out;
}

std::string declared_in_html(std::string_view html)
{
    constexpr std::size_t reach = 1024; // as browsers look (WHATWG HTML, prescan)
    const std::string head = core::to_lower_ascii(html.substr(0, reach));
    std::size_t at = head.find("<meta");
    at = at == std::string::npos ? at : head.find("charset=", at);
    if (at == std::string::npos)
        return {};
    const std::size_t from = head.find_first_not_of("\"' ", at + 8);
    if (from == std::string::npos)
        return {};
    std::string name = head.substr(from, head.find_first_of("\"' ;>/", from) - from);
    return name.starts_with("utf-16") ? "utf-8" : name; // it could be read: so it is not UTF-16
}

struct OpenCharsets::State {
    std::vector<Converter> converters;
};

OpenCharsets::OpenCharsets()
    : state_(std::make_unique<State>())
{
}
OpenCharsets::~OpenCharsets() = default;
OpenCharsets::OpenCharsets(OpenCharsets&&) noexcept = default;
OpenCharsets& OpenCharsets::operator=(OpenCharsets&&) noexcept = default;

void OpenCharsets::open_all()
{
    if (!state_->converters.empty())
        return;
    for (const char* name : gconv_charsets)
        if (Converter c(name); c.ok())
            state_->converters.push_back(std::move(c));
}

} // namespace mime
