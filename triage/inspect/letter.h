// Messages that exist only as properties (TNEF, Outlook's files) written out as RFC 5322, so that
// every check reads them as it reads any other message. Used by the property reader (mapi) and, for
// the fields, by examine.cc. Pure, thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace inspect {

struct Letter { // all UTF-8; what is unknown is empty
    std::string fields; // the header as it was transported; then the next six are not written
    std::string from_name;
    std::string from;
    std::string to;
    std::string subject;
    std::string message_id;
    std::string date; // RFC 5322
    std::string text;
    std::string html;
};

// The whole message.
std::string write_letter(const Letter& letter);
// MIME fields and body only: to be put behind another message's own_fields.
std::string write_body(const Letter& letter);
// The fields of a header block, up to its end, without those that say how the body is built: the
// body is another one.
std::string own_fields(std::string_view message);

} // namespace inspect
