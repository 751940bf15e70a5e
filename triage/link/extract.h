// Links of a message: finds URLs in text and reads every link's URL as a browser does (WHATWG URL).
// Called by the engine after zone::split. Pure; linear; thread-safe. libpsl's only includer is in
// this folder. The namespace is `linking`: `link` is a POSIX function that <memory> declares.
#pragma once

#include <string>
#include <string_view>

#include "triage/core/limits.h"
#include "triage/core/message.h"

namespace linking {

// Adds the URLs of plain text parts and those that HTML shows but does not link, then fills scheme,
// host, org_domain, path, port and traits of every link.
void extract(core::Message& m, const core::Limits& limits);

// Fills scheme, host, org_domain, path, port and traits from link.url.
void parse_url(core::Link& link);

// Registrable domain by the public suffix list; the host itself if it has none.
// `host` must be an A-label in lower case.
std::string org_domain(std::string_view host);

} // namespace linking
