#include "triage/headers/render.h"

#include <algorithm>
#include <charconv>

#include "triage/core/text.h"
#include "triage/headers/fold.h"
#include "triage/headers/table.h"

namespace headers {

namespace {

constexpr std::size_t total_limit = 2048; // names, values, separators and line ends of all fields
constexpr std::size_t seal_size = 190; // of the whole field, rounded up
constexpr std::size_t max_findings = 12;
constexpr std::size_t max_replies = 3;
constexpr std::size_t max_why = 5;
constexpr std::size_t summary_length = 160; // code points
constexpr std::size_t reply_length = 100; // code points

std::string fixed(double value, int decimals) // independent of the locale
{
    std::array<char, 32> buffer {};
    const double bounded = std::clamp(value, -1e9, 1e9);
    const auto [end, error] = std::to_chars(
        buffer.data(), buffer.data() + buffer.size(), bounded, std::chars_format::fixed, decimals);
    return error == std::errc {} ? std::string(buffer.data(), end) : "0";
}

struct Source { // what the makers of single fields read
    const core::Outcome& outcome;
    const core::FindingTable& findings;
    const core::PersonalVerdict& personal;
    const MessageFacts& message;
    const RenderPolicy& policy;

    const core::Notes& notes() const { return outcome.verdict.notes; }
    bool done(core::Stage s) const { return outcome.verdict.done.has(s); }
    bool judged() const { return outcome.status != core::Status::Skipped; }
    // Without a finished scan "clean" is a claim that nobody made.
    core::Threat threat() const
    {
        const bool unproven = outcome.threat == core::Threat::Clean && !done(core::Stage::Scan);
        return judged() && !unproven ? outcome.threat : core::Threat::Unknown;
    }
    bool dangerous() const { return threat() == core::Threat::Dangerous; }
};

using Values = std::vector<std::string>; // of one row: usually none or one

Values one(Field field, std::string_view value)
{
    return { fold(name(field).size(), value) };
}

std::string missing(const std::vector<core::Missing>& list)
{
    std::string out;
    for (const core::Missing& m : list) {
        out += out.empty() ? "" : ",";
        out.append(core::name(m.stage)).append("(").append(core::name(m.cause)).append(")");
    }
    return out;
}

Values status(const Source& s)
{
    std::string v(core::name(s.outcome.status));
    if (s.judged() && !s.outcome.verdict.missing.empty())
        v += "; missing=" + missing(s.outcome.verdict.missing);
    if (!s.judged() && s.outcome.reason)
        v.append("; reason=").append(core::name(*s.outcome.reason));
    v += "; id=" + safe_token(s.message.queue_id, 40);
    v += "; host=" + safe_token(s.policy.host, 64);
    v += "; time=" + fixed(std::max(0.0, core::milliseconds(s.outcome.took)), 1) + "ms";
    v += "; engine=" + safe_token(s.policy.engine, 20);
    return one(Field::Status, v);
}

// A priority without the facts that classify finds would be a constant.
bool has_priority(const Source& s)
{
    return s.judged() && s.done(core::Stage::Classify);
}

int priority_of(const Source& s)
{
    return std::clamp(s.personal.priority, 0, 100);
}

Values priority(const Source& s)
{
    return has_priority(s) ? one(Field::Priority, std::to_string(priority_of(s))) : Values {};
}

Values band(const Source& s)
{
    return has_priority(s) ? one(Field::Band, core::name(s.personal.band)) : Values {};
}

Values level(const Source& s)
{
    if (!has_priority(s))
        return {};
    return one(Field::Level, level_value(priority_of(s)));
}

Values category(const Source& s)
{
    if (!has_priority(s) || !s.notes().category)
        return {};
    return one(Field::Category, core::name(*s.notes().category));
}

Values threat(const Source& s)
{
    return one(Field::Threat, core::name(s.threat()));
}

Values security_score(const Source& s)
{
    if (!s.judged() || !s.done(core::Stage::Scan) || !s.outcome.security_score)
        return {};
    const int score = std::clamp(*s.outcome.security_score, 0, 100);
    return one(Field::SecurityScore, std::to_string(score));
}

Values findings(const Source& s)
{
    std::vector<core::Finding> worst;
    for (const core::Finding& f : s.outcome.findings)
        if (f.id < s.findings.size())
            worst.push_back(f);
    std::stable_sort(worst.begin(), worst.end(),
        [](const core::Finding& a, const core::Finding& b) { return a.severity > b.severity; });
    std::string v;
    std::vector<core::FindingId> shown;
    for (const core::Finding& f : worst) {
        const bool repeated = std::find(shown.begin(), shown.end(), f.id) != shown.end();
        if (repeated || shown.size() == max_findings)
            continue;
        shown.push_back(f.id);
        v.append(v.empty() ? "" : " ").append(s.findings.row(f.id).id);
        v.append("(").append(core::name(f.severity)).append(")");
    }
    return v.empty() || !s.judged() ? Values {} : one(Field::Findings, v);
}

// Text of the message as a value; the one way for it into a field.
std::string text_value(Field field, std::string_view text, std::size_t length)
{
    return encode_text(name(field).size(), core::clean_line(core::valid_utf8(text), length));
}

Values summary(const Source& s)
{
    if (!s.judged() || !s.policy.summary || s.dangerous())
        return {};
    std::string v = text_value(Field::Summary, s.notes().summary, summary_length);
    return v.empty() ? Values {} : Values { std::move(v) };
}

bool is_iso_8601(std::string_view due)
{
    return due.size() >= 10 && due.size() <= 25
        && due.find_first_not_of("0123456789-+:TZ") == due.npos;
}

Values action(const Source& s)
{
    if (!s.judged() || !s.notes().action || s.dangerous())
        return {}; // "pay; due=…" would do a fraudster's work
    const core::Action& a = *s.notes().action;
    std::string v(core::name(a.kind));
    if (is_iso_8601(a.due))
        v += "; due=" + a.due;
    v += "; confidence=" + fixed(std::clamp(a.confidence, 0.0, 1.0), 2);
    return one(Field::Action, v);
}

// Nobody awaits an answer to these; respond offers none, and this holds if it were made to.
bool nobody_waits(core::Category c)
{
    constexpr std::array categories { core::Category::Notification, core::Category::Newsletter,
        core::Category::Promotion, core::Category::List, core::Category::Bounce,
        core::Category::Security, core::Category::Unwanted };
    return std::find(categories.begin(), categories.end(), c) != categories.end();
}

Values replies(const Source& s)
{
    const bool wanted = s.judged() && s.policy.replies && s.threat() == core::Threat::Clean
        && s.notes().category && !nobody_waits(*s.notes().category);
    Values out;
    for (const std::string& reply : s.notes().replies) {
        if (!wanted || out.size() == max_replies)
            break;
        std::string v = text_value(Field::Reply, reply, reply_length);
        if (!v.empty())
            out.push_back(std::move(v));
    }
    return out;
}

Values why(const Source& s)
{
    const std::string v = why_value(s.personal.why);
    return v.empty() || !has_priority(s) ? Values {} : one(Field::Why, v);
}

Values language(const Source& s)
{
    if (!s.judged() || !s.policy.language || s.notes().language.empty())
        return {};
    return one(Field::Language, safe_token(s.notes().language, 35)); // RFC 5646 section 4.4.1
}

Values unsealed(const Source&)
{
    return {}; // made last, over the others
}

using Maker = Values (*)(const Source&);
constexpr std::array<Maker, 14> makers { status, priority, band, level, category, threat,
    security_score, findings, summary, action, replies, why, language, unsealed };

std::size_t size_of(const HeaderField& f)
{
    const auto folds = static_cast<std::size_t>(std::count(f.value.begin(), f.value.end(), '\n'));
    return f.name.size() + 2 + f.value.size() + folds + 2; // every line ends in CRLF
}

std::size_t size_of(const std::vector<HeaderField>& fields)
{
    std::size_t n = 0;
    for (const HeaderField& f : fields)
        n += size_of(f);
    return n;
}

// What users can best do without goes first; the rest cannot reach the limit.
void drop_to(std::size_t limit, std::vector<HeaderField>& fields)
{
    for (const Field dispensable : { Field::Reply, Field::Why, Field::Summary }) {
        if (size_of(fields) <= limit)
            return;
        std::erase_if(fields, [&](const HeaderField& f) { return f.name == name(dispensable); });
    }
}

struct ClientRow { // what clients show for a band
    core::Band band;
    std::string_view x_priority, importance;
};
constexpr std::array<ClientRow, 4> client_rows { {
    { core::Band::Urgent, "1 (Highest)", "high" },
    { core::Band::High, "2 (High)", "high" },
    { core::Band::Low, "4 (Low)", "low" },
    { core::Band::Bulk, "5 (Lowest)", "low" },
} };

// X-Priority and Importance. A signed field, oversigned ones included, is never touched: the
// signature would break. In mode add the sender's word stands: one of two fields would contradict
// the other. In mode replace a normal message loses the sender's and gets none.
void add_client_priority(const Source& s, HeaderSet& set)
{
    const auto& facts = s.notes().priority_fields;
    const ClientPriority mode = s.policy.client_priority;
    if (mode == ClientPriority::Off || !has_priority(s) || !facts)
        return;
    const bool present = facts->x_priority_present || facts->importance_present;
    if (mode == ClientPriority::Add && present)
        return;
    set.replace_x_priority = facts->x_priority_present && !facts->x_priority_signed;
    set.replace_importance = facts->importance_present && !facts->importance_signed;
    const auto row = std::find_if(client_rows.begin(), client_rows.end(),
        [&](const ClientRow& r) { return r.band == s.personal.band; });
    if (row == client_rows.end())
        return;
    if (!facts->x_priority_signed)
        set.add.push_back({ "X-Priority", std::string(row->x_priority) });
    if (!facts->importance_signed)
        set.add.push_back({ "Importance", std::string(row->importance) });
}

} // namespace

std::string level_value(int priority)
{
    const auto stars = static_cast<std::size_t>(priority / 10);
    return stars ? std::string(stars, '*') : "-";
}

std::string why_value(std::span<const core::WhyTerm> why)
{
    std::string v;
    for (const core::WhyTerm& term : why.first(std::min(why.size(), max_why))) {
        v.append(v.empty() ? "" : " ").append(safe_token(term.name, 40));
        v.append(term.weight < 0 ? "(" : "(+").append(fixed(term.weight, 1)).append(")");
    }
    return v;
}

HeaderSet render(const core::Outcome& outcome, const core::FindingTable& findings,
    const core::PersonalVerdict& personal, const MessageFacts& message, const RenderPolicy& policy)
{
    const Source source { outcome, findings, personal, message, policy };
    std::vector<HeaderField> ours;
    for (const Row& row : table)
        for (std::string& value : makers[static_cast<std::size_t>(row.field)](source))
            ours.push_back({ std::string(row.name), std::move(value) });

    HeaderSet set;
    add_client_priority(source, set);
    drop_to(total_limit - size_of(set.add) - (policy.seal ? seal_size : 0), ours);
    if (policy.seal)
        ours.push_back({ std::string(name(Field::Seal)),
            make_seal(*policy.seal, message.received, ours, message.sealed, message.body) });
    set.add.insert(set.add.begin(), std::make_move_iterator(ours.begin()),
        std::make_move_iterator(ours.end()));
    return set;
}

} // namespace headers
