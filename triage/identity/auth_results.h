// Authentication-Results (RFC 8601): a parser with the full grammar. The fields are claims written
// into the message, and attackers inject into those of verifiers: never search them for
// "dmarc=pass". What may be believed is in auth.h. Pure, linear, thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace identity {

struct AuthProperty {
    std::string type, name, value; // "header", "from", "example.org"; type and name in lower case
};

struct AuthResult {
    std::string method, result; // lower case
    std::string reason;
    std::string comment; // text of the comments after the result, without parentheses
    std::vector<AuthProperty> properties;
    // First value of that property; empty if there is none.
    std::string_view property(std::string_view type, std::string_view name) const;
};

struct AuthField {
    std::string id; // authserv-id, lower case
    std::vector<AuthResult> results;
};

// `value` is what stands after the colon, folds included. nullopt if it breaks the grammar, but for
// what verifiers in use write: a semicolon at the end and properties without a type.
std::optional<AuthField> parse_auth_results(std::string_view value);

} // namespace identity
