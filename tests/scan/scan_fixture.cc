#include "tests/scan/scan_fixture.h"

#include <chrono>

#include "tests/support/fake_clock.h"
#include "triage/core/digest.h"
#include "triage/examine.h"
#include "triage/html/read.h"
#include "triage/link/extract.h"
#include "triage/zone/zone.h"

namespace scan_fixture {

namespace {

std::string part(std::string_view type, std::string_view body)
{
    return "--b\r\nContent-Type: " + std::string(type) + "\r\n\r\n" + std::string(body) + "\r\n";
}

std::string attachment(const Mail& m)
{
    const std::vector<std::uint8_t> bytes(m.data.begin(), m.data.end());
    return "--b\r\nContent-Type: " + m.file_type
        + "\r\nContent-Disposition: attachment; filename=\"" + m.file
        + "\"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + core::base64(bytes) + "\r\n";
}

inspect::Report given(const Mail& mail)
{
    inspect::Report inside;
    for (const inspect::Mark mark : mail.marks)
        inside.marks.push_back({ mark, "given", "file" });
    for (const auto& [origin, url] : mail.inner_links) {
        core::Link link;
        link.origin = origin;
        link.url = url;
        linking::parse_url(link);
        inside.links.push_back(std::move(link));
    }
    inside.text = mail.document;
    return inside;
}

scan::Scanner opened(const triage::Generation& generation)
{
    return *scan::Scanner::open([&](std::string_view name) { return generation.section(name); });
}

} // namespace

std::string write(const Mail& m)
{
    if (!m.raw.empty())
        return m.raw;
    std::string out = m.extra;
    const auto line = [&](std::string_view name, const std::string& value) {
        if (!value.empty())
            out.append(name).append(": ").append(value).append("\r\n");
    };
    line("From", m.from);
    line("To", m.to);
    line("Subject", m.subject);
    line("Date", m.date);
    line("Message-ID", m.message_id);
    if (m.extra.find("MIME-Version") == std::string::npos)
        line("MIME-Version", "1.0");
    if (m.html.empty() && m.file.empty())
        return out + "Content-Type: text/plain; charset=utf-8\r\n\r\n" + m.text + "\r\n";
    out += "Content-Type: multipart/mixed; boundary=b\r\n\r\n";
    if (m.html.empty())
        out += part("text/plain; charset=utf-8", m.text);
    else
        out += part("text/html; charset=utf-8", m.html);
    if (!m.file.empty())
        out += attachment(m);
    return out + "--b--\r\n";
}

triage::GenerationSources sources()
{
    triage::GenerationSources s;
    s.rule_files = { "etc/rules/content.conf", "etc/rules/headers.conf", "etc/rules/html.conf",
        "etc/rules/links.conf" };
    s.lists_dir = "etc/lists";
    s.site_lists_dir = "tests/scan/site_lists";
    s.local_domains = { "ourfirm.example" };
    s.verifiers.ids = { "mx.ourfirm.example" };
    return s;
}

Bench::Bench(const triage::GenerationSources& sources)
    : built_(triage::build_generation(sources))
    , generation_(*triage::Generation::open(built_.built.bytes))
    , scanner_(opened(generation_))
    , scratch_(*scanner_.make_scratch())
{
}

core::Notes Bench::scan(const Mail& mail, const core::Limits& limits)
{
    const support::FakeClock clock;
    const auto deadline = core::Deadline::in(clock, std::chrono::seconds(1));
    const std::string raw = write(mail);
    const auto parse = [&](std::string_view bytes, core::Deadline until) {
        core::Message m = runtime_.parse(bytes, limits, until);
        html::read_parts(m, limits);
        zone::split(m, limits);
        linking::extract(m, limits);
        return m;
    };
    const core::Message m = parse(raw, deadline);
    core::Envelope envelope;
    envelope.mail_from = mail.mail_from;
    envelope.forged_fields = mail.forged_fields;
    envelope.hour_received
        = std::chrono::duration_cast<std::chrono::hours>(clock.wall().time_since_epoch()).count();
    if (mail.marks.empty() && mail.document.empty())
        return triage::examine(m, envelope, raw, limits, scanner_, scratch_, parse, deadline).notes;
    const inspect::Report inside = given(mail);
    return scanner_.scan({ m, envelope, raw, inside }, scratch_, deadline).notes;
}

std::optional<core::Severity> Bench::found(const Mail& mail, std::string_view id)
{
    const auto notes = scan(mail);
    const auto wanted = findings().find(id);
    if (!wanted)
        return std::nullopt;
    for (const core::Finding& f : notes.findings)
        if (f.id == *wanted)
            return f.severity;
    for (const core::Candidate& c : notes.candidates)
        if (c.finding.id == *wanted)
            return c.finding.severity;
    return std::nullopt;
}

Bench& bench()
{
    static Bench shared(sources());
    return shared;
}

} // namespace scan_fixture
