// What the scan of an attached message adds to the scan of the one that carries it. Called by the
// engine. Pure.
#pragma once

#include <string_view>

#include "triage/core/finding.h"
#include "triage/scan/scanner.h"

namespace scan {

// Adds the findings of `inner` to `outer`, each with `where` in its evidence and one severity
// lower: the reader has to open the message first, and people forward suspect mail to those who ask
// for it. In a bounce, which returns what somebody sent, two lower. What attachments can do does
// not depend on how deep they lie and keeps its severity, unless `in_tree`: then the outer scan has
// seen them, and the structure, already.
void add_attached(Scanned& outer, Scanned inner, std::string_view where, bool in_tree,
    const core::FindingTable& table);

// Adds the findings of `shown`, the same message with the text that some mail programs show instead
// of its own, at their full severity.
void add_shown(Scanned& outer, Scanned shown, std::string_view where);

} // namespace scan
