// A message as an MTA hands it to a milter, and what the milter's edits make of it. Edits follow
// each MTA: after a deletion Postfix counts the later fields of that name anew, Sendmail does not.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace support {

struct MailField {
    std::string name;
    std::string value; // after the colon: leading space as sent, folds as "\n" + white space
    bool operator==(const MailField&) const = default;
};

struct Mail {
    std::vector<MailField> fields;
    std::string body; // CRLF line ends
};

// From raw text with LF or CRLF line ends; lines that are no field end the header.
Mail split_mail(std::string_view raw);
std::string join_mail(const Mail& mail); // CRLF

struct Edit {
    char kind = 0; // SMFIR_*: 'i' insert, 'm' change or delete, 'h' add, 'q' quarantine …
    std::uint32_t index = 0;
    std::string name; // of the field; the reason of a quarantine
    std::string value;
};

enum class Mta { Postfix, Sendmail };
// `leading_space`: the milter asked for exact values (SMFIP_HDR_LEADSPC); else the MTA adds one.
Mail apply(Mail mail, const std::vector<Edit>& edits, bool leading_space, Mta mta);

std::vector<std::string> values_of(const Mail& mail, std::string_view name); // trimmed, any case

} // namespace support
