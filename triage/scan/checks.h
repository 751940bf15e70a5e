// Built-in findings in C++: one row each, in one table a group (<group>_checks.cc). A check reads
// the context and reports to the sink; it keeps nothing, never throws for a message's sake, and
// looks at the deadline in loops that the message makes long. Row and code stand together: a row is
// what header, help and documentation say of the finding.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "triage/core/finding.h"
#include "triage/scan/context.h"
#include "triage/scan/sink.h"

namespace scan {

using Check = void (*)(const Context&, Sink&);

struct CheckRow {
    std::string_view id;
    std::string_view cluster; // empty: the id
    core::Severity severity;
    std::uint32_t except; // Fact bits: the check does not run when any of them holds
    std::string_view explanation;
    Check check; // may be null
    Check after = nullptr; // runs when all checks and rules have: for what counts only in company
};

std::span<const CheckRow> auth_checks();
std::span<const CheckRow> forgery_checks();
std::span<const CheckRow> name_checks();
std::span<const CheckRow> from_checks();
std::span<const CheckRow> identity_checks();
std::span<const CheckRow> link_checks();
std::span<const CheckRow> url_checks();
std::span<const CheckRow> anchor_checks();
std::span<const CheckRow> oauth_checks();
std::span<const CheckRow> token_checks();
std::span<const CheckRow> page_checks();
std::span<const CheckRow> html_checks();
std::span<const CheckRow> hidden_checks();
std::span<const CheckRow> attachment_checks();
std::span<const CheckRow> inspection_checks();
std::span<const CheckRow> structure_checks();
std::span<const CheckRow> header_checks();
std::span<const CheckRow> content_checks();
std::span<const CheckRow> model_checks(); // runs by itself, last: content_model.h

struct CheckGroup {
    core::Group group;
    std::span<const CheckRow> (*rows)();
};
// In the order in which they run and stand in the finding table.
inline constexpr std::array<CheckGroup, 19> check_groups { {
    { core::Group::Identity, auth_checks },
    { core::Group::Identity, forgery_checks },
    { core::Group::Identity, name_checks },
    { core::Group::Identity, from_checks },
    { core::Group::Identity, identity_checks },
    { core::Group::Links, link_checks },
    { core::Group::Links, url_checks },
    { core::Group::Links, anchor_checks },
    { core::Group::Links, oauth_checks },
    { core::Group::Links, token_checks },
    { core::Group::Links, page_checks },
    { core::Group::Html, html_checks },
    { core::Group::Html, hidden_checks },
    { core::Group::Attachments, attachment_checks },
    { core::Group::Attachments, inspection_checks },
    { core::Group::Structure, structure_checks },
    { core::Group::Headers, header_checks },
    { core::Group::Content, content_checks },
    { core::Group::Model, model_checks },
} };

// The table of the built-in rows alone.
core::FindingTable built_in_findings();

} // namespace scan
