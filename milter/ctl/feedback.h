// `learn` and `stamp`: take messages apart into fields and body, as an MTA does for a milter, and
// ask the daemon over its feedback socket. Opens no key and no store. Prints to the given streams,
// so that tests read them.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "milter/ctl/input.h"
#include "milter/ctl/options.h"
#include "triage/headers/render.h"

namespace ctl {

// One line a file that was learnt; errors go to `err`. Exit status of the worst.
int learn(const std::string& socket, const FeedbackOptions& options, const Streams& streams);
// Writes the message, with the recipient's values if there are any, else as it was: a filter
// between an MTA and a mailbox loses nothing. Only a message that cannot be read fails.
int stamp(const std::string& socket, const FeedbackOptions& options, const Streams& streams);

struct SplitMessage {
    std::vector<headers::HeaderField> fields; // values with their leading space, folds as LF
    std::string_view body; // of the bytes that were split
};
// The header ends at the first line that is empty or no field. Linear.
SplitMessage split_message(std::string_view bytes);
// The message with `fields` in place of its X-Triage-* fields, where the first of them stood; lines
// end as they did.
std::string with_fields(std::string_view bytes, std::span<const headers::HeaderField> fields);

} // namespace ctl
