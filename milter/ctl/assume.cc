#include "milter/ctl/assume.h"

#include "milter/ctl/saved_envelope.h"
#include "triage/core/stage.h"

namespace ctl {

namespace {

core::ClientClass client_class(const std::string& client, const milter::Networks& own)
{
    if (const auto named = core::named<core::ClientClass>(core::client_class_names, client))
        return *named;
    const auto ip = milter::parse_ip(client);
    return ip && own.contains(*ip) ? core::ClientClass::Own : core::ClientClass::Foreign;
}

std::vector<milter::Recipient> recipients(
    const std::vector<std::string>& rcpts, core::ClientClass client, const milter::Config& config)
{
    std::vector<milter::Recipient> list;
    for (const std::string& rcpt : rcpts) {
        const std::string_view address = milter::path_address(rcpt);
        list.push_back({ core::address_digest(address),
            config.policy.local_domains.empty()
                || milter::is_local(address, "", client, config.policy.local_domains) });
    }
    return list;
}

} // namespace

Assumed assume(std::string_view raw, const ScanOptions& options, const milter::Config& config,
    const milter::Networks& own, core::WallTime now)
{
    const SavedEnvelope saved = saved_envelope(raw);
    const std::string mail_from = options.from.value_or(saved.mail_from);
    Assumed a;
    core::Envelope& e = a.envelope;
    e.mail_from = milter::path_address(mail_from);
    e.client = client_class(options.client, own);
    a.to = recipients(options.rcpts.empty() ? saved.rcpts : options.rcpts, e.client, config);
    // Without recipients there would be nothing to triage.
    e.direction = milter::message_direction(
        e.client, a.to.empty() ? std::vector<milter::Recipient> { { {}, true } } : a.to);
    e.hour_received = std::chrono::floor<std::chrono::hours>(now).time_since_epoch().count();
    return a;
}

} // namespace ctl
