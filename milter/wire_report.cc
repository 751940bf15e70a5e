// A stage's report as bytes. The caps bound what a worker can make the daemon allocate and render;
// a report at all its caps is below max_report, which the test of this file computes.
#include <algorithm>
#include <array>
#include <cmath>

#include "milter/wire.h"
#include "milter/wire_text.h"
#include "triage/core/codec.h"
#include "triage/core/text.h"

namespace milter::wire {

namespace {

using core::Notes;
using core::Reader;
using core::Writer;

constexpr std::size_t max_findings = 200;
constexpr std::size_t max_candidates = 200;
constexpr std::size_t max_addresses = 1000; // of all candidates of a report together
constexpr std::size_t max_evidence = 256; // bytes
constexpr std::uint8_t max_weight = 95; // hundredths
constexpr std::size_t max_features = 1024;
constexpr std::size_t max_summary = 1024; // bytes: 160 code points and room
constexpr std::size_t max_replies = 3;
constexpr std::size_t max_reply = 512; // bytes: 100 code points and room
constexpr std::size_t max_language = 35; // RFC 5646 section 4.4.1
constexpr std::size_t max_due = 40;
constexpr core::Duration max_took = std::chrono::hours { 1 };

bool only(std::string_view s, std::string_view allowed)
{
    return s.find_first_not_of(allowed) == s.npos;
}

constexpr std::string_view language_chars
    = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-";
constexpr std::string_view due_chars = "0123456789-+:.TZ";

// --- encoding: each list says whether something was left out. What the decoder would refuse (a
// stray byte, a share beyond 1, not a number) is mended here: an agent's slip is no attack.

double share(double d)
{
    return std::isnan(d) ? 0 : std::clamp(d, 0.0, 1.0);
}

std::string_view token(std::string_view s, std::size_t limit, std::string_view allowed)
{
    return s.size() <= limit && only(s, allowed) ? s : std::string_view {};
}

void put_finding(Writer& w, const core::Finding& f)
{
    w.number(f.id);
    w.number(f.severity);
    w.number(std::min(f.weight, max_weight));
    w.text(cut(f.evidence, max_evidence));
}

bool put_findings(Writer& w, const std::vector<core::Finding>& all)
{
    const std::size_t n = std::min(all.size(), max_findings);
    w.number(static_cast<std::uint32_t>(n));
    for (std::size_t i = 0; i < n; ++i)
        put_finding(w, all[i]);
    return n < all.size();
}

bool put_candidates(Writer& w, const std::vector<core::Candidate>& all)
{
    std::vector<const core::Candidate*> kept;
    std::size_t addresses = 0;
    for (const core::Candidate& c : all) {
        if (kept.size() == max_candidates || addresses + c.addresses.size() > max_addresses)
            continue;
        addresses += c.addresses.size();
        kept.push_back(&c);
    }
    w.number(static_cast<std::uint32_t>(kept.size()));
    for (const core::Candidate* c : kept) {
        put_finding(w, c->finding);
        w.number(std::uint8_t { c->when_absent });
        w.number(static_cast<std::uint32_t>(c->addresses.size()));
        for (const core::Digest& d : c->addresses)
            w.raw(core::view(d));
    }
    return kept.size() < all.size();
}

void put_texts(Writer& w, const Notes& n)
{
    put_utf8(w, n.summary, max_summary);
    const std::size_t replies = std::min(n.replies.size(), max_replies);
    w.number(static_cast<std::uint32_t>(replies));
    for (std::size_t i = 0; i < replies; ++i)
        put_utf8(w, n.replies[i], max_reply);
    w.text(token(n.language, max_language, language_chars));
}

void put_class(Writer& w, const Notes& n)
{
    w.number(std::uint8_t { n.category.has_value() });
    w.number(n.category.value_or(core::Category::Unknown));
    w.real(share(n.category_confidence));
    const core::Action action = n.action.value_or(core::Action {});
    w.number(std::uint8_t { n.action.has_value() });
    w.number(action.kind);
    w.text(token(action.due, max_due, due_chars));
    w.real(share(action.confidence));
}

void put_features(Writer& w, const std::vector<core::Feature>& all)
{
    const std::size_t n = std::min(all.size(), max_features);
    w.number(static_cast<std::uint32_t>(n));
    for (std::size_t i = 0; i < n; ++i) {
        w.number(all[i].id);
        w.number(std::bit_cast<std::uint32_t>(std::isfinite(all[i].value) ? all[i].value : 0.0F));
    }
}

void put_priority_fields(Writer& w, const std::optional<core::PriorityFieldFacts>& facts)
{
    const core::PriorityFieldFacts f = facts.value_or(core::PriorityFieldFacts {});
    for (const bool b : { facts.has_value(), f.x_priority_present, f.x_priority_signed,
             f.importance_present, f.importance_signed })
        w.number(std::uint8_t { b });
}

void put_digests(Writer& w, const std::vector<core::Digest>& all, std::size_t limit)
{
    const std::size_t n = std::min(all.size(), limit);
    w.number(static_cast<std::uint32_t>(n));
    for (std::size_t i = 0; i < n; ++i)
        w.raw(core::view(all[i]));
}

// The digests that a Correspondence has one each of.
template <typename C>
auto single_digests(C& c)
{
    return std::array { &c.message, &c.from, &c.from_domain, &c.envelope_domain, &c.list, &c.shape,
        &c.thread, &c.topic };
}

void put_correspondence(Writer& w, const std::optional<core::Correspondence>& given)
{
    w.number(std::uint8_t { given.has_value() });
    if (!given)
        return;
    for (const core::Digest* d : single_digests(*given))
        w.raw(core::view(*d));
    put_digests(w, given->answers, core::Correspondence::max_answers);
    put_digests(w, given->to, core::Correspondence::max_people);
    put_digests(w, given->cc, core::Correspondence::max_people);
    w.number(std::uint8_t { given->automatic });
}

// --- decoding, in the same order

core::Finding get_finding(Reader& r, std::size_t finding_count)
{
    core::Finding f;
    f.id = r.number<core::FindingId>();
    if (f.id >= finding_count)
        r.fail();
    f.severity = r.choice<core::Severity>(core::severity_names.size());
    f.weight = r.number<std::uint8_t>();
    if (f.weight > max_weight)
        r.fail();
    f.evidence = r.text(max_evidence);
    return f;
}

void get_findings(Reader& r, std::size_t finding_count, std::vector<core::Finding>& all)
{
    const std::size_t n = r.count(max_findings, 8);
    for (std::size_t i = 0; i < n && r.ok(); ++i)
        all.push_back(get_finding(r, finding_count));
}

void get_digest(Reader& r, core::Digest& d)
{
    const auto bytes = r.raw(sizeof(core::Digest));
    std::copy(bytes.begin(), bytes.end(), d.begin());
}

void get_digests(Reader& r, std::size_t limit, std::vector<core::Digest>& all)
{
    const std::size_t n = r.count(limit, sizeof(core::Digest));
    all.reserve(n);
    for (std::size_t i = 0; i < n; ++i)
        get_digest(r, all.emplace_back());
}

void get_candidates(Reader& r, std::size_t finding_count, std::vector<core::Candidate>& all)
{
    const std::size_t n = r.count(max_candidates, 13);
    std::size_t addresses = 0;
    for (std::size_t i = 0; i < n && r.ok(); ++i) {
        core::Candidate& c = all.emplace_back();
        c.finding = get_finding(r, finding_count);
        c.when_absent = r.flag();
        get_digests(r, max_addresses - addresses, c.addresses);
        addresses += c.addresses.size();
    }
}

std::string get_token(Reader& r, std::size_t limit, std::string_view allowed)
{
    const auto s = r.text(limit);
    if (!only(s, allowed))
        r.fail();
    return std::string(s);
}

double get_share(Reader& r)
{
    const double d = r.real();
    if (!(d >= 0 && d <= 1)) // and not NaN
        r.fail();
    return d;
}

void get_texts(Reader& r, Notes& n)
{
    n.summary = get_utf8(r, max_summary);
    const std::size_t replies = r.count(max_replies, 4);
    for (std::size_t i = 0; i < replies; ++i)
        n.replies.push_back(get_utf8(r, max_reply));
    n.language = get_token(r, max_language, language_chars);
}

void get_class(Reader& r, Notes& n)
{
    const bool has_category = r.flag();
    const auto category = r.choice<core::Category>(core::category_names.size());
    if (has_category)
        n.category = category;
    n.category_confidence = get_share(r);
    const bool has_action = r.flag();
    core::Action action;
    action.kind = r.choice<core::ActionKind>(core::action_names.size());
    action.due = get_token(r, max_due, due_chars);
    action.confidence = get_share(r);
    if (has_action)
        n.action = std::move(action);
}

void get_features(Reader& r, std::vector<core::Feature>& all)
{
    const std::size_t n = r.count(max_features, 6);
    for (std::size_t i = 0; i < n; ++i) {
        const auto id = r.number<std::uint16_t>();
        const auto value = std::bit_cast<float>(r.number<std::uint32_t>());
        if (!std::isfinite(value))
            r.fail();
        all.push_back({ id, value });
    }
}

void get_priority_fields(Reader& r, std::optional<core::PriorityFieldFacts>& facts)
{
    const bool has = r.flag();
    core::PriorityFieldFacts f;
    f.x_priority_present = r.flag();
    f.x_priority_signed = r.flag();
    f.importance_present = r.flag();
    f.importance_signed = r.flag();
    if (has)
        facts = f;
}

void get_correspondence(Reader& r, std::optional<core::Correspondence>& into)
{
    if (!r.flag())
        return;
    core::Correspondence& c = into.emplace();
    for (core::Digest* d : single_digests(c))
        get_digest(r, *d);
    get_digests(r, core::Correspondence::max_answers, c.answers);
    get_digests(r, core::Correspondence::max_people, c.to);
    get_digests(r, core::Correspondence::max_people, c.cc);
    c.automatic = r.flag();
}

} // namespace

std::string encode_report(const core::StageReport& report)
{
    Writer w;
    w.number(report.stage);
    w.number(std::clamp(report.took, core::Duration::zero(), max_took).count());
    w.number(std::uint8_t { report.failed.has_value() });
    w.number(report.failed.value_or(core::Cause {}));
    const Notes& n = report.notes;
    const bool findings_cut = put_findings(w, n.findings);
    const bool candidates_cut = put_candidates(w, n.candidates);
    put_class(w, n);
    put_texts(w, n);
    put_features(w, n.features);
    put_priority_fields(w, n.priority_fields);
    put_correspondence(w, n.correspondence);
    w.number(std::uint8_t { n.from_proven });
    w.number(std::uint8_t { n.limit_hit || findings_cut || candidates_cut });
    return w.take();
}

std::optional<core::StageReport> decode_report(std::string_view bytes, std::size_t finding_count)
{
    if (bytes.size() > max_report)
        return std::nullopt;
    Reader r(bytes);
    core::StageReport report;
    report.stage = r.choice<core::Stage>(core::stage_count);
    report.took = core::Duration { r.number<std::int64_t>() };
    if (report.took < core::Duration::zero() || report.took > max_took)
        r.fail();
    const bool failed = r.flag();
    const auto cause = r.choice<core::Cause>(core::cause_names.size());
    if (failed)
        report.failed = cause;
    Notes& n = report.notes;
    get_findings(r, finding_count, n.findings);
    get_candidates(r, finding_count, n.candidates);
    get_class(r, n);
    get_texts(r, n);
    get_features(r, n.features);
    get_priority_fields(r, n.priority_fields);
    get_correspondence(r, n.correspondence);
    n.from_proven = r.flag();
    n.limit_hit = r.flag();
    if (!r.done())
        return std::nullopt;
    return report;
}

} // namespace milter::wire
