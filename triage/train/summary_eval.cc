#include "triage/train/summary_eval.h"

#include <algorithm>
#include <array>
#include <functional>

#include "triage/agents/summary.h"
#include "triage/core/text.h"
#include "triage/train/random.h"

namespace train {

namespace {

constexpr std::uint64_t seed = 20261127;
constexpr std::size_t rounds = 2000;
constexpr std::size_t read_bytes = 4096;

using Way = std::function<std::string(const Subjected&)>;

// Without "Hi Anna," and the like; the first sentence that is more than that.
std::string without_greeting(std::string_view text, const agents::Lexicon& lexicon)
{
    for (std::string_view sentence : core::sentences(text, read_bytes)) {
        const agents::WordList words(sentence, sentence.size());
        const auto hits = lexicon.find(words.words());
        const bool greets = std::any_of(hits.begin(), hits.end(),
            [](const agents::Hit& h) { return h.cue == agents::Cue::Greeting && h.first == 0; });
        const std::size_t comma = sentence.substr(0, 48).find(',');
        if (greets && comma != sentence.npos)
            sentence = core::trim(sentence.substr(comma + 1));
        else if (greets && words.words().size() < 5)
            continue;
        if (!sentence.empty())
            return std::string(sentence);
    }
    return {};
}

std::string first(std::string_view text)
{
    const auto sentences = core::sentences(text, read_bytes);
    return sentences.empty() ? std::string() : std::string(sentences.front());
}

std::string best(const Subjected& s, const agents::Lexicon& lexicon)
{
    std::string found;
    double most = -1;
    for (const auto& c : agents::summary_candidates(s.text, lexicon))
        if (const Rouge r = rouge(c.line, s.subject); r.one + r.longest > most) {
            most = r.one + r.longest;
            found = c.line;
        }
    return found;
}

void add(Rouge& to, const Rouge& r, double share)
{
    to.one += 100 * share * r.one;
    to.two += 100 * share * r.two;
    to.longest += 100 * share * r.longest;
}

SummaryTable::Gain gain(std::span<const double> differences)
{
    const auto n = differences.size();
    SummaryTable::Gain g;
    for (const double d : differences)
        g.mean += 100 * d / static_cast<double>(n);
    Random random(seed);
    std::vector<double> means;
    for (std::size_t r = 0; r < rounds; ++r) {
        double sum = 0;
        for (std::size_t i = 0; i < n; ++i)
            sum += differences[random.below(n)];
        means.push_back(100 * sum / static_cast<double>(n));
    }
    std::sort(means.begin(), means.end());
    g.interval = { means[rounds / 40], means[rounds - 1 - rounds / 40] };
    return g;
}

} // namespace

core::Result<Subjected> read_subjected(const std::string& file, std::string_view text)
{
    Subjected s;
    std::string* into = &s.text;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line == "@subject")
            into = &s.subject;
        else if (line.starts_with("@ann"))
            into = &s.others.emplace_back();
        else
            (*into += core::valid_utf8(line)) += '\n';
    }
    s.subject = core::trim(s.subject);
    if (core::trim(s.text).empty() || s.subject.empty())
        return core::Error { file
            + ": wants a text and below it a line @subject with the subject" };
    return s;
}

SummaryTable evaluate_summary(std::span<const Subjected> texts, const model::Linear& ranker)
{
    const agents::Lexicon lexicon;
    const std::array<std::pair<const char*, Way>, 5> ways { {
        { "first sentence", [](const Subjected& s) { return first(s.text); } },
        { "without greeting",
            [&](const Subjected& s) { return without_greeting(s.text, lexicon); } },
        { "rules", [&](const Subjected& s) { return agents::summary_of(s.text, lexicon); } },
        { "model",
            [&](const Subjected& s) { return agents::summary_of(s.text, lexicon, ranker, true); } },
        { "best possible", [&](const Subjected& s) { return best(s, lexicon); } },
    } };
    SummaryTable table;
    std::array<std::vector<Rouge>, ways.size()> each;
    for (std::size_t w = 0; w < ways.size(); ++w) {
        SummaryWay way { ways[w].first, {}, {} };
        for (const Subjected& s : texts) {
            const std::string summary = ways[w].second(s);
            each[w].push_back(rouge(summary, s.subject));
            add(way.subject, each[w].back(), 1.0 / static_cast<double>(texts.size()));
            for (const std::string& other : s.others)
                add(way.others, rouge(summary, other),
                    1.0 / static_cast<double>(texts.size() * s.others.size()));
        }
        table.ways.push_back(std::move(way));
    }
    std::array<std::vector<double>, 3> differences;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        differences[0].push_back(each[3][i].one - each[1][i].one);
        differences[1].push_back(each[3][i].two - each[1][i].two);
        differences[2].push_back(each[3][i].longest - each[1][i].longest);
    }
    if (!texts.empty()) {
        table.one = gain(differences[0]);
        table.two = gain(differences[1]);
        table.longest = gain(differences[2]);
    }
    return table;
}

} // namespace train
