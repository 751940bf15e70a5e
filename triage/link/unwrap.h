// Links as mail gateways and redirectors wrap them, unwrapped without asking anybody: Safe Links,
// URL Defense, Mimecast, Google, link pages of social networks. Called by read_url for every link.
// Pure; linear in the URL, which gets shorter with each wrapper; thread-safe.
#pragma once

#include "triage/core/message.h"

namespace linking {

// `link`: as parse_url() leaves it. Fills target, gateways and redirects, and what it says of the
// URL is then said of the target; traits of the wrappers stay. At most 8 wrappers are undone. Where
// a gateway keeps only the host of the target (Mimecast), the target is that host's root.
void unwrap(core::Link& link);

} // namespace linking
