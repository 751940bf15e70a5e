// Simpler ways to tell categories, which the model is measured beside, and the measure. Pure.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "triage/train/category.h"

namespace train {

struct CategoryGuess {
    core::Category category = core::Category::Unknown;
    double confidence = 0; // 0: it gives none
};

// The first word of a fixed list decides, as in the simplest of triage programs.
CategoryGuess first_keyword(std::string_view text);
// What header fields and the envelope say, weighed by hand; the text counts for nothing.
CategoryGuess by_headers(const agents::Facts& facts);

// Multinomial naive Bayes over the words of subject and text, as POPFile does it.
class WordBayes {
public:
    explicit WordBayes(std::span<const JudgedMail* const> mail);
    CategoryGuess guess(std::string_view text) const;

private:
    struct Class {
        double messages = 0, words = 0;
        std::map<std::string, double, std::less<>> counts;
    };
    std::map<core::Category, Class> classes_;
    std::size_t vocabulary_ = 0;
    double messages_ = 0;
};

CategoryScore score_category(
    std::string name, std::span<const std::pair<const JudgedMail*, CategoryGuess>> guesses);

} // namespace train
