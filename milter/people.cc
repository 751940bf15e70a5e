#include "milter/people.h"

#include <optional>

#include "triage/core/address.h"
#include "triage/core/text.h"

namespace milter {

namespace {

constexpr std::string_view remedy
    = "write ALIAS = ADDRESS, such as \"sales@example.org = anna@example.org\" or "
      "\"@old.example = @example.org\"";

struct Entry {
    std::string alias, address;
};

bool is_address(std::string_view text)
{
    const auto at = text.rfind('@');
    return at != text.npos && at + 1 < text.size() && text.find_first_of(" \t,") == text.npos;
}

std::optional<Entry> parse_entry(std::string_view text)
{
    const auto equals = text.find(" = ");
    if (equals == text.npos)
        return std::nullopt;
    const auto alias = core::trim(text.substr(0, equals)),
               address = core::trim(text.substr(equals + 3));
    const bool sound = is_address(alias) && is_address(address)
        && (address[0] != '@' || alias[0] == '@'); // one address is not a whole domain's
    if (!sound)
        return std::nullopt;
    return Entry { core::normalise_address(alias), core::normalise_address(address) };
}

// Postfix lets '-' be a delimiter and yet leaves these whole (own_request_special).
bool is_role(std::string_view local)
{
    return local.starts_with("owner-") || local.ends_with("-request") || local == "mailer-daemon"
        || local == "double-bounce";
}

} // namespace

std::string People::check_alias(const std::string& text)
{
    return parse_entry(text) ? "" : std::string(remedy);
}

core::Result<People> People::parse(
    std::string_view delimiters, const std::vector<std::string>& aliases)
{
    People people;
    people.delimiters_ = delimiters;
    for (const std::string& text : aliases) {
        auto entry = parse_entry(text);
        if (!entry)
            return core::Error { "policy.aliases: \"" + text + "\": " + std::string(remedy) };
        const auto [at, added] = people.aliases_.emplace(entry->alias, entry->address);
        if (!added && at->second != entry->address)
            return core::Error { "policy.aliases: \"" + text + "\": that alias is " + at->second
                + "'s already; name one address for each" };
    }
    for (const auto& [alias, address] : people.aliases_) {
        std::string at = alias[0] == '@' ? "x" + alias : alias;
        int steps = 0;
        while (steps <= most_steps && people.step(at))
            ++steps;
        if (steps > most_steps)
            return core::Error { "policy.aliases: \"" + alias + " = " + address
                + "\" leads back to itself, or over more than " + std::to_string(most_steps)
                + " aliases; name the address where the mail ends" };
    }
    return people;
}

const std::string* People::aliased(std::string_view normal) const
{
    const auto found = aliases_.find(normal);
    return found == aliases_.end() ? nullptr : &found->second;
}

bool People::step(std::string& address) const
{
    if (aliases_.empty())
        return false;
    const std::string bare = without_addition(address);
    const auto at = bare.rfind('@');
    if (at == bare.npos)
        return false;
    const std::string* next = aliased(address);
    if (!next)
        next = aliased(bare);
    if (!next)
        next = aliased(std::string_view(bare).substr(at));
    if (!next)
        return false;
    address = next->front() == '@' ? bare.substr(0, at) + *next : *next;
    return true;
}

std::string People::without_addition(std::string_view address) const
{
    std::string normal = core::normalise_address(address);
    const auto at = normal.rfind('@');
    const std::string_view local = std::string_view(normal).substr(0, at);
    const auto from = local.find_first_of(delimiters_, 1);
    if (at != normal.npos && from != local.npos && !is_role(local))
        normal.erase(from, at - from);
    return normal;
}

std::string People::person(std::string_view address) const
{
    std::string at = core::normalise_address(address);
    for (int i = 0; i < most_steps && step(at); ++i) { }
    return without_addition(at);
}

} // namespace milter
