// Transfer encodings as lenient readers decode them, and whether they differ from the strict.
// Called by the tree walk for every leaf (a check of a few steps a line for what is well-formed)
// and by the raw view. Pure; linear.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace mime {

enum class Base64Reading : std::uint8_t {
    Lenient, // junk is skipped, padding ends a group, what follows is read on
    SkipPadding, // padding is junk too
    ToPadding, // the first padding ends it
    ToJunk, // the first byte out of the alphabet ends it
    UrlSafe, // '-' and '_' are digits
    LineByLine, // each line for itself
    WholeGroups, // each line for itself, and what is left of a group at its end is dropped
};
std::string decode_base64(std::string_view s, Base64Reading reading);
// Broken escapes stay as they are; white space behind a soft line break goes with it. `strict` is
// set to whether there were none of either.
std::string decode_quoted(std::string_view s, bool* strict = nullptr);
// Broken escapes dropped, with the two bytes behind them if `wide`.
std::string decode_quoted_dropping(std::string_view s, bool wide);
// Escapes with lower-case digits dropped, as decoders do that hold them for none (RFC 2045 6.7).
std::string decode_quoted_upper(std::string_view s);
// The escapes of data of which nearly everything is escaped: the rest of it is dropped.
std::string decode_quoted_data(std::string_view s);
// %XX, as in URLs and RFC 2231.
std::string decode_percent(std::string_view s);

} // namespace mime
