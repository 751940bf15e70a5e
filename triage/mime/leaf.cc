#include "triage/mime/leaf.h"

#include "triage/mime/calendar.h"
#include "triage/mime/charset.h"
#include "triage/mime/defect.h"

namespace mime {

namespace {

bool is_armored(std::string_view text)
{
    constexpr std::size_t reach = 1000; // bytes; some programs put a line before it
    return text.substr(0, reach).find("-----BEGIN PGP MESSAGE-----") != std::string_view::npos;
}

void read_text(core::Part& part, core::Message& m)
{
    std::string charset = part.charset;
    if (charset.empty() && part.type == "text/html")
        charset = declared_in_html(part.data);
    Decoding text = decode_text(std::move(part.data), charset);
    if (text.unknown)
        add_defect(m, "unknown-charset", charset);
    if (text.damaged)
        add_defect(m, "bad-charset", charset);
    part.data = std::move(text.utf8);
    if (part.raw_only) // these say nothing of the message as it is meant to be read
        return;
    if (part.type == "text/calendar")
        m.calendars.push_back(read_calendar(part.data));
    if (part.type == "text/plain" && is_armored(part.data))
        m.encrypted = true;
}

} // namespace

Decoded decode_leaf(core::Part& part, std::string_view body, std::uint64_t cap, core::Message& m)
{
    part.encoded_size = body.size();
    Decoded decoded = decode_transfer(body, part.encoding, cap);
    part.truncated = decoded.truncated;
    if (decoded.truncated)
        add_limit(m, "decoded-bytes", part.type);
    if (!decoded.known)
        add_defect(m, "bad-encoding", part.encoding);
    return decoded;
}

void set_data(core::Part& part, std::string&& bytes, core::Message& m)
{
    part.data = std::move(bytes);
    if (part.is_text())
        read_text(part, m);
}

} // namespace mime
