#include "milter/runtime.h"

#include <utility>

#include "milter/key_file.h"
#include "triage/core/digest.h"
#include "triage/core/stage.h"
#include "triage/headers/seal.h"

namespace milter {

namespace {

headers::RenderPolicy render_policy(const Config& config, const std::string& key)
{
    headers::RenderPolicy p;
    p.host = config.headers.host;
    p.engine = TRIAGE_VERSION;
    p.language = config.headers.language;
    p.summary = config.headers.summary;
    p.replies = config.headers.replies;
    p.client_priority = core::named<headers::ClientPriority>(
        headers::client_priority_names, config.headers.client_priority)
                            .value_or(headers::ClientPriority::Add);
    if (config.headers.seal)
        p.seal = headers::make_seal_key(key);
    return p;
}

void read_networks(
    const std::vector<std::string>& list, Networks& into, std::vector<core::Error>& errors)
{
    auto parsed = Networks::parse(list);
    if (parsed)
        into = std::move(parsed).value();
    else
        errors.push_back(parsed.error());
}

} // namespace

RuntimeResult make_runtime(Config config)
{
    RuntimeResult result;
    const auto key = load_or_make_key(config.store.key_file);
    if (!key)
        return { nullptr, { key.error() } };
    auto made = make_generation(config);
    result.errors = std::move(made.errors);
    auto runtime = std::make_shared<Runtime>();
    read_networks(config.policy.own_networks, runtime->own_networks, result.errors);
    read_networks(config.policy.exempt_clients, runtime->exempt_clients, result.errors);
    read_networks(config.policy.trusted_peers, runtime->trusted_peers, result.errors);
    if (auto people = People::parse(config.policy.recipient_delimiter, config.policy.aliases))
        runtime->people = std::move(people).value();
    else
        result.errors.push_back(people.error());
    if (!result.errors.empty())
        return result;
    runtime->render = render_policy(config, *key);
    runtime->address_key = std::string(core::view(core::derive_key(*key, "log addresses")));
    runtime->store_keys = std::make_shared<const store::Keys>(*key);
    runtime->generation = std::move(made.generation);
    runtime->config = std::move(config);
    result.runtime = std::move(runtime);
    return result;
}

} // namespace milter
