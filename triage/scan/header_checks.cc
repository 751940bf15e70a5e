// Findings on the header block: repeated, disguised and impossible fields.
#include <algorithm>

#include "triage/core/text.h"
#include "triage/identity/fold.h"
#include "triage/scan/checks.h"
#include "triage/scan/disguise.h"
#include "triage/scan/returned.h"

namespace scan {

namespace {

using core::Severity;

// RFC 5322 section 3.6 allows these once. From is FROM_MULTIPLE's.
void dup_unique(const Context& c, Sink& sink)
{
    for (const std::string_view name :
        { "Subject", "Date", "To", "Cc", "Message-ID", "Reply-To", "Sender", "In-Reply-To" })
        if (c.m.count(name) > 1)
            sink.report(name == "Subject" ? Severity::High : Severity::Low,
                evidence(
                    std::string(name) + " stands " + std::to_string(c.m.count(name)) + " times"));
}

// Words that mix scripts, styled letters among plain ones, invisible characters inside words.
void subject_obfuscated(const Context& c, Sink& sink)
{
    const std::string_view subject = core::prefix(c.m.subject, 500);
    for (const std::string_view word : identity::words(subject))
        if (core::mixes_scripts(word))
            return sink.report(evidence(word, "mixed scripts"));
    if (broken_words(subject) > 0)
        return sink.report(evidence(subject, "invisible characters"));
    constexpr std::size_t least = 3; // one or two are decoration
    if (styled_letters(subject) >= least)
        sink.report(Severity::Medium, evidence(subject, "styled letters"));
}

void date_msgid(const Context& c, Sink& sink)
{
    constexpr std::int64_t seconds_per_hour = 3600;
    constexpr std::int64_t tolerance = 48;
    if (!c.m.date)
        return sink.report(c.m.header("Date") ? "the Date cannot be read" : "no Date");
    if (*c.m.date / seconds_per_hour > c.envelope.hour_received + tolerance
        && c.envelope.hour_received > 0)
        return sink.report("the Date is more than two days ahead");
    const core::HeaderField* id = c.m.header("Message-ID");
    if (!id || id->text.find('@') == std::string::npos || id->text.front() != '<')
        sink.report(id ? evidence(id->text, "Message-ID") : "no Message-ID");
    else if (id->text.find("@localhost") != std::string::npos)
        sink.report(evidence(id->text, "Message-ID"));
}

// An encoded word that yields line ends or NUL: a header smuggled past who reads it raw.
void injection(const Context& c, Sink& sink)
{
    const auto bad = [](std::string_view s) {
        return s.find_first_of(std::string_view("\r\n\0", 3)) != s.npos;
    };
    for (const core::HeaderField& h : c.m.headers)
        if (bad(core::trim(h.text)))
            return sink.report(evidence("line end in the decoded " + h.name));
    for (const core::Part& p : c.m.parts)
        if (bad(p.filename))
            return sink.report(evidence(p.filename, "file name"));
}

bool has_url(std::string_view folded)
{
    return folded.find("http://") != folded.npos || folded.find("https://") != folded.npos
        || folded.find("www.") != folded.npos;
}

void url_in_identity(const Context& c, Sink& sink)
{
    if (has_url(identity::fold(core::prefix(c.sender.from.name, 300))))
        return sink.report(evidence(c.sender.from.name, "From"));
    if (has_url(identity::fold(core::prefix(c.m.subject, 500))))
        sink.report(Severity::Low, evidence(c.m.subject, "Subject"));
}

// Fields that claim to be ours are off the message before it is scanned: the envelope says so.
void triage_spoof(const Context& c, Sink& sink)
{
    if (c.envelope.forged_fields)
        sink.report("X-Triage fields came with the message");
}

// A page to click on, from what calls itself a mail server; or a real report on mail that we did
// not send. Reports in plain text quote the mail that they are about, with its links: those say
// nothing.
void backscatter(const Context& c, Sink& sink)
{
    if (has_report(c.m)) {
        if (c.is(Bounce) && returns_foreign_mail(c.m, c.local_domains))
            sink.report("the returned mail was not sent from here");
        return;
    }
    if (!claims_to_be_report(c.sender) || c.is(Aligned))
        return;
    for (const WebLink& l : c.links)
        if (l.foreign() && l.clicked && l.link->origin != core::LinkOrigin::Text)
            return sink.report(
                Severity::High, evidence(l.link->host, "link in what claims to be a report"));
}

constexpr std::uint32_t ours = Own | Authenticated;

constexpr std::array<CheckRow, 7> rows { {
    { "HDR_DUP_UNIQUE", "", Severity::Low, ListMail,
        "A field that must stand once stands several times.", dup_unique },
    { "HDR_SUBJECT_OBFUSCATED", "", Severity::High, ours | ListMail,
        "The subject is written so that filters misread it.", subject_obfuscated },
    { "HDR_DATE_MSGID", "", Severity::Low, ours | ListMail | Bounce,
        "Date or Message-ID is missing or cannot be right.", date_msgid },
    { "HDR_INJECTION", "", Severity::High, 0, "A decoded field holds line ends.", injection },
    { "HDR_URL_IN_IDENTITY", "", Severity::Medium, ours | ListMail,
        "The sender's name or the subject holds a link.", url_in_identity },
    { "HDR_TRIAGE_SPOOF", "", Severity::Medium, ours,
        "The message came with fields that claim to be ours.", triage_spoof },
    { "HDR_BACKSCATTER", "", Severity::Low, ours | ListMail | AttachedMessage,
        "A delivery report on mail that was not sent from here, or only dressed up as one.",
        backscatter },
} };

} // namespace

std::span<const CheckRow> header_checks()
{
    return rows;
}

} // namespace scan
