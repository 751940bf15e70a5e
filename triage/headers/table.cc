#include "triage/headers/table.h"

#include "triage/core/text.h"

namespace headers {

const std::array<Row, 14> table { {
    { Field::Status, "X-Triage-Status",
        "complete | partial | skipped; missing=stage(cause),…; reason=…; id=…; host=…; time=…ms; "
        "engine=…",
        "Whether the message was triaged completely, partly or not at all, and why." },
    { Field::Priority, "X-Triage-Priority", "0 to 100", "How soon the recipient will want it." },
    { Field::Band, "X-Triage-Band", "urgent | high | normal | low | bulk",
        "The priority in five steps: from 90, 70, 30, 10 and below." },
    { Field::Level, "X-Triage-Level", "one * for each full 10 points, - for none",
        "The priority for clients that can only search for text." },
    { Field::Category, "X-Triage-Category",
        "personal | work | transaction | notification | newsletter | promotion | social | list | "
        "calendar | bounce | security | unwanted | unknown",
        "What kind of message it is." },
    { Field::Threat, "X-Triage-Threat", "clean | suspicious | dangerous | unknown",
        "What the scan says; unknown when it did not finish, never clean then." },
    { Field::SecurityScore, "X-Triage-Security-Score", "0 to 100",
        "100 is safe; only when the scan finished." },
    { Field::Findings, "X-Triage-Findings", "ID(severity) …", "Up to 12 findings, worst first." },
    { Field::Summary, "X-Triage-Summary", "text, at most 160 characters",
        "One sentence quoted from the message; not for encrypted or dangerous mail." },
    { Field::Action, "X-Triage-Action",
        "reply | review | pay | schedule | attend | send | confirm | none; due=ISO 8601; "
        "confidence=0.00 to 1.00",
        "What the sender asks for and by when; not for dangerous mail." },
    { Field::Reply, "X-Triage-Reply", "text, at most 100 characters",
        "A suggested reply, up to three; only where a person awaits one." },
    { Field::Why, "X-Triage-Why", "reason(signed weight) …",
        "Up to five reasons for the priority, strongest first." },
    { Field::Language, "X-Triage-Language", "BCP 47", "Language of the text (headers.language)." },
    { Field::Seal, "X-Triage-Seal", "v=1; k=key id; t=time; bh=body digest; b=HMAC",
        "Proves to hosts of the same site that the fields above are theirs." },
} };

bool is_ours(std::string_view name)
{
    return core::equal_ignore_case(name.substr(0, prefix.size()), prefix);
}

} // namespace headers
