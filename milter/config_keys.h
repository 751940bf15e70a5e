// The table of configuration keys as rows: one row of config_keys.def gives a key's name, the
// member of Config it fills, what it may hold, whether a reload applies it, and its help line. Read
// by config.cc and config_check.cc, the manual's and the sample file's tests. Const, thread-safe.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "milter/config.h"

namespace milter {

using Texts = std::vector<std::string>;
using TextMap = std::map<std::string, std::string>;

// A key's place in a Config. The alternatives are the types that a key may have.
template <typename T>
using Member = T& (*)(Config&);
using AnyMember = std::variant<Member<bool>, Member<std::uint32_t>, Member<std::uint64_t>,
    Member<std::string>, Member<Texts>, Member<TextMap>>;

// What a text, or each text of a list, must look like.
enum class Form : std::uint8_t {
    Any,
    Path, // relative ones are taken from the configuration file's folder
    PathOrOff, // the same, "" switches off
    File, // a path that must exist
    MilterSocket, // unix:PATH, inet:PORT@HOST, inet6:PORT@HOST
    Listen, // ADDRESS:PORT, "" switches off
    Mode, // octal, of a file
    Domain,
    Network, // CIDR
    Alias, // "ALIAS = ADDRESS"
    FieldName, // of a header field, "" for none
};

struct Rule {
    std::uint64_t min = 0, max = UINT64_MAX; // of a number
    std::string_view words {}; // the only ones allowed, separated by spaces; empty: any
    Form form = Form::Any;
    bool or_none = false; // "" is allowed besides the words
};

enum class Effect : std::uint8_t { Live, Restart };

struct Key {
    std::string name; // "scaling.min_workers"
    AnyMember member;
    Effect effect;
    Rule rule;
    std::string_view help;

    std::string_view group() const; // "" at the top level
};

std::span<const Key> config_keys();
const Key* find_key(std::string_view name); // null if there is none
bool is_group(std::string_view name);

// Names that other triage systems use for the same things, so that the error for them can say what
// to write here.
struct Synonym {
    std::string_view theirs;
    std::string_view ours; // a key of the table
};
std::span<const Synonym> config_synonyms();
// The remedy for an unknown name: a synonym, else the nearest key or group, else "".
std::string_view nearest_key(std::string_view unknown);

// The value of a key as `show config` prints it: true, 4, "text", [ "a", "b" ].
std::string value_text(const Key& key, const Config& config);

} // namespace milter
