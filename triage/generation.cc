// Format: magic, version, SHA-256 of what follows, number of sections, and for each its name and
// bytes, length-prefixed, in order of name. The same sources give the same bytes on the same host
// (Hyperscan's databases depend on the CPU).
#include "triage/generation.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "triage/agents/models.h"
#include "triage/core/codec.h"
#include "triage/identity/lists.h"
#include "triage/model/file.h"
#include "triage/scan/checks.h"
#include "triage/scan/rules.h"
#include "triage/scan/scanner.h"
#include "triage/scan/sections.h"

namespace triage {

namespace {

constexpr std::string_view magic = "TRIAGEGN";
constexpr std::uint32_t format_version = 3; // one more with every change of any section's layout
constexpr std::size_t max_sections = 1000;
constexpr std::size_t max_name = 100;
constexpr std::size_t max_section = 1u << 30;
constexpr std::size_t max_source = 16u << 20; // bytes of one rule or list file

using Errors = std::vector<core::Error>;
using Sections = std::map<std::string, std::string>;

std::string read_source(const std::string& path, Errors& errors)
{
    std::ifstream file(path, std::ios::binary);
    std::string text;
    if (file)
        text.assign(std::istreambuf_iterator<char>(file), {});
    if (!file || file.bad())
        errors.push_back({ path + ": cannot be read" });
    else if (text.size() > max_source)
        errors.push_back({ path + ": is larger than 16 MiB" });
    else
        return text;
    return {};
}

void append(Errors& to, const Errors& from)
{
    to.insert(to.end(), from.begin(), from.end());
}

void add_layer(identity::ListLayers& layers, const std::string& path, Errors& errors)
{
    layers.push_back({ path, read_source(path, errors) });
}

// A file that no list is named after would silently do nothing.
void add_site_lists(identity::ListSources& lists, const std::string& dir, Errors& errors)
{
    std::error_code absent;
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(dir, absent))
        files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    for (const std::filesystem::path& file : files) {
        const std::string name = file.filename();
        if (name.starts_with('.') || name.ends_with('~') || name.find(".dpkg-") != name.npos)
            continue; // of editors and package managers
        if (identity::ListLayers* layers = identity::layers_of(lists, name))
            add_layer(*layers, file, errors);
        else
            errors.push_back({ file.string()
                + ": no list has this name; see "
                  "triage-milter.conf(5) for those there are" });
    }
}

void add_lists(const GenerationSources& sources, Sections& sections, Errors& errors)
{
    identity::ListSources lists;
    const auto shipped = [&](identity::ListLayers& layers, std::string_view name) {
        add_layer(layers, sources.lists_dir + "/" + std::string(name), errors);
    };
    for (std::size_t i = 0; i < identity::host_list_files.size(); ++i)
        shipped(lists.hosts[i], identity::host_list_files[i]);
    shipped(lists.brands, identity::brand_file);
    shipped(lists.vips, identity::vip_file);
    shipped(lists.allow, identity::allow_file);
    if (!sources.site_lists_dir.empty())
        add_site_lists(lists, sources.site_lists_dir, errors);
    auto compiled = identity::compile_lists(lists);
    append(errors, compiled.errors);
    sections.emplace(scan::section_lists, std::move(compiled.bytes));
}

void add_rules(const GenerationSources& sources, Sections& sections, Errors& errors)
{
    std::vector<scan::RuleText> files;
    for (const std::string& path : sources.rule_files)
        files.push_back({ path, read_source(path, errors) });
    auto compiled = scan::compile_rules(files, scan::built_in_findings());
    append(errors, compiled.errors);
    sections.emplace(scan::section_rules, std::move(compiled.rules));
    for (std::size_t s = 0; s < scan::surfaces.size(); ++s)
        sections.emplace(
            std::string(scan::section_match_prefix) + std::string(scan::surfaces[s].name),
            std::move(compiled.databases[s]));
}

// A model that is missing or damaged costs the model and not the scan. `without` says what it
// costs.
void add_model(const std::string& file, std::string_view name, const std::string& section,
    std::string_view without, Sections& sections, Errors& degraded)
{
    Errors errors;
    const std::string text = read_source(file, errors);
    if (errors.empty()) {
        const auto read = model::read(file, text);
        errors = read.errors;
        if (errors.empty() && read.coefficients.name != name)
            errors.push_back({ file + ": is a model of " + read.coefficients.name + ", not of "
                + std::string(name) });
        if (errors.empty())
            sections.emplace(section, model::serialise(read.coefficients));
    }
    for (const core::Error& e : errors)
        degraded.push_back({ e.what + "; " + std::string(without) });
}

void add_models(const GenerationSources& sources, Sections& sections, Errors& degraded)
{
    if (!sources.model_file.empty())
        add_model(sources.model_file, "threats", std::string(scan::section_model),
            "there is no content model, the findings alone decide", sections, degraded);
    if (sources.models_dir.empty())
        return;
    for (const agents::ModelRow& row : agents::model_rows)
        add_model(sources.models_dir + "/" + std::string(row.name) + ".model", row.name,
            agents::model_section(row.name), row.without, sections, degraded);
}

std::string write(const Sections& sections, core::Digest& digest)
{
    core::Writer body;
    body.number(static_cast<std::uint32_t>(sections.size()));
    for (const auto& [name, bytes] : sections) {
        body.text(name);
        body.text(bytes);
    }
    digest = core::sha256(body.bytes());
    core::Writer out;
    out.raw(magic);
    out.number(format_version);
    out.raw(core::view(digest));
    out.raw(body.bytes());
    return out.take();
}

void check_overrides(
    const scan::Overrides& overrides, const core::FindingTable& table, Errors& errors)
{
    for (const auto& [id, o] : overrides)
        if (!table.find(id))
            errors.push_back({ "no finding has the id '" + id
                + "', which the configuration names; triagectl lists them all" });
}

} // namespace

