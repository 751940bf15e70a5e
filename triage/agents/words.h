// Words of a text as the agents compare them: lower case for ASCII and the accented letters of
// Western European languages, at the same byte offsets as the text they come from. Bounded by the
// caller's prefix, linear, pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace agents {

// `utf8` with ASCII and Latin-1 letters lowered; the same length, so that offsets carry over.
std::string fold_latin(std::string_view utf8);

struct Word {
    std::string_view text;
    std::size_t offset = 0; // in the text
};

// Runs of letters and digits; apostrophes, hyphens and all punctuation divide. The views are into
// `folded`. At most `limit` words.
std::vector<Word> words_of(std::string_view folded, std::size_t limit);

// Folded copy of a text and its words. Not copyable: the words point into the copy.
class WordList {
public:
    // Reads at most `max_bytes` of `utf8`.
    WordList(std::string_view utf8, std::size_t max_bytes);
    WordList(const WordList&) = delete;
    WordList& operator=(const WordList&) = delete;

    const std::string& folded() const { return folded_; }
    const std::vector<Word>& words() const { return words_; }

private:
    std::string folded_;
    std::vector<Word> words_;
};

} // namespace agents
