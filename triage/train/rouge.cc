#include "triage/train/rouge.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "triage/agents/words.h"

namespace train {

namespace {

constexpr std::size_t most_words = 400;
constexpr std::size_t read_bytes = 4096;

using Counts = std::map<std::string, std::size_t, std::less<>>;

std::vector<std::string> words(std::string_view text)
{
    const agents::WordList list(text, read_bytes);
    std::vector<std::string> out;
    for (const agents::Word& w : list.words())
        if (out.size() < most_words)
            out.emplace_back(w.text);
    return out;
}

Counts grams(const std::vector<std::string>& words, std::size_t n)
{
    Counts counts;
    for (std::size_t i = 0; i + n <= words.size(); ++i) {
        std::string gram;
        for (std::size_t k = 0; k < n; ++k)
            gram += words[i + k] + ' ';
        ++counts[gram];
    }
    return counts;
}

double f1(std::size_t common, std::size_t a, std::size_t b)
{
    return common == 0 ? 0 : 2.0 * static_cast<double>(common) / static_cast<double>(a + b);
}

double of_grams(const std::vector<std::string>& a, const std::vector<std::string>& b, std::size_t n)
{
    if (a.size() < n || b.size() < n)
        return 0;
    const Counts in_b = grams(b, n);
    std::size_t common = 0;
    for (const auto& [gram, times] : grams(a, n))
        if (const auto it = in_b.find(gram); it != in_b.end())
            common += std::min(times, it->second);
    return f1(common, a.size() - n + 1, b.size() - n + 1);
}

std::size_t common_subsequence(const std::vector<std::string>& a, const std::vector<std::string>& b)
{
    std::vector<std::size_t> row(b.size() + 1);
    for (const std::string& word : a) {
        std::size_t diagonal = 0;
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t above = row[j + 1];
            row[j + 1] = word == b[j] ? diagonal + 1 : std::max(above, row[j]);
            diagonal = above;
        }
    }
    return row.back();
}

} // namespace

Rouge rouge(std::string_view text, std::string_view reference)
{
    const auto a = words(text), b = words(reference);
    return { of_grams(a, b, 1), of_grams(a, b, 2),
        f1(common_subsequence(a, b), a.size(), b.size()) };
}

} // namespace train
