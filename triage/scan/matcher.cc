#include "triage/scan/matcher.h"

#include <algorithm>

namespace scan {

namespace {

constexpr std::size_t shown_before = 60; // bytes of text shown up to the end of a match

std::string snippet(std::string_view text, std::size_t to)
{
    to = std::min(to, text.size());
    std::size_t from = to > shown_before ? to - shown_before : 0;
    while (from < to && (static_cast<unsigned char>(text[from]) & 0xC0) == 0x80)
        ++from;
    std::string out(text.substr(from, to - from));
    std::replace(out.begin(), out.end(), '\n', ' ');
    return out;
}

} // namespace

bool Matcher::Wanted::holds(const Context& c, const Sink& sink) const
{
    return c.is(facts) || sink.found_in(groups)
        || std::any_of(
            ids.begin(), ids.end(), [&](core::FindingId id) { return sink.found(id).has_value(); });
}

core::Result<Matcher::Wanted> Matcher::look_up(const Condition& c, const core::FindingTable& table)
{
    Wanted w { {}, c.groups, c.facts };
    for (const std::string& name : c.ids) {
        const auto id = table.find(name);
        if (!id)
            return core::Error { "a rule of the generation names the unknown finding " + name };
        w.ids.push_back(*id);
    }
    return w;
}

core::Result<Matcher::Armed> Matcher::arm(const Rule& rule, const core::FindingTable& table)
{
    Armed a { *table.find(rule.row.id), rule.at_least, {}, {}, rule.raised, {}, rule.row.severity };
    for (const Condition& need : rule.needs) {
        auto w = look_up(need, table);
        if (!w)
            return w.error();
        a.needs.push_back(*std::move(w));
    }
    auto except = look_up(rule.except, table);
    auto raise_when = look_up(rule.raise_when, table);
    if (!except || !raise_when)
        return except ? raise_when.error() : except.error();
    a.except = *std::move(except);
    a.raise_when = *std::move(raise_when);
    return a;
}

core::Result<Matcher> Matcher::open(const SectionLookup& section, core::FindingTable& table)
{
    const auto rules = read_rules(section(section_rules));
    if (!rules)
        return rules.error();
    for (const Rule& r : *rules)
        if (auto added = table.add(r.row); !added)
            return added.error();
    Matcher m;
    for (const Rule& r : *rules) {
        auto armed = arm(r, table);
        if (!armed)
            return armed.error();
        m.rule_of_pattern_.insert(m.rule_of_pattern_.end(), r.patterns.size(),
            static_cast<std::uint32_t>(m.rules_.size()));
        m.surfaces_of_pattern_.insert(m.surfaces_of_pattern_.end(), r.patterns.size(), r.surfaces);
        m.wanted_ = static_cast<std::uint16_t>(m.wanted_ | r.surfaces);
        m.rules_.push_back(*std::move(armed));
    }
    for (std::size_t s = 0; s < surfaces.size(); ++s) {
        auto database = match::Database::open(
            section(std::string(section_match_prefix) + std::string(surfaces[s].name)));
        if (!database)
            return database.error();
        m.databases_[s] = *std::move(database);
    }
    return m;
}

core::Result<MatcherScratch> Matcher::make_scratch() const
{
    MatcherScratch scratch;
    for (const match::Database& d : databases_)
        if (auto prepared = scratch.match.prepare(d); !prepared)
            return prepared.error();
    scratch.hits.resize(rules_.size());
    scratch.seen.resize(rule_of_pattern_.size());
    return scratch;
}

core::Result<void> Matcher::match_surface(
    Surface s, const Context& c, MatcherScratch& scratch) const
{
    const auto bit = static_cast<std::uint16_t>(1u << static_cast<unsigned>(s));
    if ((wanted_ & bit) == 0)
        return {};
    const match::Database& database = databases_[static_cast<std::size_t>(database_of(s))];
    std::string built;
    if (s != Surface::Raw)
        built = surface_text(s, c);
    const std::string_view text = s == Surface::Raw ? c.raw : built;
    return database.scan(text, scratch.match, [&](const match::Match& m) {
        if (m.id >= scratch.seen.size() || scratch.seen[m.id]
            || (surfaces_of_pattern_[m.id] & bit) == 0)
            return true;
        scratch.seen[m.id] = true;
        MatcherScratch::Hit& hit = scratch.hits[rule_of_pattern_[m.id]];
        if (hit.patterns++ == 0)
            hit.evidence = evidence(snippet(text, m.to), name(s));
        return true;
    });
}

bool Matcher::fire(const Armed& rule, const Context& c, Sink& sink, std::string& evidence) const
{
    if (rule.except.holds(c, sink))
        return false;
    for (const Wanted& need : rule.needs)
        if (!need.holds(c, sink))
            return false;
    sink.begin(rule.id);
    const bool raised = rule.raised && rule.raise_when.holds(c, sink);
    sink.report(raised ? *rule.raised : rule.severity, std::move(evidence));
    return true;
}

// Rules may need each other's findings: go round until a round adds nothing.
void Matcher::fire_all(const Context& c, Sink& sink, MatcherScratch& scratch) const
{
    for (bool progress = true; progress;) {
        progress = false;
        for (std::size_t i = 0; i < rules_.size(); ++i) {
            MatcherScratch::Hit& hit = scratch.hits[i];
            if (hit.patterns < rules_[i].at_least || !fire(rules_[i], c, sink, hit.evidence))
                continue;
            hit.patterns = 0;
            progress = true;
        }
    }
}

core::Result<void> Matcher::run(const Context& c, Sink& sink, MatcherScratch& scratch) const
{
    for (MatcherScratch::Hit& hit : scratch.hits)
        hit.patterns = 0;
    scratch.seen.assign(scratch.seen.size(), false);
    for (std::size_t s = 0; s < surfaces.size(); ++s) {
        if (c.deadline.expired())
            return core::Error { "matching the rules: out of time" };
        if (auto matched = match_surface(static_cast<Surface>(s), c, scratch); !matched)
            return matched;
    }
    fire_all(c, sink, scratch);
    return {};
}

} // namespace scan
