#include "triage/scan/sink.h"

#include <algorithm>

#include "triage/core/text.h"

namespace scan {

namespace {

constexpr std::size_t max_evidence = 200;
constexpr std::size_t max_addresses = 64; // of one candidate

// At most `limit` bytes, not ending inside a character.
std::string_view cut(std::string_view s, std::size_t limit)
{
    if (s.size() <= limit)
        return s;
    while (limit > 0 && (static_cast<unsigned char>(s[limit]) & 0xC0) == 0x80)
        --limit;
    return s.substr(0, limit);
}

} // namespace

std::string evidence(std::string_view what, std::string_view where)
{
    where = cut(where, max_evidence / 2);
    const std::size_t room = max_evidence - (where.empty() ? 0 : where.size() + 3);
    std::string out(cut(what, room));
    if (!where.empty())
        out.append(" (").append(where).append(")");
    if (core::is_valid_utf8(out))
        return out;
    out = core::valid_utf8(out); // a replacement character is longer than what it replaces
    return std::string(cut(out, max_evidence));
}

Sink::Sink(const core::FindingTable& table, const std::vector<Override>& overrides)
    : table_(table)
    , overrides_(overrides)
{
}

core::Severity Sink::effective(core::Severity severity) const
{
    const bool excused = (excused_ >> static_cast<unsigned>(table_.row(id_).group) & 1) != 0;
    return excused && severity != core::Severity::Critical ? core::Severity::Info : severity;
}

void Sink::begin(core::FindingId id)
{
    id_ = id;
}

void Sink::report(std::string evidence)
{
    report(table_.row(id_).severity, std::move(evidence));
}

void Sink::report(core::Severity severity, std::string evidence)
{
    report(severity, 0, std::move(evidence));
}

void Sink::report(core::Severity severity, std::uint8_t weight, std::string evidence)
{
    const Override& o = overrides_[id_];
    if (!o.enabled)
        return;
    core::Finding found { id_, effective(o.severity.value_or(severity)), std::move(evidence),
        o.severity ? std::uint8_t { 0 } : weight };
    for (core::Finding& f : findings_) {
        if (f.id != id_)
            continue;
        if (found.severity > f.severity)
            f = std::move(found);
        return;
    }
    findings_.push_back(std::move(found));
}

void Sink::candidate(core::Severity severity, std::string evidence,
    std::vector<core::Digest> addresses, bool when_absent)
{
    const Override& o = overrides_[id_];
    if (!o.enabled)
        return;
    severity = effective(o.severity.value_or(severity));
    auto it = std::find_if(candidates_.begin(), candidates_.end(), [&](const core::Candidate& c) {
        return c.finding.id == id_ && c.finding.severity == severity
            && c.when_absent == when_absent;
    });
    if (it == candidates_.end())
        it = candidates_.insert(it, { { id_, severity, std::move(evidence), 0 }, {}, when_absent });
    for (const core::Digest& d : addresses) {
        if (std::find(it->addresses.begin(), it->addresses.end(), d) != it->addresses.end())
            continue;
        if (it->addresses.size() == max_addresses)
            limit_hit_ = !when_absent || limit_hit_;
        else
            it->addresses.push_back(d);
    }
}

std::optional<core::Severity> Sink::found(core::FindingId id) const
{
    for (const core::Finding& f : findings_)
        if (f.id == id)
            return f.severity;
    return std::nullopt;
}

bool Sink::found(std::string_view id) const
{
    const auto at = table_.find(id);
    return at && found(*at).has_value();
}

bool Sink::found_in(std::uint8_t groups) const
{
    return std::any_of(findings_.begin(), findings_.end(), [&](const core::Finding& f) {
        return f.severity >= core::Severity::Low
            && (groups >> static_cast<unsigned>(table_.row(f.id).group) & 1) != 0;
    });
}

core::Notes Sink::take(std::size_t max_findings)
{
    core::Notes notes;
    std::stable_sort(findings_.begin(), findings_.end(),
        [](const core::Finding& a, const core::Finding& b) { return a.severity > b.severity; });
    if (findings_.size() > max_findings) {
        findings_.resize(max_findings);
        limit_hit_ = true;
    }
    notes.findings = std::move(findings_);
    notes.candidates = std::move(candidates_);
    notes.limit_hit = limit_hit_;
    return notes;
}

} // namespace scan
