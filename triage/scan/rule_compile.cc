// Rules -> the sections that travel: their table, and the pattern databases of the surfaces.
#include "triage/core/codec.h"
#include "triage/match/database.h"
#include "triage/scan/rules.h"

namespace scan {

namespace {

constexpr std::size_t max_rules = 10000;
constexpr std::size_t max_patterns = 1000; // of one rule
constexpr std::size_t max_string = 8192;

void write(core::Writer& w, const Condition& c)
{
    w.number(static_cast<std::uint32_t>(c.ids.size()));
    for (const std::string& id : c.ids)
        w.text(id);
    w.number(c.groups);
    w.number(c.facts);
}

Condition read_condition(core::Reader& r)
{
    Condition c;
    for (std::size_t n = r.count(max_rules, 4); n > 0; --n)
        c.ids.emplace_back(r.text(max_string));
    c.groups = r.number<std::uint8_t>();
    c.facts = r.number<std::uint32_t>();
    return c;
}

void write(core::Writer& w, const Rule& rule)
{
    w.text(rule.row.id);
    w.number(rule.row.group);
    w.text(rule.row.cluster);
    w.number(rule.row.severity);
    w.text(rule.row.explanation);
    w.number(rule.surfaces);
    w.number(rule.flags);
    w.number(static_cast<std::uint32_t>(rule.patterns.size()));
    for (const std::string& p : rule.patterns)
        w.text(p);
    w.number(rule.at_least);
    w.number(static_cast<std::uint32_t>(rule.needs.size()));
    for (const Condition& c : rule.needs)
        write(w, c);
    write(w, rule.except);
    w.number(static_cast<std::uint8_t>(rule.raised.has_value()));
    w.number(rule.raised.value_or(core::Severity::Info));
    write(w, rule.raise_when);
}

Rule read_rule(core::Reader& r)
{
    Rule rule;
    rule.row.id = r.text(max_string);
    rule.row.group = r.choice<core::Group>(core::group_names.size());
    rule.row.cluster = r.text(max_string);
    rule.row.severity = r.choice<core::Severity>(core::severity_names.size());
    rule.row.explanation = r.text(max_string);
    rule.surfaces = r.number<std::uint16_t>();
    rule.flags = r.number<std::uint32_t>();
    for (std::size_t n = r.count(max_patterns, 4); n > 0; --n)
        rule.patterns.emplace_back(r.text(max_string));
    rule.at_least = r.number<std::uint8_t>();
    for (std::size_t n = r.count(max_rules, 9); n > 0; --n)
        rule.needs.push_back(read_condition(r));
    rule.except = read_condition(r);
    const bool raised = r.flag();
    const auto severity = r.choice<core::Severity>(core::severity_names.size());
    if (raised)
        rule.raised = severity;
    rule.raise_when = read_condition(r);
    return rule;
}

// Every pattern is matched over line ends, and only once: a rule asks whether, not how often.
std::uint32_t flags_on(const SurfaceRow& surface, const Rule& rule)
{
    std::uint32_t flags = rule.flags | match::DotAll | match::Once;
    if (surface.folded)
        flags |= match::Caseless;
    if (surface.utf8)
        flags |= match::Utf8;
    return flags;
}

bool belongs(const Rule& rule, Surface database)
{
    for (std::size_t s = 0; s < surfaces.size(); ++s)
        if (const auto surface = static_cast<Surface>(s);
            rule.on(surface) && database_of(surface) == database)
            return true;
    return false;
}

void compile_database(Surface database, const ParsedRules& parsed,
    const std::vector<std::uint32_t>& first, CompiledRules& out)
{
    const auto at = static_cast<std::size_t>(database);
    std::vector<match::Pattern> patterns;
    std::vector<std::pair<std::size_t, std::size_t>> origins; // rule, pattern in it
    for (std::size_t i = 0; i < parsed.rules.size(); ++i) {
        const Rule& rule = parsed.rules[i].rule;
        if (!belongs(rule, database))
            continue;
        for (std::size_t k = 0; k < rule.patterns.size(); ++k) {
            patterns.push_back({ rule.patterns[k], flags_on(surfaces[at], rule),
                first[i] + static_cast<std::uint32_t>(k) });
            origins.emplace_back(i, k);
        }
    }
    auto compiled = match::Database::compile(patterns);
    for (const match::CompileError& e : compiled.errors) {
        const auto [rule, pattern] = origins[e.index];
        const ParsedRule& p = parsed.rules[rule];
        out.errors.push_back({ p.file + ":" + std::to_string(p.pattern_lines[pattern])
            + ": the pattern cannot be used: " + e.what });
    }
    out.databases[at] = std::move(compiled.bytes);
}

} // namespace

std::vector<std::uint32_t> first_patterns(std::span<const Rule> rules)
{
    std::vector<std::uint32_t> first;
    std::uint32_t next = 0;
    for (const Rule& r : rules) {
        first.push_back(next);
        next += static_cast<std::uint32_t>(r.patterns.size());
    }
    return first;
}

std::string serialise(std::span<const Rule> rules)
{
    core::Writer w;
    w.number(static_cast<std::uint32_t>(rules.size()));
    for (const Rule& rule : rules)
        write(w, rule);
    return w.take();
}

core::Result<std::vector<Rule>> read_rules(std::string_view section)
{
    core::Reader r(section);
    std::vector<Rule> rules;
    for (std::size_t n = r.count(max_rules, 40); n > 0; --n)
        rules.push_back(read_rule(r));
    if (!r.done())
        return core::Error { "reading the rules of a generation: malformed" };
    return rules;
}

CompiledRules compile_rules(std::span<const RuleText> files, const core::FindingTable& built_in)
{
    CompiledRules out;
    ParsedRules parsed = parse_rules(files, built_in);
    out.errors = std::move(parsed.errors);
    std::vector<Rule> rules;
    for (const ParsedRule& p : parsed.rules)
        rules.push_back(p.rule);
    const auto first = first_patterns(rules);
    for (std::size_t s = 0; s < surfaces.size(); ++s)
        compile_database(static_cast<Surface>(s), parsed, first, out);
    out.rules = serialise(rules);
    return out;
}

} // namespace scan
