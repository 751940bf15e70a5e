#include "triage/agents/correspondence.h"

#include <algorithm>
#include <array>

#include "triage/core/address.h"
#include "triage/core/text.h"
#include "triage/link/extract.h"

namespace agents {

namespace {

using core::Digest;

constexpr std::size_t longest_id = 998; // RFC 5322 section 2.1.1: no line is longer
constexpr std::size_t most_references = 1000; // ids looked at in one field
constexpr std::size_t most_shape_words = 20;
constexpr std::size_t shortest_topic = 6; // bytes; "hi" and "hello" are no topics
constexpr std::string_view blanks = " \t\r\n";

std::string_view text_of(const core::Message& m, std::string_view name)
{
    const core::HeaderField* const field = m.header(name);
    return field ? std::string_view(field->text) : std::string_view {};
}

Digest digest_of(std::string_view s)
{
    return s.empty() ? Digest {} : core::sha256(s);
}

// Ids in angle brackets, in order.
std::vector<std::string_view> message_ids(std::string_view value)
{
    std::vector<std::string_view> ids;
    for (std::size_t at = 0; ids.size() < most_references;) {
        const auto open = value.find('<', at);
        const auto close = open == value.npos ? value.npos : value.find('>', open);
        if (close == value.npos)
            break;
        const std::string_view id = value.substr(open + 1, close - open - 1);
        if (!id.empty() && id.size() <= longest_id)
            ids.push_back(id);
        at = close + 1;
    }
    return ids;
}

// In-Reply-To first, then References from the newest to older ones, and the oldest of all.
void read_answers(const core::Message& m, core::Correspondence& c)
{
    const std::string_view parent = first_message_id(text_of(m, "In-Reply-To"));
    const auto references = message_ids(text_of(m, "References"));
    const auto add = [&](std::string_view id) {
        const Digest d = digest_of(id);
        if (!id.empty() && std::find(c.answers.begin(), c.answers.end(), d) == c.answers.end())
            c.answers.push_back(d);
    };
    add(parent);
    for (auto id = references.rbegin(); id != references.rend(); ++id)
        if (c.answers.size() + 1 < core::Correspondence::max_answers)
            add(*id);
    if (!references.empty())
        add(references.front());
    c.thread = !references.empty() ? digest_of(references.front())
        : !parent.empty()          ? digest_of(parent)
                                   : c.message;
}

std::vector<Digest> people(const std::vector<core::Address>& addresses)
{
    std::vector<Digest> all;
    for (const core::Address& a : addresses)
        if (!a.address.empty() && all.size() < core::Correspondence::max_people)
            all.push_back(core::address_digest(a.address));
    return all;
}

// RFC 2919: what stands in the angle brackets; the phrase before it changes.
std::string list_of(const core::Message& m)
{
    const std::string_view value = text_of(m, "List-Id");
    return core::to_lower_ascii(core::trim(first_message_id(value)));
}

bool is_automatic(const core::Message& m, const core::Envelope& envelope)
{
    const auto token = [&](std::string_view name) {
        const std::string_view value = text_of(m, name);
        return core::to_lower_ascii(core::trim(value.substr(0, value.find_first_of(";("))));
    };
    const std::string submitted = token("Auto-Submitted"); // RFC 3834 section 5
    const std::string precedence = token("Precedence");
    return envelope.mail_from.empty() || (!submitted.empty() && submitted != "no")
        || precedence == "bulk" || precedence == "junk" || precedence == "list"
        || precedence == "auto_reply" || m.header("X-Autoreply") || m.header("X-Autorespond")
        || m.header("Resent-From") || m.header("Resent-Sender")
        || (!m.parts.empty() && m.parts.front().type == "multipart/report");
}

// The subject's words without those that have digits, the sender's domain and the types of the
// parts: what a program that fills in a template leaves as it is.
Digest shape_of(const core::Message& m)
{
    core::Hasher hash;
    const std::string subject = core::to_lower_ascii(m.subject);
    std::size_t words = 0;
    for (std::size_t at = 0; words < most_shape_words;) {
        const auto from = subject.find_first_not_of(blanks, at);
        if (from == subject.npos)
            break;
        at = std::min(subject.find_first_of(blanks, from), subject.size());
        const std::string_view word = std::string_view(subject).substr(from, at - from);
        if (word.find_first_of("0123456789") != word.npos)
            continue;
        hash.add_field(word);
        ++words;
    }
    if (words == 0)
        return {};
    hash.add_field(m.from.empty() ? std::string_view {} : std::string_view(m.from.front().domain));
    for (const core::Part& p : m.parts)
        if (!p.raw_only)
            hash.add_field(p.type);
    return hash.finish();
}

// What programs of seven languages put before a subject, and lists in brackets: "Re: [name] ".
std::string_view base_subject(std::string_view s)
{
    for (bool again = true; again;) {
        again = false;
        s = core::trim(s);
        const auto colon = s.find(':');
        if (colon != s.npos && colon >= 1 && colon <= 4 && colon + 1 < s.size()) {
            constexpr auto prefixes = std::to_array<std::string_view>({ "re", "aw", "antw", "sv",
                "ref", "res", "rif", "fwd", "fw", "wg", "tr", "rv", "enc", "i" });
            const std::string_view word = s.substr(0, colon);
            again = std::any_of(prefixes.begin(), prefixes.end(),
                [&](std::string_view p) { return core::equal_ignore_case(p, word); });
            if (again)
                s.remove_prefix(colon + 1);
        } else if (s.starts_with('[')) {
            const auto close = s.find(']');
            again = close != s.npos && close + 1 < s.size();
            if (again)
                s.remove_prefix(close + 1);
        }
    }
    return s;
}

Digest topic_of(std::string_view subject)
{
    const std::string base = core::to_lower_ascii(base_subject(subject));
    return base.size() < shortest_topic ? Digest {} : core::sha256(base);
}

bool starts(std::string_view s, std::string_view prefix)
{
    return core::equal_ignore_case(s.substr(0, prefix.size()), prefix);
}

// "SRS0=hash=tt=domain=local": the original is in the last two. "SRS1=hash=host==hash=tt=…" has one
// such behind "==".
std::string undo_srs(std::string_view local)
{
    std::string_view rest = local.substr(5);
    if (starts(local, "SRS1")) {
        const auto inner = rest.find("==");
        if (inner == rest.npos)
            return {};
        rest = rest.substr(inner + 2);
    }
    for (int part = 0; part < 2; ++part) { // hash, time
        const auto equals = rest.find('=');
        if (equals == rest.npos)
            return {};
        rest = rest.substr(equals + 1);
    }
    const auto equals = rest.find('=');
    if (equals == rest.npos || equals == 0 || equals + 1 == rest.size())
        return {};
    return std::string(rest.substr(equals + 1)) + "@" + std::string(rest.substr(0, equals));
}

} // namespace

std::string_view first_message_id(std::string_view value)
{
    if (const auto open = value.find('<'); open != value.npos) {
        const auto close = value.find('>', open);
        if (close == value.npos)
            return {};
        value = value.substr(open + 1, close - open - 1);
    } else {
        value = core::trim(value);
        value = value.substr(0, value.find_first_of(blanks));
    }
    return value.size() <= longest_id ? value : std::string_view {};
}

std::string unwrapped_sender(std::string_view address)
{
    const auto at = address.rfind('@');
    if (at == address.npos)
        return core::normalise_address(address);
    const std::string_view local = address.substr(0, at), domain = address.substr(at);
    if (starts(local, "SRS0=") || starts(local, "SRS0+") || starts(local, "SRS0-")
        || starts(local, "SRS1=") || starts(local, "SRS1+") || starts(local, "SRS1-"))
        if (const std::string original = undo_srs(local); !original.empty())
            return core::normalise_address(original);
    if (starts(local, "prvs=")) { // prvs=TAG=LOCAL, and from some senders prvs=LOCAL=TAG
        const auto equals = local.find('=', 5);
        if (equals != local.npos) {
            const std::string_view first = local.substr(5, equals - 5);
            const bool tagged = first.size() >= 8 && first.size() <= 10
                && first.find_first_not_of("0123456789abcdefABCDEF") == first.npos;
            const std::string_view kept = tagged ? local.substr(equals + 1) : first;
            return core::normalise_address(std::string(kept) + std::string(domain));
        }
    }
    const auto plus = local.find('+');
    if (plus != local.npos && plus > 0 && local.find('=', plus) != local.npos) // VERP
        return core::normalise_address(std::string(local.substr(0, plus)) + std::string(domain));
    return core::normalise_address(address);
}

core::Correspondence correspondence(const core::Message& m, const core::Envelope& envelope)
{
    core::Correspondence c;
    c.message = digest_of(first_message_id(text_of(m, "Message-ID")));
    if (!m.from.empty() && !m.from.front().address.empty()) {
        const std::string from = unwrapped_sender(m.from.front().address);
        c.from = core::address_digest(from);
        c.from_domain = digest_of(linking::org_domain(core::address_domain(from)));
    }
    const std::string sender = unwrapped_sender(envelope.mail_from);
    c.envelope_domain = digest_of(linking::org_domain(core::address_domain(sender)));
    c.list = digest_of(list_of(m));
    c.shape = shape_of(m);
    c.topic = topic_of(m.subject);
    read_answers(m, c);
    c.to = people(m.to);
    c.cc = people(m.cc);
    c.automatic = is_automatic(m, envelope);
    return c;
}

} // namespace agents
