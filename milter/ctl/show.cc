#include "milter/ctl/show.h"

#include <cstdio>

#include <nlohmann/json.hpp>

#include "milter/ctl/reasons.h"
#include "triage/core/text.h"
#include "triage/scan/content_model.h"
#include "triage/scan/score.h"

namespace ctl {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t text_limit = 300; // code points of one value on the terminal

std::string dump(const Json& object)
{
    return object.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
}

std::string clean(std::string_view text)
{
    return core::clean_line(text, text_limit);
}

std::string decimal(double value, int digits)
{
    char buffer[40];
    std::snprintf(buffer, sizeof buffer, "%.*f", digits, value);
    return buffer;
}

std::string_view category(const Scanned& s)
{
    return core::name(s.outcome.verdict.notes.category.value_or(core::Category::Unknown));
}

const core::FindingRow& row(const Scanned& s, const core::Finding& f)
{
    return s.generation->findings.row(f.id);
}

std::string status(const core::Outcome& o)
{
    std::string text(core::name(o.status));
    if (o.reason)
        text += " (" + std::string(core::name(*o.reason)) + ")";
    for (const core::Missing& m : o.verdict.missing)
        text += ", without " + std::string(core::name(m.stage)) + " ("
            + std::string(core::name(m.cause)) + ")";
    return text;
}

Json findings_json(const Scanned& s)
{
    Json array = Json::array();
    for (const core::Finding& f : s.outcome.findings)
        array.push_back({ { "id", row(s, f).id }, { "severity", core::name(f.severity) },
            { "evidence", core::valid_utf8(f.evidence) } });
    return array;
}

Json missing_json(const core::Outcome& o)
{
    Json array = Json::array();
    for (const core::Missing& m : o.verdict.missing)
        array.push_back({ { "stage", core::name(m.stage) }, { "cause", core::name(m.cause) } });
    return array;
}

Json action_json(const core::Action& a)
{
    return { { "kind", core::name(a.kind) }, { "due", a.due }, { "confidence", a.confidence } };
}

Json why_json(const core::PersonalVerdict& p)
{
    Json array = Json::array();
    for (const core::WhyTerm& w : p.why)
        array.push_back({ { "name", w.name }, { "weight", w.weight } });
    return array;
}

// A line of the report: the label in a column of its own.
std::string line(std::string_view label, const std::string& text)
{
    std::string out(label);
    out.resize(std::max<std::size_t>(12, out.size() + 1), ' ');
    return out + text + '\n';
}

std::string weight_text(const core::Finding& f, const scan::SeverityTable& table)
{
    if (scan::is_left_to_model(f, table))
        return "weighed by " + std::string(scan::content_model_id);
    return "up to -" + decimal(scan::weight_of(f, table) * 100, 0) + " points";
}

std::string threat_lines(const Scanned& s)
{
    const core::Outcome& o = s.outcome;
    std::string text(core::name(o.threat));
    text += o.security_score ? ", security score " + std::to_string(*o.security_score) + " of 100"
                             : ", no score: the scan did not see everything";
    std::string out = line("Threat", text);
    for (const core::Finding& f : o.findings) {
        out += "  " + row(s, f).id + "  " + std::string(core::name(f.severity)) + ", "
            + weight_text(f, s.generation->severities) + ", "
            + std::string(core::name(row(s, f).group)) + '\n';
        if (!row(s, f).explanation.empty())
            out += "      " + row(s, f).explanation + '\n';
        if (!f.evidence.empty())
            out += "      seen: " + core::escape_log(f.evidence, text_limit) + '\n';
    }
    if (o.findings.empty())
        out += "  no findings\n";
    return out + (s.reasons.content ? content_reasons(*s.reasons.content) : std::string());
}

std::string category_lines(const Scanned& s)
{
    std::string out = line("Category",
        std::string(category(s)) + ", confidence "
            + decimal(s.outcome.verdict.notes.category_confidence, 2));
    return s.reasons.category ? out + category_reasons(*s.reasons.category) : out;
}

std::string agent_lines(const Scanned& s)
{
    const core::Notes& notes = s.outcome.verdict.notes;
    std::string out;
    if (notes.action) {
        const core::Action& a = *notes.action;
        out += line("Action",
            std::string(core::name(a.kind)) + (a.due.empty() ? "" : ", due " + clean(a.due))
                + ", confidence " + decimal(a.confidence, 2));
        if (s.reasons.action)
            out += action_reasons(*s.reasons.action, a);
    }
    if (!notes.summary.empty()) {
        out += line("Summary", clean(notes.summary));
        if (s.reasons.summary)
            out += summary_reasons(*s.reasons.summary);
    }
    for (const std::string& reply : notes.replies)
        out += line("Reply", clean(reply));
    if (!notes.language.empty())
        out += line("Language", clean(notes.language));
    return out;
}

std::string priority_lines(const Scanned& s)
{
    const core::PersonalVerdict& p = s.personal;
    const core::Notes& notes = s.outcome.verdict.notes;
    const core::Category category = notes.category.value_or(core::Category::Unknown);
    return line("Priority",
               std::to_string(p.priority) + " of 100, band " + std::string(core::name(p.band)))
        + priority_reasons(
            agents::explain_priority(notes.features, category, s.outcome.threat), category);
}

std::string time_lines(const core::Outcome& o)
{
    std::string out = line("Time", decimal(core::milliseconds(o.took), 1) + " ms");
    for (const core::StageTime& t : o.verdict.times)
        out += "  " + decimal(core::milliseconds(t.took), 2) + " ms  "
            + std::string(core::name(t.stage)) + '\n';
    return out;
}

} // namespace

