#include "milter/ctl/findings.h"

#include <algorithm>
#include <fstream>
#include <iomanip>
#include <iterator>
#include <ostream>
#include <sstream>
#include <string>
#include <vector>

#include "milter/ctl/options.h"
#include "milter/generation_file.h"
#include "triage/scan/checks.h"
#include "triage/scan/rules.h"

namespace ctl {

namespace {

using Rows = std::vector<core::FindingRow>;

scan::RuleText read(const std::string& file)
{
    std::ifstream in(file, std::ios::binary);
    return { file, { std::istreambuf_iterator<char>(in), {} } };
}

// Rows of the program and of its rule files, by group, in the order of their names.
Rows all_rows(const triage::GenerationSources& sources, std::vector<core::Error>& errors)
{
    const core::FindingTable built_in = scan::built_in_findings();
    Rows rows(built_in.rows().begin(), built_in.rows().end());
    std::vector<scan::RuleText> files;
    for (const std::string& file : sources.rule_files)
        files.push_back(read(file));
    scan::ParsedRules parsed = scan::parse_rules(files, built_in);
    for (scan::ParsedRule& r : parsed.rules)
        rows.push_back(std::move(r.rule.row));
    errors = std::move(parsed.errors);
    std::sort(rows.begin(), rows.end(), [](const core::FindingRow& a, const core::FindingRow& b) {
        return a.group != b.group ? a.group < b.group : a.id < b.id;
    });
    return rows;
}

void apply(const scan::Overrides& overrides, core::FindingRow& row)
{
    const auto it = overrides.find(row.id);
    if (it != overrides.end() && it->second.severity)
        row.severity = *it->second.severity;
}

// Text of a manual in lines of at most 78 characters; a dot or quote that begins one would make it
// a macro.
std::string mdoc_text(const std::string& text)
{
    constexpr std::size_t longest = 78;
    std::istringstream words(text);
    std::string out, line;
    for (std::string word; words >> word; line += word) {
        if (line.size() + word.size() >= longest) {
            out += line + '\n';
            line.clear();
        }
        if (!line.empty())
            line += ' ';
        else if (word.front() == '.' || word.front() == '\'')
            line = "\\&";
    }
    return out + line;
}

void print_mdoc(const Rows& rows, std::ostream& out)
{
    const core::FindingRow* before = nullptr;
    for (const core::FindingRow& r : rows) {
        if (!before || before->group != r.group) {
            std::string title(core::name(r.group));
            title[0] = static_cast<char>(title[0] - 'a' + 'A');
            out << (before ? ".El\n" : "") << ".Ss " << title << "\n.Bl -tag -width Ds\n";
        }
        out << ".It Sy " << r.id << " Pq " << core::name(r.severity) << '\n'
            << mdoc_text(r.explanation) << '\n';
        before = &r;
    }
    if (before)
        out << ".El\n";
}

void print_lines(const Rows& rows, std::ostream& out)
{
    for (const core::FindingRow& r : rows)
        out << std::left << std::setw(26) << r.id << ' ' << std::setw(12) << core::name(r.group)
            << ' ' << std::setw(9) << core::name(r.severity) << ' ' << r.explanation << '\n';
}

} // namespace

int list_findings(const milter::Config& config, bool mdoc, std::ostream& out, std::ostream& errors)
{
    const triage::GenerationSources sources = milter::generation_sources(config);
    std::vector<core::Error> mistakes;
    Rows rows = all_rows(sources, mistakes);
    for (const core::Error& e : mistakes)
        errors << e.what << '\n';
    if (!mistakes.empty())
        return exit_error;
    for (core::FindingRow& r : rows)
        apply(sources.findings, r);
    mdoc ? print_mdoc(rows, out) : print_lines(rows, out);
    return exit_ok;
}

} // namespace ctl
