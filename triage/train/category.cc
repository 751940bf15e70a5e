// The regression is FTRL-Proximal (McMahan et al., 2013), a set of weights for each class under one
// softmax, over messages in an order that a fixed seed shuffles.
#include "triage/train/category.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>
#include <unordered_map>

#include "triage/agents/classify.h"
#include "triage/train/category_ways.h"
#include "triage/train/random.h"

namespace train {

namespace {

using agents::CategoryMargins;
using core::Category;

constexpr std::uint64_t seed = 20261128;
constexpr std::size_t class_count = core::category_names.size();
constexpr unsigned fold_count = 5;

std::size_t learnt_as(std::size_t c)
{
    return static_cast<std::size_t>(agents::learnt_as(static_cast<Category>(c)));
}

bool is_word(const std::string& name)
{
    return name.size() > 2 && name[1] == ':' && name[0] != 'f';
}

CategoryMargins probabilities(CategoryMargins margins)
{
    double most = -1e9, sum = 0;
    for (std::size_t c = 1; c < class_count; ++c)
        most = std::max(most, margins[c]);
    for (std::size_t c = 1; c < class_count; ++c)
        sum += margins[c] = std::exp(margins[c] - most);
    margins[0] = 0; // Unknown is no class
    for (std::size_t c = 1; c < class_count; ++c)
        margins[c] /= sum;
    return margins;
}

struct Example {
    std::vector<std::pair<std::size_t, double>> terms; // column, value
    CategoryMargins offset {};
    std::size_t category = 0;
    double weight = 1;
};

class Ftrl {
public:
    Ftrl(std::size_t columns, const CategoryOptions& o)
        : options_(o)
        , z_(columns * class_count)
        , n_(columns * class_count)
    {
    }

    void learn(const Example& e)
    {
        CategoryMargins margins = e.offset;
        for (const auto& [column, value] : e.terms)
            for (std::size_t c = 1; c < class_count; ++c)
                margins[c] += weight(column * class_count + learnt_as(c)) * value;
        const CategoryMargins p = probabilities(margins);
        CategoryMargins error {};
        for (std::size_t c = 1; c < class_count; ++c)
            error[learnt_as(c)] += p[c] - (c == e.category);
        for (const auto& [column, value] : e.terms)
            for (std::size_t c = 1; c < class_count; ++c)
                if (error[c] != 0)
                    step(column * class_count + c, e.weight * value * error[c]);
    }

    double weight(std::size_t at) const
    {
        const double z = z_[at], lasso = options_.lasso * examples_;
        if (std::abs(z) <= lasso)
            return 0;
        const double sign = z < 0 ? -1 : 1;
        return (sign * lasso - z)
            / ((beta + std::sqrt(n_[at])) / alpha + options_.ridge * examples_);
    }

    void set_examples(double n) { examples_ = n; }

private:
    static constexpr double alpha = 0.3, beta = 1;

    void step(std::size_t at, double gradient)
    {
        const double w = weight(at), square = gradient * gradient;
        const double sigma = (std::sqrt(n_[at] + square) - std::sqrt(n_[at])) / alpha;
        z_[at] += gradient - sigma * w;
        n_[at] += square;
    }