std::string scan_line(std::string_view file, const Scanned& s)
{
    const core::Outcome& o = s.outcome;
    std::string out = core::escape_log(file, 1000) + ": " + status(o) + "; threat "
        + std::string(core::name(o.threat));
    if (o.security_score)
        out += " (" + std::to_string(*o.security_score) + ")";
    out += "; " + std::string(category(s)) + "; priority " + std::to_string(s.personal.priority);
    for (const core::Finding& f : o.findings)
        out += (&f == &o.findings.front() ? "; " : " ") + row(s, f).id + "("
            + std::string(core::name(f.severity)) + ")";
    return out + '\n';
}

std::string scan_json(std::string_view file, const Scanned& s)
{
    const core::Outcome& o = s.outcome;
    const core::Notes& notes = o.verdict.notes;
    Json j;
    j["file"] = core::valid_utf8(file);
    j["status"] = core::name(o.status);
    j["score"] = o.security_score ? Json(*o.security_score) : Json(nullptr);
    j["threat"] = core::name(o.threat);
    j["findings"] = findings_json(s);
    j["category"] = category(s);
    j["summary"] = core::valid_utf8(notes.summary);
    j["action"] = action_json(notes.action.value_or(core::Action {}));
    j["replies"] = notes.replies;
    j["language"] = notes.language;
    j["priority"] = s.personal.priority;
    j["band"] = core::name(s.personal.band);
    j["why"] = why_json(s.personal);
    j["category_confidence"] = notes.category_confidence;
    j["missing"] = missing_json(o);
    j["reason"] = o.reason ? Json(core::name(*o.reason)) : Json(nullptr);
    j["ms"] = core::milliseconds(o.took);
    return dump(j);
}

std::string error_json(std::string_view file, std::string_view error)
{
    return dump({ { "file", core::valid_utf8(file) }, { "error", core::valid_utf8(error) } });
}

std::string scan_headers(const Scanned& s)
{
    std::string out;
    for (const headers::HeaderField& f : s.fields)
        out += f.name + ": " + f.value + '\n';
    return out;
}

std::string explanation(std::string_view file, const Scanned& s)
{
    const core::Outcome& o = s.outcome;
    std::string out = line("File", core::escape_log(file, 1000));
    out += line("Status", status(o));
    if (o.status == core::Status::Skipped)
        return out;
    out += threat_lines(s);
    out += category_lines(s);
    out += priority_lines(s);
    out += agent_lines(s);
    if (!s.unexplained.empty())
        out += line("Reasons", "none of category, action and summary: " + clean(s.unexplained));
    return out + time_lines(o);
}

} // namespace ctl
