// The style elements of one HTML part: which declarations hold for an element. Selectors of
// elements, classes and ids, alone or as descendants and children of each other, are read; others
// are passed over. Used by the reader for one part; bounded in rules and in the work of matching.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "triage/html/style.h"

namespace html {

using NameHash = std::uint64_t; // 0: none

// Of an element, class or id; case does not matter (mail is mostly read in quirks mode).
NameHash hash_name(std::string_view name);

// An element as selectors see it.
struct Described {
    NameHash tag = 0;
    NameHash id = 0;
    std::vector<NameHash> classes;
};

class Sheet {
public:
    struct Rule {
        std::vector<Declaration> declarations;
        bool toggle; // within an @media that may not hold
    };
    struct Match {
        std::uint32_t specificity;
        std::uint32_t rule; // later ones win
    };

    // `css`: text of a style element; `media`: its attribute.
    void add(std::string_view css, std::string_view media);
    // The rules that hold for `element` within `outer` (the root first), weakest first.
    std::vector<Match> match(std::span<const Described> outer, const Described& element);
    const Rule& rule(std::uint32_t i) const { return rules_[i]; }
    bool empty() const { return rules_.empty(); }
    // A rule that was passed over paints a background: who knows what stands on it.
    bool unread_paper() const { return unread_paper_; }
    // Not all was read or matched.
    bool cut() const { return cut_; }

private:
    struct Compound {
        NameHash tag = 0;
        NameHash id = 0;
        std::vector<NameHash> classes;
        bool child = false; // of the one before it, not only a descendant
        bool holds_for(const Described& element) const;
        NameHash key() const;
    };
    struct Selector {
        std::vector<Compound> compounds; // outermost first
        std::uint32_t specificity = 0;
        std::uint32_t rule = 0;
    };
    void add_rules(std::string_view css, bool toggle, int depth);
    void add_block(std::string_view prelude, std::string_view block, bool toggle, int depth);
    void add_rule(std::string_view prelude, std::string_view block, bool toggle);
    static bool parse_selector(std::string_view text, Selector& out);
    static bool parse_simple(std::string_view text, std::size_t& at, Selector& out);
    struct Place {
        std::span<const Described> outer;
        const Described& element;
        const Described& at(std::size_t level) const
        {
            return level == outer.size() ? element : outer[level];
        }
    };
    bool matches(const Selector& s, const Place& place);
    void match_key(NameHash key, const Place& place, std::vector<Match>& out);

    std::vector<Rule> rules_;
    std::vector<Selector> selectors_;
    std::unordered_map<NameHash, std::vector<std::uint32_t>> by_key_;
    std::size_t bytes_ = 0;
    std::size_t steps_ = 0;
    bool unread_paper_ = false;
    bool cut_ = false;
};

} // namespace html
