// The facts of features.def, found in one message: names and numbers that categories.def and
// prioritise.cc weigh. Header facts come first: a header is a fact, a body an inference. Pure;
// reads bounded prefixes of the text, so its time is bounded too.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "triage/agents/agent.h"
#include "triage/agents/date_words.h"
#include "triage/agents/lexicon.h"
#include "triage/core/verdict.h"

namespace agents {

enum class Fact : std::uint16_t {
#define FEATURE(id, word, weight) id,
#include "triage/agents/features.def"
#undef FEATURE
};

inline constexpr auto fact_names = std::to_array<std::string_view>({
#define FEATURE(id, word, weight) word,
#include "triage/agents/features.def"
#undef FEATURE
});
inline constexpr std::size_t fact_count = fact_names.size();

// Least value of a phrase fact whose phrase stands in the subject; phrases of the text alone stay
// below it.
inline constexpr double in_subject = 0.7;

class Facts {
public:
    void set(Fact f, double value); // 0…1, clamped
    double operator[](Fact f) const { return values_[static_cast<std::size_t>(f)]; }
    bool has(Fact f) const { return (*this)[f] > 0; }
    // Those that are not zero, for the wire, and back; unknown ones are passed over.
    std::vector<core::Feature> features() const;
    static Facts of(std::span<const core::Feature> features);

private:
    std::array<double, fact_count> values_ {};
};

// What the agents read of a message's text, folded and with its phrases found.
struct Reading {
    explicit Reading(const core::Message& message, const Lexicon& lexicon);

    WordList subject;
    WordList text; // what is new in it
    WordList foot; // the end of it all, where bulk mail says how to unsubscribe
    std::vector<Hit> subject_hits, text_hits;
    CueCounts subject_cues, text_cues, foot_cues;
};

// Header and envelope facts (header_facts.cc) and facts of the text (text_facts.cc).
void find_header_facts(const Case& c, Facts& facts);
void find_text_facts(const Case& c, const Reading& reading, const DateWords& dates, Facts& facts);

} // namespace agents
