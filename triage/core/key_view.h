// The part of a message's header that checks may see, as one linear filter: drops Return-Path,
// Delivered-To, X-Original-To and our own X-Triage-*; keeps only the `by` host of each Received.
// The daemon feeds it into the cache key; the parse stage reads the same view, so a check can
// depend on nothing that the key does not cover. The only content code that runs in the daemon.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace core {

// What remains of a field: nullopt if it is dropped. `value` is what follows the colon, with its
// leading space and folds. For Received: " by HOST" with the host lower-cased (the first `by` token
// outside comments, RFC 5321 section 4.4), or "" if there is none. Others are returned as they are.
std::optional<std::string> key_view(std::string_view name, std::string_view value);

} // namespace core
