// HTML files, attached or inside of other files: pages that build a file for the reader to open,
// that ask for a password, or that hide what they do. Called by inspect() only.
#pragma once

#include "triage/inspect/item.h"
#include "triage/inspect/yield.h"

namespace inspect {

// Marks Smuggling, CredentialForm, Obfuscated; links where scripts lead, and all links and the text
// of pages that the parse stage did not read; what scripts and data: URLs hold becomes files
// inside. The message's own body is passed over: the scan's HTML checks judge it.
void look_into_html(const Item& item, Yield& out);

} // namespace inspect