    const CategoryOptions& options_;
    double examples_ = 1; // seen in all, so that penalties keep their proportion
    std::vector<double> z_, n_;
};

// Names of the terms that enough messages of enough senders have; facts always count.
std::vector<std::string> vocabulary(
    std::span<const JudgedMail* const> mail, const CategoryOptions& options)
{
    struct Seen {
        std::size_t messages = 0;
        std::set<std::string_view> senders;
    };
    std::map<std::string, Seen> seen;
    for (const JudgedMail* m : mail)
        for (const model::Term& t : m->terms) {
            Seen& s = seen[t.name];
            ++s.messages;
            if (s.senders.size() < options.least_senders)
                s.senders.insert(m->sender);
        }
    std::vector<std::string> names;
    for (const auto& [name, s] : seen)
        if (is_word(name)
                ? s.messages >= options.least_messages && s.senders.size() >= options.least_senders
                : options.with_facts || name == "bias")
            names.push_back(name);
    return names;
}

// Divides margins by what makes the probabilities fit best, found by golden section on a log scale.
double temperature(const model::Linear& m, std::span<const JudgedMail* const> mail)
{
    const auto loss = [&](double log_t) {
        double sum = 0;
        for (const JudgedMail* j : mail) {
            CategoryMargins margins = agents::category_margins(m, j->facts, j->terms);
            for (double& x : margins)
                x /= std::exp(log_t);
            sum -= std::log(
                std::max(probabilities(margins)[static_cast<std::size_t>(j->category)], 1e-12));
        }
        return sum;
    };
    constexpr double golden = 0.6180339887498949;
    double low = -1.5, high = 1.5;
    for (int i = 0; i < 30; ++i) {
        const double a = high - golden * (high - low), b = low + golden * (high - low);
        (loss(a) < loss(b) ? high : low) = loss(a) < loss(b) ? b : a;
    }
    return std::exp((low + high) / 2);
}

// How often a class was drawn says little of how often it comes to a site: rare ones weigh more.
CategoryMargins class_weights(
    std::span<const JudgedMail* const> mail, const CategoryOptions& options)
{
    constexpr double most = 4;
    CategoryMargins sums {};
    double all = 0, classes = 0;
    for (const JudgedMail* m : mail)
        sums[static_cast<std::size_t>(m->category)] += m->judged ? 1 : options.by_rule;
    for (const double s : sums) {
        all += s;
        classes += s > 0;
    }
    for (double& s : sums)
        s = s > 0 ? std::min(most, std::sqrt(all / (classes * s))) : 1;
    return sums;
}

model::Coefficients fit_once(
    std::span<const JudgedMail* const> mail, const CategoryOptions& options)
{
    const auto names = vocabulary(mail, options);
    std::unordered_map<std::string, std::size_t> columns;
    for (std::size_t i = 0; i < names.size(); ++i)
        columns[names[i]] = i;
    std::vector<Example> examples;
    const auto by_class = class_weights(mail, options);
    for (const JudgedMail* m : mail) {
        Example& e = examples.emplace_back();
        for (const model::Term& t : m->terms)
            if (const auto it = columns.find(t.name); it != columns.end())
                e.terms.emplace_back(it->second, t.value);
        if (options.with_facts)
            e.offset = agents::set_by_hand(m->facts);
        e.category = static_cast<std::size_t>(m->category);
        e.weight = by_class[e.category] * (m->judged ? 1 : options.by_rule);
    }
    Ftrl ftrl(names.size(), options);
    Random random(seed);
    std::vector<const Example*> order;
    for (const Example& e : examples)
        order.push_back(&e);
    double seen = 0;
    for (unsigned round = 0; round < options.rounds; ++round) {
        random.shuffle(order);
        for (const Example* e : order) {
            ftrl.set_examples(++seen);
            ftrl.learn(*e);
        }
    }
    std::map<std::uint32_t, double> by_hash; // names with one hash share their weight
    by_hash[model::class_hash(agents::by_hand_term, 0)] = options.with_facts;
    for (std::size_t i = 0; i < names.size(); ++i)
        for (std::uint32_t c = 1; c < class_count; ++c)
            if (const double w = ftrl.weight(i * class_count + c); std::abs(w) > 1e-3)
                by_hash[model::class_hash(names[i], c)] += w;
    model::Coefficients c;
    c.name = "category";
    for (const auto& [hash, weight] : by_hash)
        c.weights.push_back({ hash, static_cast<float>(weight) });
    return c;
}

unsigned fold_of(const JudgedMail& m)
{
    return model::term_hash(m.sender) % fold_count;
}

model::Linear opened(const model::Coefficients& c)
{
    return model::Linear::open(model::serialise(c)).value();
}

CategoryGuess guess(const model::Linear& m, const JudgedMail& mail, bool with_facts)
{
    CategoryMargins margins = agents::category_margins(m, mail.facts, mail.terms);
    if (!with_facts) {
        const CategoryMargins p = probabilities(margins);
        const auto best = std::max_element(p.begin() + 1, p.end());
        return { static_cast<Category>(best - p.begin()), *best };
    }
    const agents::Classified c = agents::decide(margins, mail.facts);
    return { c.category, c.confidence };
}

// As if the model were asked of languages that it has not learnt, too.
JudgedMail in_any_language(const JudgedMail& mail)
{
    JudgedMail m = mail;
    if (m.terms.empty())
        m.terms = m.foreign_terms;
    return m;
}

// Every way's guesses for what is measured.
struct Guesses {
    std::map<std::string, std::vector<std::pair<const JudgedMail*, CategoryGuess>>> by_way;
};

void add_guesses(std::span<const JudgedMail* const> learnt,
    std::span<const JudgedMail* const> measured, const CategoryOptions& options, Guesses& out)
{
    const model::Linear model = opened(fit_category(learnt, options));
    CategoryOptions words = options;
    words.with_facts = false;
    const model::Linear words_model = opened(fit_category(learnt, words));
    const WordBayes bayes(learnt);
    for (const JudgedMail* m : measured) {
        const auto add
            = [&](const char* way, const CategoryGuess& g) { out.by_way[way].emplace_back(m, g); };
        add("1 keyword first", first_keyword(m->text));
        add("2 header rules", by_headers(m->facts));
        add("3 naive Bayes", bayes.guess(m->text));
        add("4 words alone", guess(words_model, *m, false));
        add("5 by hand", guess({}, *m, true));
        add("6 model everywhere", guess(model, in_any_language(*m), true));
        add("7 model", guess(model, *m, true));
    }
}

std::vector<CategoryScore> scores(const Guesses& guesses)
{
    std::vector<CategoryScore> table;
    for (const auto& [way, all] : guesses.by_way)
        table.push_back(score_category(way.substr(2), all));
    return table;
}

} // namespace

core::Category shows(const agents::Facts& f)
{
    using agents::Fact;
    if (f.has(Fact::Dangerous))
        return Category::Unwanted;
    if (f.has(Fact::Report))
        return Category::Bounce;
    if (f.has(Fact::Calendar))
        return Category::Calendar;
    if (f.has(Fact::ListPost) && f.has(Fact::ListId) && f.has(Fact::Reply))
        return Category::List;
    if (f.has(Fact::Code) && f[Fact::SecurityWords] >= agents::in_subject)
        return Category::Security;
    return Category::Unknown;
}

model::Coefficients fit_category(
    std::span<const JudgedMail* const> mail, const CategoryOptions& options)
{
    // How sure it may be is learnt on folds that it was not fitted on.
    std::vector<double> logs;
    for (unsigned fold = 0; fold < fold_count; ++fold) {
        std::vector<const JudgedMail*> others, these;
        for (const JudgedMail* m : mail)
            if (fold_of(*m) != fold)
                others.push_back(m);
            else if (m->judged)
                these.push_back(m);
        if (!these.empty() && !others.empty())
            logs.push_back(std::log(temperature(opened(fit_once(others, options)), these)));
    }
    double sum = 0;
    for (const double l : logs)
        sum += l;
    const double t = logs.empty() ? 1 : std::exp(sum / static_cast<double>(logs.size()));
    model::Coefficients c = fit_once(mail, options);
    for (model::Weight& w : c.weights)
        w.weight = static_cast<float>(static_cast<double>(w.weight) / t);
    return c;
}

std::vector<CategoryScore> evaluate_category(
    std::span<const JudgedMail> mail, HeldOut held_out, const CategoryOptions& options)
{
    const auto part_of = [&](const JudgedMail& m) {
        return held_out == HeldOut::Source ? m.source : std::to_string(fold_of(m));
    };
    std::set<std::string> parts;
    for (const JudgedMail& m : mail)
        if (m.judged)
            parts.insert(part_of(m));
    Guesses guesses;
    for (const std::string& part : parts) {
        std::vector<const JudgedMail*> learnt, measured;
        for (const JudgedMail& m : mail)
            if (part_of(m) != part)
                learnt.push_back(&m);
            else if (m.judged)
                measured.push_back(&m);
        add_guesses(learnt, measured, options, guesses);
    }
    return scores(guesses);
}

std::vector<CategoryScore> measure_category(std::span<const JudgedMail> learnt,
    std::span<const JudgedMail> measured, const CategoryOptions& options)
{
    std::vector<const JudgedMail*> from, on;
    for (const JudgedMail& m : learnt)
        from.push_back(&m);
    for (const JudgedMail& m : measured)
        on.push_back(&m);
    Guesses guesses;
    add_guesses(from, on, options, guesses);
    return scores(guesses);
}

} // namespace train
