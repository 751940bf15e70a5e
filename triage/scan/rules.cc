#include "triage/scan/rules.h"

#include <algorithm>
#include <charconv>
#include <map>

#include "triage/core/stage.h"
#include "triage/core/text.h"
#include "triage/identity/fold.h"
#include "triage/match/database.h"

namespace scan {

namespace {

constexpr std::size_t max_pattern = 4000;
constexpr std::size_t max_explanation = 200;

std::string shown(std::string_view s)
{
    return "'" + core::escape_log(s, 80) + "'";
}

template <typename Names>
std::string choices(const Names& names)
{
    std::string out;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (i > 0)
            out += i + 1 == names.size() ? " or " : ", ";
        if constexpr (requires { names[i].name; })
            out += names[i].name;
        else
            out += names[i];
    }
    return out;
}

template <typename Rows>
std::optional<std::size_t> row_named(const Rows& rows, std::string_view name)
{
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (rows[i].name == name)
            return i;
    return std::nullopt;
}

std::vector<std::string_view> split(std::string_view s, std::string_view separators)
{
    std::vector<std::string_view> out;
    while (!s.empty()) {
        const std::size_t end = std::min(s.find_first_of(separators), s.size());
        if (const auto item = core::trim(s.substr(0, end)); !item.empty())
            out.push_back(item);
        s.remove_prefix(std::min(end + 1, s.size()));
    }
    return out;
}

struct FlagRow {
    std::string_view name;
    std::uint32_t flag; // 0: handled here
};
constexpr std::array<FlagRow, 3> rule_flags { { { "caseless", match::Caseless }, { "word", 0 },
    { "lines", match::MultiLine } } };

class FileParser {
public:
    FileParser(const RuleText& file, ParsedRules& out)
        : file_(file)
        , out_(out)
    {
    }

    void parse()
    {
        std::string_view rest = file_.text;
        while (!rest.empty()) {
            const std::size_t end = std::min(rest.find('\n'), rest.size());
            ++line_;
            take_line(core::trim(rest.substr(0, end)));
            rest.remove_prefix(std::min(end + 1, rest.size()));
        }
        end_block();
    }

private:
    using Setter = void (FileParser::*)(std::string_view);
    struct Key {
        std::string_view name;
        Setter set;
        bool repeated;
    };
    static const std::array<Key, 11>& keys();

    void error(const std::string& what) { error(line_, what); }
    void error(int line, const std::string& what)
    {
        out_.errors.push_back({ file_.file + ":" + std::to_string(line) + ": " + what });
    }

    void take_line(std::string_view line)
    {
        if (line.empty() || line[0] == '#')
            return;
        if (line[0] == '[') {
            end_block();
            begin_block(line);
            return;
        }
        const std::size_t equals = line.find('=');
        if (equals == line.npos) {
            error("expected 'key = value' or '[FINDING_ID]'");
            return;
        }
        if (!open_) {
            error("this key belongs to no rule; begin one with '[FINDING_ID]'");
            return;
        }
        set(core::trim(line.substr(0, equals)), core::trim(line.substr(equals + 1)));
    }

    void begin_block(std::string_view line)
    {
        open_ = true;
        current_ = {};
        seen_.clear();
        word_ = false;
        current_.file = file_.file;
        current_.line = line_;
        if (line.size() < 3 || line.back() != ']')
            error("a rule begins with '[FINDING_ID]' alone on its line");
        else
            current_.rule.row.id = core::trim(line.substr(1, line.size() - 2));
    }

    void set(std::string_view key, std::string_view value)
    {
        const auto it = std::find_if(
            keys().begin(), keys().end(), [&](const Key& k) { return k.name == key; });
        if (it == keys().end()) {
            error("unknown key " + shown(key) + "; write " + choices(keys()));
            return;
        }
        const auto [first, fresh] = seen_.emplace(it->name, line_);
        if (!fresh && !it->repeated)
            error("'" + std::string(key) + "' is set already on line "
                + std::to_string(first->second));
        else if (value.empty())
            error("'" + std::string(key) + "' has no value");
        else
            (this->*it->set)(value);
    }

    void end_block()
    {
        if (!open_)
            return;
        open_ = false;
        Rule& r = current_.rule;
        for (const std::string_view needed :
            { "surface", "pattern", "severity", "explain", "group" })
            if (!seen_.contains(needed))
                error(current_.line,
                    "[" + r.row.id + "] has no '" + std::string(needed) + "'; add one");
        if (r.at_least > std::max<std::size_t>(r.patterns.size(), 1))
            error(current_.line, "[" + r.row.id + "] wants more patterns to match than it has");
        check_folded_patterns();
        if (word_)
            for (std::string& p : r.patterns)
                p = "\\b(?:" + p + ")\\b";
        out_.rules.push_back(std::move(current_));
    }

    // Folded text has no accents: a pattern with one would never match.
    void check_folded_patterns()
    {
        const Rule& r = current_.rule;
        bool folded = false;
        for (std::size_t s = 0; s < surfaces.size(); ++s)
            folded = folded || ((r.surfaces >> s & 1) != 0 && surfaces[s].folded);
        for (std::size_t i = 0; folded && i < r.patterns.size(); ++i) {
            const std::string lower = core::to_lower_ascii(r.patterns[i]);
            const bool ascii = std::all_of(lower.begin(), lower.end(),
                [](char c) { return static_cast<unsigned char>(c) < 0x80; });
            if (!ascii && identity::fold(lower).size() < lower.size())
                error(current_.pattern_lines[i],
                    "this surface is matched without accents; write the pattern without them");
        }
    }

