// The phrases of lexicon.def and where they stand in a text: one hash lookup a word. Boosters only:
// what a header says comes first, and no phrase decides anything by itself. Const once built.
#pragma once

#include <algorithm>
#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "triage/agents/words.h"

namespace agents {

enum class Language : std::uint8_t { En, De, Fr, Es, It, Nl, Pt };
inline constexpr std::array<std::string_view, 7> language_names { "en", "de", "fr", "es", "it",
    "nl", "pt" };

enum class Cue : std::uint8_t {
    Common, // frequent small words, for telling languages apart
    Greeting, // opens a letter
    Filler, // says nothing: "hope you are well"
    Boilerplate, // "view in browser", "unsubscribe"
    AskReply,
    AskReview,
    AskPay,
    AskSchedule,
    AskAttend,
    AskSend,
    AskConfirm,
    Thanks,
    Deadline, // before a date: "by", "no later than"
    Security,
    CodeWord, // names a one-time code
    Transaction,
    Offer,
    Newsletter,
    Social,
    Notification,
    Bounce,
    Personal,
    Work,
    Spam,
    Urgent,
    Flattery,
    CallMe, // this and what follows: what kind of answer is fit
    AskStatus,
    AskOpinion,
    AskWhen,
    Congratulations,
    Apology,
    Notice,
};
inline constexpr std::size_t cue_count = static_cast<std::size_t>(Cue::Notice) + 1;

struct Hit {
    Cue cue;
    Language language;
    std::size_t first = 0; // index of the phrase's first word
    std::size_t words = 0;
};

class Lexicon {
public:
    Lexicon();
    // In order of place; the longest phrase of each cue at each place.
    std::vector<Hit> find(std::span<const Word> words) const;

private:
    struct Phrase {
        Cue cue;
        Language language;
        std::vector<std::string> words;
    };
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view s) const
        {
            return std::hash<std::string_view> {}(s);
        }
    };
    void add(Cue cue, Language language, std::string_view phrase);
    // Whether a phrase may begin with a word of that length and those bytes at its ends: spares
    // most words, of which a message has thousands, the look into the table.
    static constexpr std::size_t shapes = 1u << 14;
    static std::size_t shape(std::string_view word)
    {
        const auto byte
            = [&](std::size_t i) -> std::size_t { return static_cast<unsigned char>(word[i]); };
        const std::size_t ends = byte(0) + 31 * byte(word.size() - 1) + 997 * byte(word.size() / 2);
        return (ends * 16 + std::min<std::size_t>(word.size(), 15)) % shapes;
    }
    std::bitset<shapes> shapes_;
    // By first word; of one word the longest phrases stand first.
    std::unordered_map<std::string, std::vector<Phrase>, Hash, std::equal_to<>> phrases_;
};

// How often each cue stands in a text.
class CueCounts {
public:
    explicit CueCounts(std::span<const Hit> hits);
    unsigned of(Cue c) const { return counts_[static_cast<std::size_t>(c)]; }

private:
    std::array<unsigned, cue_count> counts_ {};
};

} // namespace agents
