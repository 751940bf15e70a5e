// Text in any charset -> UTF-8. Charsets are read as browsers read them (WHATWG Encoding labels):
// a superset where senders are known to mean it.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace mime {

struct Decoding {
    std::string utf8; // always valid
    bool damaged = false; // some of it became U+FFFD
    bool unknown = false; // no such charset: read as UTF-8 or windows-1252
};

// `charset`: lower case, may be empty: then UTF-8 if the bytes are, else windows-1252.
Decoding decode_text(std::string&& bytes, std::string_view charset);

// The charset that an HTML text declares itself, in its first 1,024 bytes; lower case, or empty.
std::string declared_in_html(std::string_view html);

// Loaded gconv modules: while one lives, no conversion opens a file.
class OpenCharsets {
public:
    OpenCharsets();
    ~OpenCharsets();
    OpenCharsets(OpenCharsets&&) noexcept;
    OpenCharsets& operator=(OpenCharsets&&) noexcept;

    void open_all();

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace mime
