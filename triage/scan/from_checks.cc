// Findings on how the From field is written: nothing a program can show, or something that programs
// read differently.
#include <algorithm>
#include <array>

#include "triage/core/text.h"
#include "triage/identity/from_field.h"
#include "triage/link/extract.h"
#include "triage/scan/checks.h"

namespace scan {

namespace {

using core::Severity;

// One address whose only fault is in the dots of its local part.
bool has_loose_address(std::string_view text)
{
    const std::size_t open = text.rfind('<');
    if (open != text.npos && text.find('<') != open)
        return false;
    if (open != text.npos)
        text = text.substr(open + 1, text.rfind('>') - open - 1);
    const std::size_t at = text.find('@');
    constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyz0123456789._-+'";
    return at != text.npos && at > 0 && text.find('.', at) != text.npos
        && core::to_lower_ascii(text.substr(0, at)).find_first_not_of(allowed) == text.npos
        && core::to_lower_ascii(text.substr(at + 1)).find_first_not_of(allowed) == text.npos;
}

// What nobody writes who wants one address to be read, and how bad it is.
struct FaultRow {
    identity::FromFault fault;
    Severity severity;
    std::string_view what;
};
constexpr std::array<FaultRow, 6> fault_rows { {
    { identity::Route, Severity::High, "a route in front of the address" },
    { identity::Trailing, Severity::High, "text behind the address" },
    { identity::SeveralAngles, Severity::High, "two addresses in one entry" },
    { identity::Escape, Severity::High, "a backslash outside of quotes" },
    { identity::EmptyEntry, Severity::Medium, "an empty entry" },
    { identity::Open, Severity::Medium, "a comment or quotation without end" },
} };

void report_faults(const core::HeaderField& from, Sink& sink)
{
    const std::uint32_t faults = identity::from_faults(from.raw);
    for (const FaultRow& row : fault_rows)
        if ((faults & row.fault) != 0)
            return sink.report(row.severity, evidence(from.text, row.what));
}

void malformed(const Context& c, Sink& sink)
{
    const core::HeaderField* from = c.m.header("From");
    if (const auto line = identity::disguised_from(c.raw); !line.empty())
        sink.report(evidence(line, "a From field to some programs only"));
    if (!from)
        return sink.report(Severity::Low, "no From field"); // appliances, drafts
    const std::string& address = c.sender.from.address;
    const std::size_t at = address.rfind('@');
    if (c.m.from.empty() && has_loose_address(from->text))
        return sink.report(
            Severity::Low, evidence(from->text)); // "a..b@c": some providers allow it
    if (c.m.from.empty() || at == address.npos || at == 0 || c.sender.from.domain.empty())
        return sink.report(evidence(from->text));
    if (c.sender.from.domain.find('.') == std::string::npos)
        sink.report(Severity::Low, evidence(address));
    report_faults(*from, sink);
}

// A verifier judges one of them, and a program shows one: not always the same.
void multiple(const Context& c, Sink& sink)
{
    if (c.m.count("From") > 1)
        return sink.report("several From fields");
    std::vector<std::string_view> authors;
    for (const core::Address& a : c.m.from)
        if (!a.domain.empty())
            authors.push_back(a.address);
    if (authors.size() < 2)
        return;
    const bool one_org = std::all_of(c.m.from.begin(), c.m.from.end(), [&](const auto& a) {
        return a.domain.empty() || linking::org_domain(a.domain) == c.sender.from_org;
    });
    const core::HeaderField* sender = c.m.header("Sender");
    const bool one_sent
        = sender && std::any_of(authors.begin(), authors.end(), [&](std::string_view a) {
              return core::to_lower_ascii(sender->text).find(a) != std::string::npos;
          });
    if (one_sent)
        return;
    sink.report(
        one_org ? Severity::Medium : Severity::High, "several authors, none of them the Sender");
}

// Some programs show the name alone as the author, some the address behind it, and a verifier may
// refuse both: bulk mailers of attackers write "Shop ,_<a@b.example>".
void loose_entry(const Context& c, Sink& sink)
{
    const core::HeaderField* from = c.m.header("From");
    if (from && (identity::from_faults(from->raw) & identity::Unaddressed) != 0)
        sink.report(evidence(from->text));
}

constexpr std::uint32_t ours = Own | Authenticated;

constexpr std::array<CheckRow, 3> rows { {
    { "FROM_MALFORMED", "", Severity::High, Own | Authenticated | Bounce,
        "The From field has no well-formed address, or one that programs read differently.",
        malformed },
    { "FROM_LOOSE_ENTRY", "", Severity::Medium, ours | ListMail | Bounce,
        "A name without an address stands in the From field before the address.", loose_entry },
    { "FROM_MULTIPLE", "", Severity::High, ours,
        "There are several From fields, or several authors of whom none is the Sender.", multiple },
} };

} // namespace

std::span<const CheckRow> from_checks()
{
    return rows;
}

} // namespace scan
