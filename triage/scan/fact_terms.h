// The content model's facts, in one table for each thing that they are about. A fact's name says
// which way it may speak (terms.h). To add one: a row; a mail in tests/scan that has it; and the
// model trained again.
#pragma once

#include <span>
#include <string_view>

#include "triage/scan/mail_facts.h"

namespace scan {

struct FactTerm {
    const char* name;
    bool (*holds)(const MailFacts&);
};

std::span<const FactTerm> sender_terms();
std::span<const FactTerm> link_terms();
std::span<const FactTerm> content_terms();

bool part_is(const MailFacts& f, std::string_view type);
bool shouts(std::string_view s); // much of it is in capitals
bool has_pictographs(std::string_view s);

} // namespace scan