BuildResult build_generation(const GenerationSources& sources)
{
    BuildResult result;
    Sections sections;
    add_lists(sources, sections, result.errors);
    add_rules(sources, sections, result.errors);
    sections.emplace(scan::section_local_domains, scan::serialise(sources.local_domains));
    sections.emplace(scan::section_verifiers, scan::serialise(sources.verifiers));
    sections.emplace(scan::section_limits, scan::serialise(sources.limits));
    sections.emplace(scan::section_overrides, scan::serialise(sources.findings));
    sections.emplace("agents", sources.agents.serialise());
    add_models(sources, sections, result.built.degraded);
    if (!result.errors.empty())
        return result;
    const auto scanner = scan::Scanner::open([&](std::string_view name) -> std::string_view {
        const auto it = sections.find(std::string(name));
        return it == sections.end() ? std::string_view() : it->second;
    });
    if (!scanner) {
        result.errors.push_back(scanner.error());
        return result;
    }
    check_overrides(sources.findings, scanner->findings(), result.errors);
    result.built.findings = scanner->findings();
    result.built.severities = scanner->severities();
    result.built.bytes = write(sections, result.built.digest);
    return result;
}

core::Result<Generation> Generation::open(std::string_view bytes)
{
    core::Reader head(bytes);
    if (head.raw(magic.size()) != magic)
        return core::Error { "opening a generation: it is none" };
    if (head.number<std::uint32_t>() != format_version)
        return core::Error { "opening a generation: made by another version" };
    Generation g;
    const std::string_view digest = head.raw(g.digest_.size());
    if (!head.ok())
        return core::Error { "opening a generation: cut off" };
    const std::string_view body = bytes.substr(magic.size() + 4 + g.digest_.size());
    g.digest_ = core::sha256(body);
    if (core::view(g.digest_) != digest)
        return core::Error { "opening a generation: damaged" };
    core::Reader r(body);
    for (std::size_t n = r.count(max_sections, 8); n > 0; --n) {
        const std::string_view name = r.text(max_name);
        g.sections_.emplace(name, r.text(max_section));
    }
    if (!r.done())
        return core::Error { "opening a generation: malformed" };
    return g;
}

std::string_view Generation::section(std::string_view name) const
{
    const auto it = sections_.find(name);
    return it == sections_.end() ? std::string_view() : it->second;
}

} // namespace triage
