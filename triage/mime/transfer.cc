#include "triage/mime/transfer.h"

#include <algorithm>
#include <array>

#include <gmime/gmime.h>

#include "triage/mime/raw_decode.h"
#include "triage/mime/raw_strict.h"

namespace mime {

namespace {

struct Name {
    std::string_view token;
    GMimeContentEncoding encoding;
};
constexpr std::array<Name, 11> names { { { "", GMIME_CONTENT_ENCODING_DEFAULT },
    { "7bit", GMIME_CONTENT_ENCODING_7BIT }, { "8bit", GMIME_CONTENT_ENCODING_8BIT },
    { "binary", GMIME_CONTENT_ENCODING_BINARY }, { "base64", GMIME_CONTENT_ENCODING_BASE64 },
    { "quoted-printable", GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE },
    { "x-uuencode", GMIME_CONTENT_ENCODING_UUENCODE },
    { "uuencode", GMIME_CONTENT_ENCODING_UUENCODE }, { "x-uue", GMIME_CONTENT_ENCODING_UUENCODE },
    { "7-bit", GMIME_CONTENT_ENCODING_7BIT }, { "8-bit", GMIME_CONTENT_ENCODING_8BIT } } };

bool is_identity(GMimeContentEncoding e)
{
    return e != GMIME_CONTENT_ENCODING_BASE64 && e != GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE
        && e != GMIME_CONTENT_ENCODING_UUENCODE;
}

// GMime's decoder wants the lines behind "begin 644 name".
std::string_view without_begin(std::string_view encoded)
{
    const std::size_t at = std::min(encoded.find_first_not_of("\r\n"), encoded.size());
    if (encoded.substr(at, 6) != "begin ")
        return encoded;
    return encoded.substr(std::min(encoded.find('\n', at), encoded.size() - 1) + 1);
}

// Faster than GMime's, which goes byte by byte, and says whether it met anything odd.
Decoded quoted_printable(std::string_view encoded, std::size_t cap)
{
    Decoded out;
    out.bytes = decode_quoted(encoded, &out.strict);
    out.truncated = out.bytes.size() > cap;
    out.bytes.resize(std::min(out.bytes.size(), cap));
    return out;
}

} // namespace

Decoded decode_transfer(std::string_view encoded, std::string_view encoding, std::size_t cap)
{
    constexpr std::size_t slice = 1u << 16; // bytes a step, so that a small cap costs little
    const auto* const name = std::find_if(
        names.begin(), names.end(), [&](const Name& n) { return n.token == encoding; });
    Decoded out;
    out.known = name != names.end();
    if (!out.known || is_identity(name->encoding)) {
        out.bytes = encoded.substr(0, cap);
        out.truncated = encoded.size() > cap;
        return out;
    }
    if (name->encoding == GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE)
        return quoted_printable(encoded, cap);
    if (name->encoding == GMIME_CONTENT_ENCODING_UUENCODE)
        encoded = without_begin(encoded);
    GMimeEncoding state;
    g_mime_encoding_init_decode(&state, name->encoding);
    out.bytes.reserve(std::min(encoded.size(), cap));
    std::string buffer;
    for (std::size_t at = 0; at < encoded.size() && out.bytes.size() <= cap; at += slice) {
        const std::string_view in = encoded.substr(at, slice);
        buffer.resize(g_mime_encoding_outlen(&state, in.size()));
        const std::size_t n = g_mime_encoding_step(&state, in.data(), in.size(), buffer.data());
        out.bytes.append(buffer, 0, n);
    }
    if (name->encoding == GMIME_CONTENT_ENCODING_BASE64)
        out.strict = is_strict_base64(encoded, out.bytes.size());
    out.truncated = out.bytes.size() > cap;
    out.bytes.resize(std::min(out.bytes.size(), cap));
    return out;
}

} // namespace mime
