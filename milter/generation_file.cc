// From the configuration to a built generation in a sealed memfd. Called at start and by a reload,
// on the main thread: building takes seconds (Hyperscan compiles).
#include "milter/generation_file.h"

#include <algorithm>
#include <filesystem>

#include "triage/core/stage.h"
#include "triage/core/text.h"

namespace milter {

namespace {

// The rules that come with the program in name order, then the site's own.
std::vector<std::string> rule_files(const Config::Security& config)
{
    std::vector<std::string> files;
    std::error_code unreadable; // then there are none, and errors_of_folders says so
    for (const auto& entry : std::filesystem::directory_iterator(config.rules_dir, unreadable))
        if (entry.path().extension() == ".conf")
            files.push_back(entry.path().string());
    std::ranges::sort(files);
    files.insert(files.end(), config.rules.begin(), config.rules.end());
    return files;
}

core::Limits limits(const Config::Processing& config)
{
    core::Limits limits;
    limits.header_fields = config.max_header_fields;
    limits.parts = config.max_parts;
    limits.depth = config.max_depth;
    limits.decoded_bytes = config.max_decoded_bytes;
    limits.text_bytes = config.max_text_bytes;
    limits.links = config.max_links;
    return limits;
}

agents::Settings agent_settings(const Config& config)
{
    agents::Settings settings;
    for (const auto& name : config.agents.disabled)
        if (const auto stage = core::named<core::Stage>(core::stage_names, name))
            settings.disabled.add(*stage);
    if (!config.security.threat_detection)
        settings.disabled.add(core::Stage::Scan);
    settings.fault = core::named<agents::Fault>(agents::fault_names, config.agents.fault)
                         .value_or(agents::Fault::None);
    settings.fault_stage = core::named<core::Stage>(core::stage_names, config.agents.fault_stage)
                               .value_or(core::Stage::Fault);
    settings.fault_field = config.agents.fault_field;
    return settings;
}

scan::Overrides overrides(const Config::Security& config)
{
    scan::Overrides overrides;
    for (const auto& [id, word] : config.findings)
        overrides[id] = { word != "off", core::named<core::Severity>(core::severity_names, word) };
    return overrides;
}

std::vector<core::Error> errors_of_folders(const Config::Security& config)
{
    std::vector<core::Error> errors;
    for (const auto& [key, folder] : { std::pair { "security.rules_dir", config.rules_dir },
             std::pair { "security.lists_dir", config.lists_dir } })
        if (!std::filesystem::is_directory(folder))
            errors.push_back({ std::string(key) + ": there is no folder " + folder
                + "; run `make install`, or name the one with the program's "
                + (key == std::string_view("security.rules_dir") ? "rules" : "lists") });
    if (config.site_lists_dir != Config::Security {}.site_lists_dir
        && !std::filesystem::is_directory(config.site_lists_dir))
        errors.push_back({ "security.site_lists_dir: there is no folder " + config.site_lists_dir
            + "; make it, or leave the key out" });
    return errors;
}

} // namespace

triage::GenerationSources generation_sources(const Config& config)
{
    triage::GenerationSources sources;
    sources.rule_files = rule_files(config.security);
    sources.lists_dir = config.security.lists_dir;
    sources.site_lists_dir = config.security.site_lists_dir;
    sources.model_file = config.security.model;
    sources.models_dir = config.agents.models_dir;
    for (const auto& domain : config.policy.local_domains)
        sources.local_domains.push_back(core::to_a_label(domain));
    sources.verifiers.ids = config.policy.trusted_authserv_ids;
    sources.verifiers.max_fields = config.policy.max_trusted_fields;
    sources.limits = limits(config.processing);
    sources.agents = agent_settings(config);
    sources.findings = overrides(config.security);
    return sources;
}

GenerationResult make_generation(const Config& config)
{
    if (auto errors = errors_of_folders(config.security); !errors.empty())
        return { nullptr, std::move(errors) };
    triage::BuildResult result = triage::build_generation(generation_sources(config));
    if (!result.errors.empty())
        return { nullptr, std::move(result.errors) };
    auto file = Memfd::create("triage-generation");
    if (!file)
        return { nullptr, { file.error() } };
    auto written = file->append(result.built.bytes);
    if (written)
        written = file->seal();
    if (!written)
        return { nullptr, { written.error() } };
    return { std::make_shared<const GenerationFile>(GenerationFile { std::move(*file),
                 result.built.digest, std::move(result.built.findings),
                 std::move(result.built.severities), std::move(result.built.degraded) }),
        {} };
}

} // namespace milter
