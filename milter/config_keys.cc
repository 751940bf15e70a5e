// The table of keys, built once from config_keys.def, and what is derived from it: finding a key,
// the nearest one to a mistyped name, and a value as text.
#include "milter/config_keys.h"

#include <algorithm>
#include <array>
#include <concepts>
#include <numeric>
#include <utility>

namespace milter {

namespace {

constexpr Rule any()
{
    return {};
}
constexpr Rule range(std::uint64_t min, std::uint64_t max)
{
    return { .min = min, .max = max };
}
constexpr Rule words(std::string_view list)
{
    return { .words = list };
}
constexpr Rule words_or_none(std::string_view list)
{
    return { .words = list, .or_none = true };
}
constexpr Rule form(Form f)
{
    return { .form = f };
}

constexpr std::string_view agent_names =
#define AGENT(name, type, stage, budget) name " "
#include "triage/agents/agents.def"
#undef AGENT
    ;

template <typename T>
AnyMember member(Member<T> m)
{
    return m;
}

std::vector<Key> build_keys()
{
    using enum Effect;
    return {
#define KEY(group, name, effect, rule, help)                                                       \
    { #group "." #name,                                                                            \
        member(+[](Config& c) -> decltype((c.group.name)) { return c.group.name; }), effect, rule, \
        help },
#define TOP_KEY(name, effect, rule, help)                                                          \
    { #name, member(+[](Config& c) -> decltype((c.name)) { return c.name; }), effect, rule, help },
#include "milter/config_keys.def"
#undef TOP_KEY
#undef KEY
    };
}

constexpr std::array synonyms {
    Synonym { "processing.max_content_length", "processing.max_text_bytes" },
    Synonym { "processing.enable_validation", "processing.max_header_fields" },
    Synonym { "processing.enable_logging", "log.level" },
    Synonym { "processing.enable_monitoring", "monitoring.stats_socket" },
    Synonym { "processing.enable_caching", "caching.enabled" },
    Synonym { "processing.enable_security", "security.threat_detection" },
    Synonym { "scaling.target_response_time_ms", "processing.budget_ms" },
    Synonym { "security.enable_content_sanitization", "headers.summary" },
    Synonym { "security.sanitization_level", "headers.summary" },
    Synonym { "security.enable_threat_detection", "security.threat_detection" },
    Synonym { "security.quarantine_high_risk", "security.quarantine" },
    Synonym { "monitoring.enable_health_checks", "monitoring.stats_socket" },
    Synonym { "monitoring.health_check_interval", "monitoring.stats_socket" },
    Synonym { "monitoring.enable_metrics_export", "monitoring.http_listen" },
    Synonym { "monitoring.metrics_port", "monitoring.http_listen" },
    Synonym { "monitoring.log_level", "log.level" },
    Synonym { "caching.default_ttl", "caching.ttl_s" },
    Synonym { "caching.max_cache_size", "caching.max_entries" },
    Synonym { "caching.cache_strategy", "caching.strategy" },
};

// Levenshtein's distance, one row at a time.
std::size_t edit_distance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t { 0 });
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({ replaced, row[j] + 1, row[j - 1] + 1 });
        }
    }
    return row.back();
}

std::string_view last_name(std::string_view name)
{
    return name.substr(name.rfind('.') + 1);
}

std::string in_quotes(std::string_view text)
{
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            out += '\\';
        out += c;
    }
    return out + '"';
}

std::string text_of(bool v)
{
    return v ? "true" : "false";
}
template <std::unsigned_integral Number>
std::string text_of(Number v)
{
    return std::to_string(v);
}
std::string text_of(const std::string& v)
{
    return in_quotes(v);
}
std::string text_of(const Texts& v)
{
    std::string out;
    for (const auto& item : v)
        out += (out.empty() ? " " : ", ") + in_quotes(item);
    return "[" + out + " ]";
}
std::string text_of(const TextMap& v)
{
    std::string out = "{";
    for (const auto& [id, value] : v)
        out += " " + id + " = " + in_quotes(value) + ";";
    return out + " }";
}

} // namespace

std::string_view Key::group() const
{
    const auto dot = name.find('.');
    return dot == std::string::npos ? std::string_view {} : std::string_view(name).substr(0, dot);
}

std::span<const Key> config_keys()
{
    static const std::vector<Key> keys = build_keys();
    return keys;
}

const Key* find_key(std::string_view name)
{
    const auto keys = config_keys();
    const auto found = std::ranges::find(keys, name, &Key::name);
    return found == keys.end() ? nullptr : &*found;
}

bool is_group(std::string_view name)
{
    return !name.empty()
        && std::ranges::find(config_keys(), name, &Key::group) != config_keys().end();
}

std::span<const Synonym> config_synonyms()
{
    return synonyms;
}

std::string_view nearest_key(std::string_view unknown)
{
    const auto synonym = std::ranges::find(synonyms, unknown, &Synonym::theirs);
    if (synonym != synonyms.end())
        return synonym->ours;
    std::string_view best;
    std::size_t least = unknown.size() / 3 + 1;
    const auto offer = [&](std::string_view name, std::size_t distance) {
        if (distance < least) {
            least = distance;
            best = name;
        }
    };
    for (const auto& key : config_keys()) {
        const bool elsewhere = last_name(key.name) == last_name(unknown);
        offer(key.name, elsewhere ? 1 : edit_distance(unknown, key.name));
        offer(key.group(), edit_distance(unknown, key.group()));
    }
    return best;
}

std::string value_text(const Key& key, const Config& config)
{
    Config copy = config;
    return std::visit([&](auto member) { return text_of(member(copy)); }, key.member);
}

} // namespace milter
