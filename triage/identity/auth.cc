#include "triage/identity/auth.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "triage/core/text.h"
#include "triage/identity/tag_list.h"

namespace identity {

namespace {

struct StateName {
    std::string_view name;
    AuthState state;
};
// temperror, permerror, policy, bestguesspass and what else there is: the verifier could not tell.
constexpr std::array<StateName, 6> state_names { { { "pass", AuthState::Pass },
    { "fail", AuthState::Fail }, { "hardfail", AuthState::Fail },
    { "softfail", AuthState::SoftFail }, { "none", AuthState::None },
    { "neutral", AuthState::None } } };

AuthState state(std::string_view result)
{
    for (const StateName& s : state_names)
        if (s.name == result)
            return s.state;
    return AuthState::Unknown;
}

// The order in which one of two results for the same method is believed.
int badness(AuthState s)
{
    switch (s) {
    case AuthState::Fail:
        return 4;
    case AuthState::SoftFail:
        return 3;
    case AuthState::None:
        return 2;
    case AuthState::Pass:
        return 1;
    case AuthState::Unknown:
        break;
    }
    return 0;
}

AuthState worse(AuthState a, AuthState b)
{
    return badness(a) >= badness(b) ? a : b;
}

std::string domain_of(std::string_view value)
{
    const std::size_t at = value.rfind('@');
    return core::to_lower_ascii(at == value.npos ? value : value.substr(at + 1));
}

// The published policy as verifiers write it: a property, or "p=reject" in a comment.
DmarcPolicy policy_of(const AuthResult& r)
{
    std::string p;
    for (const AuthProperty& property : r.properties)
        if (property.type == "policy"
            && (property.name == "dmarc" || property.name == "published-domain-policy"))
            p = core::to_lower_ascii(property.value);
    const std::string comment = " " + core::to_lower_ascii(r.comment);
    if (const auto at = comment.find(" p="); p.empty() && at != comment.npos)
        p = comment.substr(at + 3, comment.find_first_of(" ;,", at + 3) - at - 3);
    if (p == "reject")
        return DmarcPolicy::Reject;
    if (p == "quarantine")
        return DmarcPolicy::Quarantine;
    return p == "none" ? DmarcPolicy::None : DmarcPolicy::Unknown;
}

// "1024-bit key", as OpenDKIM writes it into a comment; 0 if nothing is said.
unsigned key_bits(std::string_view comment)
{
    const std::size_t at = comment.find("-bit");
    if (at == comment.npos)
        return 0;
    std::size_t from = at;
    while (from > 0 && comment[from - 1] >= '0' && comment[from - 1] <= '9')
        --from;
    unsigned bits = 0;
    std::from_chars(comment.data() + from, comment.data() + at, bits);
    return bits;
}

void add_dkim(Auth& a, const AuthResult& r, AuthState s)
{
    std::string domain = domain_of(r.property("header", "d"));
    if (domain.empty())
        domain = domain_of(r.property("header", "i"));
    if (const unsigned bits = key_bits(r.comment);
        bits > 0 && (a.key_bits == 0 || bits < a.key_bits))
        a.key_bits = bits;
    if (s == AuthState::Pass) {
        a.dkim = AuthState::Pass;
        a.dkim_domains.push_back(std::move(domain));
        return;
    }
    if (s == AuthState::Fail)
        a.dkim_failed.push_back(std::move(domain));
    if (a.dkim != AuthState::Pass)
        a.dkim = worse(a.dkim, s);
}

// A result for the HELO name says nothing of MAIL FROM.
void add_spf(Auth& a, const AuthResult& r, AuthState s)
{
    const std::string_view mail_from = r.property("smtp", "mailfrom");
    if (mail_from.empty() && !r.property("smtp", "helo").empty())
        return;
    a.spf = worse(a.spf, s);
    a.spf_domain = a.spf == AuthState::Pass ? domain_of(mail_from) : std::string();
}

// One method of a lower field added to what the fields above say.
void merge(AuthState& all, AuthState field, bool& contradiction)
{
    const auto is_bad
        = [](AuthState s) { return s == AuthState::Fail || s == AuthState::SoftFail; };
    contradiction = contradiction || (all == AuthState::Pass && is_bad(field))
        || (is_bad(all) && field == AuthState::Pass);
    all = worse(all, field);
}

// A signature that only a lower field saw pass was not seen by the verifier above it.
void merge_dkim(Auth& all, Auth& field)
{
    if (all.dkim == AuthState::Unknown) {
        all.dkim = field.dkim;
        all.dkim_domains = std::move(field.dkim_domains);
    } else if (field.dkim != AuthState::Unknown) {
        merge(all.dkim, field.dkim, all.contradiction);
        for (const std::string& d : field.dkim_domains)
            all.contradiction = all.contradiction
                || std::find(all.dkim_domains.begin(), all.dkim_domains.end(), d)
                    == all.dkim_domains.end();
        if (all.dkim != AuthState::Pass)
            all.dkim_domains.clear();
    }
    all.dkim_failed.insert(
        all.dkim_failed.end(), field.dkim_failed.begin(), field.dkim_failed.end());
}

void merge(Auth& all, Auth field)
{
    all.known = true;
    merge_dkim(all, field);
    const bool first_spf = all.spf == AuthState::Unknown;
    merge(all.spf, field.spf, all.contradiction);
    if (all.spf != AuthState::Pass)
        all.spf_domain.clear();
    else if (first_spf)
        all.spf_domain = std::move(field.spf_domain);
    if (all.dmarc == AuthState::Unknown)
        all.dmarc_from = std::move(field.dmarc_from);
    merge(all.dmarc, field.dmarc, all.contradiction);
    merge(all.arc, field.arc, all.contradiction);
    all.policy = std::max(all.policy, field.policy);
    if (field.key_bits > 0 && (all.key_bits == 0 || field.key_bits < all.key_bits))
        all.key_bits = field.key_bits;
}

// Received-SPF (RFC 7208 section 9.1), where no Authentication-Results speaks of SPF.
void read_received_spf(Auth& a, std::string_view value)
{
    value = core::trim(value);
    const AuthState s
        = state(core::to_lower_ascii(value.substr(0, value.find_first_of(" \t\r\n(;"))));
    if (a.spf != AuthState::Unknown || s == AuthState::Unknown)
        return;
    a.known = true;
    a.spf = s;
    constexpr std::string_view key = "envelope-from=";
    const std::size_t at = value.find(key);
    if (s != AuthState::Pass || at == value.npos)
        return;
    value = value.substr(at + key.size());
    const std::size_t quote = value.starts_with('"') || value.starts_with('<');
    value.remove_prefix(quote);
    a.spf_domain = domain_of(value.substr(0, value.find_first_of("\">; \t\r\n")));
}

bool claims_pass(std::string_view value)
{
    const auto field = parse_auth_results(value);
    return !field
        || std::any_of(field->results.begin(), field->results.end(), [](const AuthResult& r) {
               return r.result == "pass"
                   && (r.method == "dmarc" || r.method == "dkim" || r.method == "spf"
                       || r.method == "arc");
           });
}

// Comments and quotes that do not close, or a NUL: something was written into a field of ours.
// Other breaches of the grammar are a verifier's own.
bool is_torn(std::string_view value)
{
    int depth = 0;
    bool quoted = false;
    for (std::size_t i = 0; i < value.size(); ++i) {
        const char c = value[i];
        if (c == '\0')
            return true;
        if (c == '\\' && (quoted || depth > 0))
            ++i;
        else if (c == '"' && depth == 0)
            quoted = !quoted;
        else if (!quoted && c == '(')
            ++depth;
        else if (!quoted && c == ')' && --depth < 0)
            return true;
    }
    return quoted || depth != 0;
}

void note_forged(Auth& a, const core::HeaderField& h, core::TraceTrust trust)
{
    const bool low = trust == core::TraceTrust::TooLow && claims_pass(h.raw);
    if (!a.forged.empty() && (a.forged_claim || !low))
        return;
    a.forged_claim = low;
    a.forged = h.text;
}

std::optional<unsigned> instance(std::string_view value)
{
    const std::string text = tag_value(value.substr(0, value.find(';')), "i");
    unsigned i = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), i);
    if (error != std::errc {} || end != text.data() + text.size())
        return std::nullopt;
    return i;
}

