#include "triage/scan/scanner.h"

#include "triage/identity/lists.h"
#include "triage/scan/checks.h"
#include "triage/scan/lift.h"
#include "triage/scan/matcher.h"

namespace scan {

struct Scanner::State {
    core::FindingTable table;
    std::vector<Override> overrides; // by FindingId
    core::Limits limits;
    std::vector<std::string> local_domains;
    Verifiers verifiers;
    identity::Lists lists;
    Matcher matcher;
    ContentModel model;
    core::FindingId model_row = 0;

    core::Result<void> run_checks(const Context& c, Sink& sink) const;
    bool run(const Context& c, Sink& sink, MatcherScratch& scratch) const;
    void run_after(const Context& c, Sink& sink) const;
};

struct Scanner::Scratch::State {
    MatcherScratch matcher;
    ModelView model_view;
};

Scanner::Scratch::Scratch()
    : state_(std::make_unique<State>())
{
}
Scanner::Scratch::~Scratch() = default;
Scanner::Scratch::Scratch(Scratch&&) noexcept = default;
Scanner::Scratch& Scanner::Scratch::operator=(Scratch&&) noexcept = default;

ModelView& Scanner::Scratch::model_view()
{
    return state_->model_view;
}

Scanner::Scanner(std::unique_ptr<State> state)
    : state_(std::move(state))
{
}
Scanner::~Scanner() = default;
Scanner::Scanner(Scanner&&) noexcept = default;
Scanner& Scanner::operator=(Scanner&&) noexcept = default;

core::FindingTable built_in_findings()
{
    core::FindingTable table;
    for (const CheckGroup& g : check_groups)
        for (const CheckRow& row : g.rows()) {
            // Cannot fail: tests/scan/checks_test.cc adds every row.
            (void)table.add({ std::string(row.id), g.group, std::string(row.cluster), row.severity,
                std::string(row.explanation) });
        }
    return table;
}

namespace {

// The operator's severities become the rows' own, so that tables shown to people are true.
core::FindingTable with_overrides(const core::FindingTable& table, const Overrides& overrides)
{
    core::FindingTable out;
    for (core::FindingRow row : table.rows()) {
        const auto it = overrides.find(row.id);
        if (it != overrides.end() && it->second.severity)
            row.severity = *it->second.severity;
        (void)out.add(std::move(row));
    }
    return out;
}

std::vector<Override> by_id(const core::FindingTable& table, const Overrides& overrides)
{
    std::vector<Override> out(table.size());
    for (const auto& [id, o] : overrides)
        if (const auto at = table.find(id))
            out[*at] = o;
    return out;
}

} // namespace

core::Result<Scanner> Scanner::open(const SectionLookup& section)
{
    auto state = std::make_unique<State>();
    auto limits = read_limits(section(section_limits));
    auto local = read_strings(section(section_local_domains));
    auto verifiers = read_verifiers(section(section_verifiers));
    auto lists = identity::Lists::open(section(section_lists));
    auto overrides = read_overrides(section(section_overrides));
    auto model = ContentModel::open(section(section_model));
    state->table = built_in_findings();
    state->model_row = state->table.find(content_model_id).value_or(0);
    auto matcher = Matcher::open(section, state->table);
    for (const core::Error* e : { limits ? nullptr : &limits.error(),
             local ? nullptr : &local.error(), verifiers ? nullptr : &verifiers.error(),
             lists ? nullptr : &lists.error(), overrides ? nullptr : &overrides.error(),
             model ? nullptr : &model.error(), matcher ? nullptr : &matcher.error() })
        if (e)
            return *e;
    state->limits = *limits;
    state->local_domains = *std::move(local);
    state->verifiers = *std::move(verifiers);
    state->lists = *std::move(lists);
    state->matcher = *std::move(matcher);
    state->model = *std::move(model);
    state->overrides = by_id(state->table, *overrides);
    state->table = with_overrides(state->table, *overrides);
    return Scanner(std::move(state));
}

core::Result<Scanner::Scratch> Scanner::make_scratch() const
{
    auto matcher = state_->matcher.make_scratch();
    if (!matcher)
        return matcher.error();
    Scratch scratch;
    scratch.state_->matcher = *std::move(matcher);
    return scratch;
}

namespace {

constexpr std::uint8_t bit(core::Group g)
{
    return static_cast<std::uint8_t>(1u << static_cast<unsigned>(g));
}
// What an allowed sender attaches, and how the message is built, is judged as anybody's.
constexpr std::uint8_t excused_by_allow_list = bit(core::Group::Identity) | bit(core::Group::Links)
    | bit(core::Group::Html) | bit(core::Group::Content) | bit(core::Group::Headers)
    | bit(core::Group::Model);

} // namespace

core::Result<void> Scanner::State::run_checks(const Context& c, Sink& sink) const
{
    core::FindingId id = 0;
    for (const CheckGroup& group : check_groups)
        for (const CheckRow& row : group.rows()) {
            if (c.deadline.expired())
                return core::Error { "scanning for threats: out of time before "
                    + std::string(row.id) };
            sink.begin(id++);
            if (row.check && !c.is(row.except))
                row.check(c, sink);
        }
    if (c.deadline.expired()) // a check that saw it returned early
        return core::Error { "scanning for threats: out of time" };
    return {};
}

void Scanner::State::run_after(const Context& c, Sink& sink) const
{
    core::FindingId id = 0;
    for (const CheckGroup& group : check_groups)
        for (const CheckRow& row : group.rows()) {
            sink.begin(id++);
            if (row.after && !c.is(row.except))
                row.after(c, sink);
        }
}

bool Scanner::State::run(const Context& c, Sink& sink, MatcherScratch& scratch) const
{
    const bool finished = run_checks(c, sink).ok() && matcher.run(c, sink, scratch).ok();
    run_after(c, sink);
    return finished;
}

Scanned Scanner::scan(
    const Subject& subject, Scratch& scratch, const core::Deadline& deadline) const
{
    const Context c = make_context(
        subject, { state_->lists, state_->local_domains, state_->verifiers }, deadline);
    Sink sink(state_->table, state_->overrides);
    if (c.sender.allowed)
        sink.excuse(excused_by_allow_list);
    if (subject.message.incomplete || subject.inside.incomplete)
        sink.set_limit_hit();
    const bool finished = state_->run(c, sink, scratch.state_->matcher);
    if (finished && !subject.attached)
        state_->model.judge(c, state_->model_row, state_->table, sink, scratch.state_->model_view);
    Scanned scanned { sink.take(state_->limits.findings), c.facts, finished };
    scanned.notes.from_proven = c.sender.aligned && !subject.attached;
    if (is_vouched(c))
        lift_lows(scanned.notes, state_->table, state_->overrides);
    return scanned;
}

std::optional<ContentReasons> Scanner::explain_model(
    Scratch& scratch, std::span<const core::Finding> findings) const
{
    auto reasons = state_->model.explain(scratch.model_view());
    if (!reasons)
        return reasons;
    int weight = 0;
    for (const core::Finding& f : findings)
        if (f.id == state_->model_row)
            weight = f.weight;
    reasons->counted = weight == reasons->hundredths;
    return reasons;
}

const core::FindingTable& Scanner::findings() const
{
    return state_->table;
}

SeverityTable Scanner::severities() const
{
    SeverityTable table = severity_table(state_->table);
    if (!state_->overrides[state_->model_row].enabled)
        return table;
    for (core::FindingId id = 0; id < state_->table.size(); ++id)
        table.rows[id].learnt
            = !state_->overrides[id].severity && state_->model.has_learnt(state_->table.row(id).id);
    return table;
}

} // namespace scan
