// Links of a message: finds URLs in text and reads every link's URL as a browser does (WHATWG URL).
// Called by the engine after zone::split. Pure; linear; thread-safe. libpsl's only includer is in
// this folder. The namespace is `linking`: `link` is a POSIX function that <memory> declares.
#pragma once

#include <string>
#include <string_view>

#include "triage/core/limits.h"
#include "triage/core/message.h"

namespace linking {

// Adds the URLs of plain text parts and those that HTML shows but does not link, then reads every
// link's URL.
void extract(core::Message& m, const core::Limits& limits);

// Fills scheme, host, org_domain, path, port and traits from link.url alone.
void parse_url(core::Link& link);
// As parse_url, but where link.url is wrapped by mail gateways or known redirectors, of what they
// lead to, which is link.target then (unwrap.h).
void read_url(core::Link& link);

// Registrable domain by the public suffix list; the host itself if it has none.
// `host` must be an A-label in lower case.
std::string org_domain(std::string_view host);

} // namespace linking