// What the last sealer of the chain recorded (RFC 8617), if its word counts here.
std::vector<AuthResult> read_sealed(const core::Message& m, const Lists& lists)
{
    constexpr unsigned most = 50; // RFC 8617 section 4.2.1
    std::string sealer;
    unsigned last = 0;
    for (const core::HeaderField& h : m.headers)
        if (core::equal_ignore_case(h.name, "ARC-Seal"))
            if (const std::string text = tag_value(h.raw, "i"); !text.empty()) {
                const auto i = instance("i=" + text);
                if (i && *i > last && *i <= most) {
                    last = *i;
                    sealer = core::to_lower_ascii(tag_value(h.raw, "d"));
                }
            }
    if (last == 0 || !lists.contains(HostList::ArcSealers, sealer))
        return {};
    for (const core::HeaderField& h : m.headers)
        if (core::equal_ignore_case(h.name, "ARC-Authentication-Results")
            && instance(h.raw) == last)
            if (auto field = parse_auth_results(h.raw.substr(h.raw.find(';') + 1)))
                return std::move(field->results);
    return {};
}

} // namespace

Auth read_results(const std::vector<AuthResult>& results)
{
    Auth a;
    for (const AuthResult& r : results) {
        const AuthState s = state(r.result);
        if (r.method == "dkim") {
            add_dkim(a, r, s);
        } else if (r.method == "spf") {
            add_spf(a, r, s);
        } else if (r.method == "dmarc") {
            a.dmarc = worse(a.dmarc, s);
            a.policy = std::max(a.policy, policy_of(r));
            a.dmarc_from = domain_of(r.property("header", "from"));
        } else if (r.method == "arc") {
            a.arc = worse(a.arc, s);
        }
    }
    return a;
}

Auth read_auth(const core::Message& m, const core::TraceTrustees& trusted, const Lists& lists)
{
    std::vector<core::TraceField> trace;
    std::vector<const core::HeaderField*> fields;
    for (const core::HeaderField& h : m.headers)
        if (auto f = core::trace_field(h.name, h.raw)) {
            trace.push_back(*std::move(f));
            fields.push_back(&h);
        }
    const auto trust = core::judge_trace(trace, trusted);
    Auth a;
    std::vector<const core::HeaderField*> received_spf;
    for (std::size_t i = 0; i < trace.size(); ++i) {
        const core::HeaderField& h = *fields[i];
        const bool results = trace[i].kind == core::TraceKind::Results;
        if (trust[i] == core::TraceTrust::Other)
            continue;
        if (results && is_torn(h.raw))
            a.injection = h.text;
        if (trust[i] != core::TraceTrust::Believed) {
            if (results)
                note_forged(a, h, trust[i]);
        } else if (!results) {
            received_spf.push_back(&h);
        } else if (const auto field = parse_auth_results(h.raw)) {
            merge(a, read_results(field->results));
        }
    }
    for (const core::HeaderField* h : received_spf)
        read_received_spf(a, h->raw);
    if (a.arc == AuthState::Pass)
        a.sealed = read_sealed(m, lists);
    return a;
}

} // namespace identity
