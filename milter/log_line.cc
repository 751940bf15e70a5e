#include "milter/log_line.h"

#include <algorithm>
#include <cstdio>

#include "triage/core/address.h"
#include "triage/core/digest.h"
#include "triage/core/text.h"

namespace milter {

namespace {

constexpr std::size_t token_limit = 320; // an address has at most 254 characters
constexpr std::size_t max_findings = 12; // as many as the header shows

// One word: what a sender chose must not look like further keys.
std::string token(std::string_view text)
{
    std::string out;
    for (const char c : core::escape_log(text, token_limit))
        out += c == ' ' ? std::string("\\x20") : std::string(1, c);
    return out.empty() ? "-" : out;
}

std::string missing(const core::ContentVerdict& verdict)
{
    std::string out;
    for (const core::Missing& m : verdict.missing) {
        out += out.empty() ? "" : ",";
        out.append(core::name(m.stage)).append("(").append(core::name(m.cause)).append(")");
    }
    return out;
}

std::string findings(const core::Outcome& outcome, const core::FindingTable& table)
{
    std::string out;
    const std::size_t n = std::min(outcome.findings.size(), max_findings);
    for (std::size_t i = 0; i < n; ++i) {
        const core::Finding& f = outcome.findings[i];
        if (f.id >= table.size())
            continue;
        out += out.empty() ? "" : ",";
        out.append(table.row(f.id).id).append("(").append(core::name(f.severity)).append(")");
    }
    return out;
}

std::string tenths(double value)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.1f", value); // the daemon runs in the C locale
    return text;
}

} // namespace

std::string logged_address(std::string_view address, const AddressPolicy& policy)
{
    if (policy.mode == "off")
        return "-";
    if (address.empty())
        return "<>";
    if (policy.mode == "clear")
        return token(address);
    const auto digest = core::hmac_sha256(policy.key, core::normalise_address(address));
    return core::hex(digest).substr(0, 12);
}

std::string log_line(const LogFacts& facts)
{
    const core::Outcome& outcome = facts.outcome;
    const core::Notes& notes = outcome.verdict.notes;
    const bool judged = outcome.status != core::Status::Skipped;
    std::string line = "id=" + token(facts.queue_id);
    const auto add = [&line](std::string_view key, std::string_view value) {
        line.append(" ").append(key).append("=").append(value.empty() ? "-" : value);
    };
    add("status", core::name(outcome.status));
    add("reason", outcome.reason ? core::name(*outcome.reason) : "");
    add("direction", core::name(facts.direction));
    add("missing", missing(outcome.verdict));
    add("threat", core::name(outcome.threat));
    add("score", outcome.security_score ? std::to_string(*outcome.security_score) : "");
    add("category", notes.category ? core::name(*notes.category) : "");
    add("priority", judged ? std::to_string(facts.personal.priority) : "");
    add("findings", findings(outcome, facts.findings));
    add("from", logged_address(facts.mail_from, facts.addresses));
    add("rcpts", std::to_string(facts.recipients));
    add("client", token(facts.client));
    add("size", std::to_string(facts.size));
    add("ms", tenths(core::milliseconds(outcome.took)));
    add("cached", outcome.cached ? "yes" : "no");
    add("forged", std::to_string(facts.forged));
    add("note", facts.note);
    return line;
}

} // namespace milter
