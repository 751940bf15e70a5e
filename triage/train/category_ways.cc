#include "triage/train/category_ways.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "triage/agents/classify.h"
#include "triage/agents/words.h"
#include "triage/train/random.h"

namespace train {

namespace {

using core::Category;

constexpr std::size_t read_bytes = 4096, bins = 10;
constexpr double wanted_precision = 0.95;
constexpr std::uint64_t seed = 20261129;

struct Keyword {
    std::string_view word;
    Category category;
};
constexpr auto keywords = std::to_array<Keyword>({ { "undeliverable", Category::Bounce },
    { "delivery status", Category::Bounce }, { "password", Category::Security },
    { "verification", Category::Security }, { "invoice", Category::Transaction },
    { "receipt", Category::Transaction }, { "order", Category::Transaction },
    { "payment", Category::Transaction }, { "unsubscribe", Category::Newsletter },
    { "newsletter", Category::Newsletter }, { "sale", Category::Promotion },
    { "offer", Category::Promotion }, { "free", Category::Promotion },
    { "invited", Category::Social }, { "friend", Category::Social }, { "meeting", Category::Work },
    { "project", Category::Work }, { "report", Category::Work },
    { "alert", Category::Notification }, { "notification", Category::Notification } });

// Facts of header_facts.cc that the header and the envelope alone show.
constexpr auto header_facts = std::to_array<agents::Fact>({ agents::Fact::ListId,
    agents::Fact::ListPost, agents::Fact::ListUnsubscribe, agents::Fact::OneClick,
    agents::Fact::PrecedenceBulk, agents::Fact::FeedbackId, agents::Fact::AutoSubmitted,
    agents::Fact::NullSender, agents::Fact::NoReply, agents::Fact::RoleSender,
    agents::Fact::BounceSender, agents::Fact::Report, agents::Fact::FreeMail,
    agents::Fact::SocialSite, agents::Fact::Colleague, agents::Fact::Internal, agents::Fact::SoleTo,
    agents::Fact::ManyRecipients, agents::Fact::Undisclosed, agents::Fact::Reply,
    agents::Fact::ReSubject, agents::Fact::Forward, agents::Fact::Calendar });

std::vector<std::string> words_of(std::string_view text)
{
    const agents::WordList list(text, read_bytes);
    std::vector<std::string> all;
    for (const agents::Word& w : list.words())
        all.emplace_back(w.text);
    return all;
}

} // namespace

CategoryGuess first_keyword(std::string_view text)
{
    const std::string folded = agents::fold_latin(text.substr(0, read_bytes));
    for (const Keyword& k : keywords)
        if (folded.find(k.word) != folded.npos)
            return { k.category, 0 };
    return { Category::Personal, 0 };
}

CategoryGuess by_headers(const agents::Facts& facts)
{
    agents::Facts kept; // what the scan said is no header either
    for (const agents::Fact f : header_facts)
        kept.set(f, facts[f]);
    const agents::Classified c = agents::decide(agents::set_by_hand(kept), facts);
    return { c.category, c.confidence };
}

WordBayes::WordBayes(std::span<const JudgedMail* const> mail)
{
    std::set<std::string> all;
    for (const JudgedMail* m : mail) {
        Class& c = classes_[m->category];
        ++c.messages;
        ++messages_;
        for (const std::string& w : words_of(m->text)) {
            ++c.counts[w];
            ++c.words;
            all.insert(w);
        }
    }
    vocabulary_ = all.size();
}

CategoryGuess WordBayes::guess(std::string_view text) const
{
    const auto words = words_of(text);
    CategoryGuess best;
    double most = -1e300;
    for (const auto& [category, c] : classes_) {
        double sum = std::log(c.messages / messages_);
        for (const std::string& w : words) {
            const auto found = c.counts.find(w);
            const double n = found == c.counts.end() ? 0 : found->second;
            sum += std::log((n + 1) / (c.words + static_cast<double>(vocabulary_)));
        }
        if (sum > most) {
            most = sum;
            best.category = category;
        }
    }
    return best;
}

namespace {

struct Bins { // of confidences: what they sum up to, and how many were right
    std::array<double, bins> sure {}, right {};
    std::size_t of(double confidence) const
    {
        return std::min(static_cast<std::size_t>(confidence * bins), bins - 1);
    }
    void add(double confidence, bool good)
    {
        sure[of(confidence)] += confidence;
        right[of(confidence)] += good;
    }
    double error(std::size_t all) const
    {
        double sum = 0;
        for (std::size_t b = 0; b < bins; ++b)
            sum += std::abs(sure[b] - right[b]);
        return sum / static_cast<double>(std::max<std::size_t>(all, 1));
    }
};

// A few hundred messages do not come out as their probabilities, were these ever so true.
double error_by_chance(std::span<const std::pair<double, bool>> by_confidence)
{
    constexpr std::size_t draws = 500, fine = 1u << 20;
    Random random(seed);
    double sum = 0;
    for (std::size_t i = 0; i < draws; ++i) {
        Bins drawn;
        for (const auto& [confidence, _] : by_confidence)
            drawn.add(confidence, static_cast<double>(random.below(fine)) < confidence * fine);
        sum += drawn.error(by_confidence.size());
    }
    return sum / draws;
}

} // namespace

double CategoryClass::f1() const
{
    const double p = precision.value(), r = recall.value();
    return p + r > 0 ? 2 * p * r / (p + r) : 0;
}

CategoryScore score_category(
    std::string name, std::span<const std::pair<const JudgedMail*, CategoryGuess>> guesses)
{
    CategoryScore score;
    score.name = std::move(name);
    std::array<CategoryClass, core::category_names.size()> all {};
    Bins in_bins;
    bool confident = false;
    std::vector<std::pair<double, bool>> by_confidence;
    for (const auto& [mail, g] : guesses) {
        const bool good = g.category == mail->category;
        ++all[static_cast<std::size_t>(mail->category)].recall.total;
        ++all[static_cast<std::size_t>(g.category)].precision.total;
        all[static_cast<std::size_t>(mail->category)].recall.count += good;
        all[static_cast<std::size_t>(g.category)].precision.count += good;
        ++score.right.total;
        score.right.count += good;
        score.foreign.total += !mail->foreign_terms.empty();
        score.foreign.count += good && !mail->foreign_terms.empty();
        in_bins.add(g.confidence, good);
        confident = confident || g.confidence > 0;
        by_confidence.emplace_back(g.confidence, good);
    }
    std::size_t counted = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
        all[i].category = static_cast<Category>(i);
        if (all[i].recall.total == 0)
            continue;
        score.classes.push_back(all[i]);
        if (all[i].recall.total < least_of_class || all[i].category == Category::Unknown)
            continue;
        score.macro_f1 += all[i].f1();
        ++counted;
    }
    score.macro_f1 /= static_cast<double>(std::max<std::size_t>(counted, 1));
    if (!confident)
        return score;
    const auto n = static_cast<double>(std::max<std::size_t>(guesses.size(), 1));
    score.calibration = in_bins.error(guesses.size());
    score.by_chance = error_by_chance(by_confidence);
    std::stable_sort(by_confidence.begin(), by_confidence.end(),
        [](const auto& a, const auto& b) { return a.first > b.first; });
    double good = 0;
    for (std::size_t i = 0; i < by_confidence.size(); ++i) {
        good += by_confidence[i].second;
        if (const auto seen = static_cast<double>(i + 1); good >= wanted_precision * seen)
            score.coverage = seen / n;
    }
    return score;
}

} // namespace train
