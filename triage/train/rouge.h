// ROUGE (Lin, 2004): how much a short text has in common with another, as F1 of words, of pairs of
// words, and of the longest common subsequence. Lower case, letters and digits, no stemming. Pure;
// the last is quadratic in the words, of which at most 400 count.
#pragma once

#include <string_view>

namespace train {

struct Rouge {
    double one = 0, two = 0, longest = 0; // 0…1
};
Rouge rouge(std::string_view text, std::string_view reference);

} // namespace train