    void set_surface(std::string_view value)
    {
        for (const std::string_view name : split(value, ", \t")) {
            if (const auto at = row_named(surfaces, name))
                current_.rule.surfaces
                    = static_cast<std::uint16_t>(current_.rule.surfaces | 1u << *at);
            else
                error("unknown surface " + shown(name) + "; write " + choices(surfaces));
        }
    }
    void set_pattern(std::string_view value)
    {
        if (value.size() > max_pattern || !core::is_valid_utf8(value)) {
            error("a pattern is UTF-8 of at most " + std::to_string(max_pattern) + " bytes");
            return;
        }
        current_.rule.patterns.emplace_back(value);
        current_.pattern_lines.push_back(line_);
    }
    void set_flags(std::string_view value)
    {
        for (const std::string_view name : split(value, ", \t")) {
            const auto at = row_named(rule_flags, name);
            if (!at)
                error("unknown flag " + shown(name) + "; write " + choices(rule_flags));
            else if (name == "word")
                word_ = true;
            else
                current_.rule.flags |= rule_flags[*at].flag;
        }
    }
    void set_group(std::string_view value)
    {
        const auto group = core::named<core::Group>(core::group_names, value);
        if (group)
            current_.rule.row.group = *group;
        else
            error("unknown group " + shown(value) + "; write " + choices(core::group_names));
    }
    void set_cluster(std::string_view value) { current_.rule.row.cluster = value; }
    void set_severity(std::string_view value)
    {
        if (const auto s = severity(value))
            current_.rule.row.severity = *s;
    }
    void set_explain(std::string_view value)
    {
        if (value.size() > max_explanation || !core::is_valid_utf8(value))
            error("an explanation is one line of UTF-8 of at most 200 bytes");
        else
            current_.rule.row.explanation = value;
    }
    void set_needs(std::string_view value) { current_.rule.needs.push_back(condition(value)); }
    void set_except(std::string_view value) { current_.rule.except = condition(value); }
    void set_at_least(std::string_view value)
    {
        unsigned n = 0;
        const auto [end, failed] = std::from_chars(value.data(), value.data() + value.size(), n);
        if (failed != std::errc {} || end != value.data() + value.size() || n < 1 || n > 20)
            error("'at_least' is a number from 1 to 20");
        else
            current_.rule.at_least = static_cast<std::uint8_t>(n);
    }
    void set_raise(std::string_view value)
    {
        const std::size_t at = value.find(" if ");
        if (at == value.npos) {
            error("write 'raise = SEVERITY if CONDITION'");
            return;
        }
        current_.rule.raised = severity(core::trim(value.substr(0, at)));
        current_.rule.raise_when = condition(core::trim(value.substr(at + 4)));
    }

    std::optional<core::Severity> severity(std::string_view value)
    {
        const auto s = core::named<core::Severity>(core::severity_names, value);
        if (!s)
            error("unknown severity " + shown(value) + "; write " + choices(core::severity_names));
        return s;
    }

    Condition condition(std::string_view value)
    {
        Condition c;
        for (const std::string_view term : split(value, "|")) {
            if (term[0] >= 'A' && term[0] <= 'Z')
                c.ids.emplace_back(term);
            else if (const auto group = core::named<core::Group>(core::group_names, term))
                c.groups
                    = static_cast<std::uint8_t>(c.groups | 1u << static_cast<unsigned>(*group));
            else if (const auto fact = row_named(facts, term))
                c.facts |= 1u << *fact;
            else
                error("unknown term " + shown(term) + "; write a finding's id, a group ("
                    + choices(core::group_names) + ") or a fact (" + choices(facts) + ")");
        }
        current_.conditions.emplace_back(c, line_);
        return c;
    }

    const RuleText& file_;
    ParsedRules& out_;
    ParsedRule current_;
    std::map<std::string_view, int> seen_; // keys of the block and their lines
    bool open_ = false;
    bool word_ = false;
    int line_ = 0;
};

const std::array<FileParser::Key, 11>& FileParser::keys()
{
    static constexpr std::array<Key, 11> table { {
        { "surface", &FileParser::set_surface, false },
        { "pattern", &FileParser::set_pattern, true },
        { "flags", &FileParser::set_flags, false },
        { "group", &FileParser::set_group, false },
        { "cluster", &FileParser::set_cluster, false },
        { "severity", &FileParser::set_severity, false },
        { "explain", &FileParser::set_explain, false },
        { "needs", &FileParser::set_needs, true },
        { "except", &FileParser::set_except, false },
        { "at_least", &FileParser::set_at_least, false },
        { "raise", &FileParser::set_raise, false },
    } };
    return table;
}

// Ids: new ones go into the table, known ones are mistakes; conditions may name any that exists.
void check_ids(ParsedRules& parsed, core::FindingTable table)
{
    const auto error = [&](const std::string& file, int line, const std::string& what) {
        parsed.errors.push_back({ file + ":" + std::to_string(line) + ": " + what });
    };
    for (const ParsedRule& p : parsed.rules)
        if (const auto added = table.add(p.rule.row); !added)
            error(p.file, p.line, added.error().what + "; choose another");
    for (const ParsedRule& p : parsed.rules)
        for (const auto& [condition, line] : p.conditions)
            for (const std::string& id : condition.ids)
                if (!table.find(id))
                    error(p.file, line, "no finding has the id " + shown(id));
}

} // namespace

ParsedRules parse_rules(std::span<const RuleText> files, const core::FindingTable& built_in)
{
    ParsedRules out;
    for (const RuleText& file : files)
        FileParser(file, out).parse();
    check_ids(out, built_in);
    return out;
}

} // namespace scan
