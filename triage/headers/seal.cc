#include "triage/headers/seal.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "triage/core/codec.h"
#include "triage/core/text.h"
#include "triage/headers/fold.h"
#include "triage/headers/render.h"
#include "triage/headers/table.h"

namespace headers {

namespace {

constexpr std::chrono::minutes clock_skew { 5 };

bool is_seal(const HeaderField& f)
{
    return core::equal_ignore_case(f.name, name(Field::Seal));
}

struct Claim { // a seal field taken apart
    std::string key, time, body, mac; // body and mac in base64
};

std::string mac(const SealKey& key, const Claim& claim, std::span<const HeaderField> ours,
    const SealedFields& message)
{
    core::Writer w;
    w.text("triage-seal-1");
    // The count keeps a field of ours from being taken for one of the message.
    const auto seals = std::count_if(ours.begin(), ours.end(), is_seal);
    w.number(static_cast<std::uint32_t>(ours.size() - static_cast<std::size_t>(seals)));
    for (const HeaderField& f : ours) {
        if (is_seal(f))
            continue;
        w.text(core::to_lower_ascii(f.name));
        w.text(core::single_spaced(f.value));
    }
    for (const std::string* field :
        { &message.message_id, &message.from, &message.date, &message.subject })
        w.text(core::single_spaced(*field));
    w.text(claim.time);
    w.text(claim.body);
    return core::base64(core::hmac_sha256(core::view(key.key), w.bytes()));
}

// Takes `name=VALUE` and what separates it from the next off `rest`.
std::optional<std::string> take(std::string_view& rest, std::string_view name, bool last)
{
    if (!rest.starts_with(name))
        return std::nullopt;
    rest.remove_prefix(name.size());
    const std::size_t end = last ? rest.size() : rest.find("; ");
    if (end == 0 || end == rest.npos)
        return std::nullopt;
    std::string value(rest.substr(0, end));
    rest.remove_prefix(last ? end : end + 2);
    return value;
}

bool is_base64_digest(std::string_view s)
{
    constexpr std::string_view digits
        = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    return s.size() == 44 && s.find_first_not_of(digits) == 43 && s[43] == '=';
}

std::optional<std::int64_t> unix_time(std::string_view s)
{
    std::int64_t t = 0;
    const auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), t);
    if (error != std::errc {} || end != s.data() + s.size() || s.size() > 12 || s[0] == '-')
        return std::nullopt;
    return t;
}

std::optional<Claim> parse_claim(std::string_view field)
{
    const std::string value = core::single_spaced(field);
    std::string_view rest = value;
    Claim c;
    if (take(rest, "v=", false) != "1")
        return std::nullopt;
    const auto key = take(rest, "k=", false);
    const auto time = take(rest, "t=", false);
    const auto body = take(rest, "bh=", false);
    const auto code = take(rest, "b=", true);
    if (!key || !time || !body || !code)
        return std::nullopt;
    if (!is_base64_digest(*body) || !is_base64_digest(*code) || !unix_time(*time))
        return std::nullopt;
    return Claim { *key, *time, *body, *code };
}

std::string with_mac(
    const SealKey& key, Claim c, std::span<const HeaderField> ours, const SealedFields& message)
{
    c.mac = mac(key, c, ours, message);
    return fold(name(Field::Seal).size(),
        "v=1; k=" + c.key + "; t=" + c.time + "; bh=" + c.body + "; b=" + c.mac);
}

} // namespace

SealKey make_seal_key(std::string_view master)
{
    SealKey k;
    k.key = core::derive_key(master, "seal");
    k.id = core::hex(core::sha256(core::view(k.key))).substr(0, 8);
    return k;
}

std::string make_seal(const SealKey& key, core::WallTime when, std::span<const HeaderField> ours,
    const SealedFields& message, const core::Digest& body)
{
    return with_mac(key,
        { key.id, std::to_string(when.time_since_epoch().count()), core::base64(body), {} }, ours,
        message);
}

std::string reseal(const SealKey& key, std::string_view old, std::span<const HeaderField> ours,
    const SealedFields& message)
{
    const auto claim = parse_claim(old);
    return claim ? with_mac(key, { key.id, claim->time, claim->body, {} }, ours, message) : "";
}

SealCheck check_seal(const SealKey& key, core::WallTime now, core::Duration max_age,
    std::span<const HeaderField> ours, const SealedFields& message,
    const std::optional<core::Digest>& body)
{
    const HeaderField* seal = nullptr;
    for (const HeaderField& f : ours) {
        if (!is_seal(f))
            continue;
        if (seal)
            return SealCheck::Malformed; // two seals: one of them is not ours
        seal = &f;
    }
    if (!seal)
        return SealCheck::Absent;
    const auto claim = parse_claim(seal->value);
    if (!claim)
        return SealCheck::Malformed;
    if (claim->key != key.id)
        return SealCheck::UnknownKey;
    if (!core::equal_constant_time(claim->mac, mac(key, *claim, ours, message)))
        return SealCheck::Wrong;
    if (body && claim->body != core::base64(*body))
        return SealCheck::Wrong;
    const core::WallTime made { std::chrono::seconds { unix_time(claim->time).value_or(0) } };
    if (made > now + clock_skew || now - made > max_age)
        return SealCheck::Expired;
    return SealCheck::Valid;
}

} // namespace headers
