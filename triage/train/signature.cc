#include "triage/train/signature.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>

#include "triage/core/text.h"
#include "triage/train/random.h"
#include "triage/zone/lines.h"
#include "triage/zone/signature.h"

namespace train {

namespace {

constexpr std::uint64_t seed = 20261128;
constexpr std::string_view mark = "#sig#";

// A letter as the model sees it: candidates of which one is right, or none.
struct Choice {
    std::vector<zone::SignatureCandidate> candidates;
    std::size_t right = 0; // candidates.size(): there is no signature
};

std::vector<std::string_view> views(const std::vector<std::string>& lines)
{
    return { lines.begin(), lines.end() };
}

bool is_blank(std::string_view line)
{
    return core::trim(line).empty();
}

// The lines that the sender wrote, by their number; what programs mark is known without a model.
std::vector<std::size_t> own_lines(const MarkedLetter& letter)
{
    const auto zones = zone::mark(views(letter.lines));
    std::vector<std::size_t> own;
    for (std::size_t i = 0; i < zones.size(); ++i)
        if (zones[i] == zone::Zone::New)
            own.push_back(i);
    return own;
}

std::vector<std::string_view> lines_of(
    const MarkedLetter& letter, std::span<const std::size_t> numbers)
{
    std::vector<std::string_view> all;
    for (const std::size_t i : numbers)
        all.emplace_back(letter.lines[i]);
    return all;
}

Choice choice_of(const MarkedLetter& letter)
{
    const auto own = own_lines(letter);
    Choice c { zone::signature_candidates(lines_of(letter, own), { letter.name, letter.address }),
        0 };
    c.right = c.candidates.size();
    for (std::size_t k = 0; k < c.candidates.size() && c.right == c.candidates.size(); ++k)
        if (letter.signature[own[c.candidates[k].line]])
            c.right = k;
    return c;
}

// A multinomial logistic regression over the candidates of each letter and none of them (McFadden's
// conditional logit), with a ridge; Newton's method, halving a step that climbs.
class Fit {
public:
    using Row = std::vector<std::pair<std::size_t, double>>;
    struct Letter {
        std::vector<Row> candidates;
        std::size_t right = 0;
    };

    Fit(std::vector<Letter> letters, std::size_t columns, double ridge)
        : letters_(std::move(letters))
        , n_(columns + 1)
        , ridge_(ridge)
    {
    }

    std::vector<double> run() // the last one is the bias
    {
        constexpr int most_rounds = 50;
        constexpr double least_gain = 1e-9;
        std::vector<double> weights(n_);
        double loss = look(weights);
        for (int round = 0; round < most_rounds; ++round) {
            const std::vector<double> step = newton_step();
            std::vector<double> next = weights;
            double gain = -1;
            for (double share = 1; gain < 0 && share > 1e-4; share /= 2) {
                for (std::size_t i = 0; i < n_; ++i)
                    next[i] = weights[i] - share * step[i];
                gain = loss - look(next);
            }
            if (gain < least_gain)
                break;
            weights = next;
            loss -= gain;
        }
        return weights;
    }

private:
    // The loss at these weights; its gradient and curvature are then in the members.
    double look(const std::vector<double>& w)
    {
        gradient_.assign(n_, 0);
        curvature_.assign(n_ * n_, 0);
        double loss = 0;
        for (std::size_t i = 0; i + 1 < n_; ++i) {
            loss += ridge_ * w[i] * w[i] / 2;
            gradient_[i] = ridge_ * w[i];
            curvature_[i * n_ + i] = ridge_;
        }
        curvature_.back() = 1e-9;
        for (const Letter& l : letters_)
            loss += add(l, w);
        return loss;
    }

    double add(const Letter& l, const std::vector<double>& w)
    {
        std::vector<double> odds;
        double all = 1;
        for (const Row& row : l.candidates) {
            double margin = w.back();
            for (const auto& [column, value] : row)
                margin += w[column] * value;
            all += odds.emplace_back(std::exp(std::clamp(margin, -50.0, 50.0)));
        }
        std::vector<double> mean(n_);
        for (std::size_t k = 0; k < odds.size(); ++k) {
            const double p = odds[k] / all;
            for_each(l.candidates[k], [&](std::size_t i, double x) {
                mean[i] += p * x;
                for_each(l.candidates[k],
                    [&](std::size_t j, double y) { curvature_[i * n_ + j] += p * x * y; });
            });
        }
        for (std::size_t i = 0; i < n_; ++i)
            for (std::size_t j = 0; mean[i] != 0 && j < n_; ++j)
                curvature_[i * n_ + j] -= mean[i] * mean[j];
        for (std::size_t i = 0; i < n_; ++i)
            gradient_[i] += mean[i];
        if (l.right == l.candidates.size())
            return std::log(all);
        for_each(l.candidates[l.right], [&](std::size_t i, double x) { gradient_[i] -= x; });
        return std::log(all / odds[l.right]);
    }

    template <typename F>
    void for_each(const Row& row, F f) const
    {
        for (const auto& [column, value] : row)
            f(column, value);
        f(n_ - 1, 1.0);
    }

    // Solves curvature × step = gradient by Cholesky's decomposition, in place.
    std::vector<double> newton_step()
    {
        auto& a = curvature_;
        std::vector<double> x = gradient_;
        for (std::size_t i = 0; i < n_; ++i) {
            for (std::size_t j = 0; j <= i; ++j) {
                double sum = a[i * n_ + j];
                for (std::size_t k = 0; k < j; ++k)
                    sum -= a[i * n_ + k] * a[j * n_ + k];
                a[i * n_ + j] = i == j ? std::sqrt(std::max(sum, 1e-12)) : sum / a[j * n_ + j];
            }
            for (std::size_t k = 0; k < i; ++k)
                x[i] -= a[i * n_ + k] * x[k];
            x[i] /= a[i * n_ + i];
        }
        for (std::size_t i = n_; i-- > 0;) {
            for (std::size_t k = i + 1; k < n_; ++k)
                x[i] -= a[k * n_ + i] * x[k];
            x[i] /= a[i * n_ + i];
        }
        return x;
    }

    std::vector<Letter> letters_;
    std::size_t n_;
    double ridge_;
    std::vector<double> gradient_, curvature_;
};

model::Coefficients fit_choices(
    std::span<const Choice* const> choices, const SignatureOptions& options)
{
    std::map<std::string, std::size_t> letters; // that have the term
    for (const Choice* c : choices) {
        std::map<std::string, bool> seen;
        for (const auto& candidate : c->candidates)
            for (const model::Term& t : candidate.terms)
                seen[t.name] = true;
        for (const auto& [name, _] : seen)
            ++letters[name];
    }
    std::unordered_map<std::string, std::size_t> columns;
    std::vector<std::string> names;
    for (const auto& [name, n] : letters)
        if (n >= options.least_letters) {
            columns[name] = names.size();
            names.push_back(name);
        }
    std::vector<Fit::Letter> all;
    for (const Choice* c : choices) {
        Fit::Letter& l = all.emplace_back();
        l.right = c->right;
        for (const auto& candidate : c->candidates) {
            Fit::Row& row = l.candidates.emplace_back();
            for (const model::Term& t : candidate.terms)
                if (const auto it = columns.find(t.name); it != columns.end())
                    row.emplace_back(it->second, t.value);
        }
    }
    const auto weights = Fit(std::move(all), names.size(), options.ridge).run();
    model::Coefficients c;
    c.name = "signature";
    c.bias = weights.back();
    std::map<std::uint32_t, double> by_hash; // names with one hash share their weight
    for (std::size_t i = 0; i < names.size(); ++i)
        by_hash[model::term_hash(names[i])] += weights[i];
    for (const auto& [hash, weight] : by_hash)
        c.weights.push_back({ hash, static_cast<float>(weight) });
    return c;
}

// By line: whether it is taken for a part of a signature.
std::vector<bool> found(const MarkedLetter& letter, const model::Linear& model)
{
    const auto zones = zone::mark(views(letter.lines));
    std::vector<bool> all;
    for (const zone::Zone z : zones)
        all.push_back(z == zone::Zone::Signature || z == zone::Zone::Disclaimer);
    const auto own = own_lines(letter);
    const std::size_t at
        = zone::signature_line(model, lines_of(letter, own), { letter.name, letter.address });
    for (std::size_t k = at; k < own.size(); ++k)
        all[own[k]] = true;
    return all;
}

void count(const MarkedLetter& letter, const std::vector<bool>& found, SignatureScore& score)
{
    bool right = true;
    for (std::size_t i = 0; i < letter.lines.size(); ++i) {
        if (is_blank(letter.lines[i]))
            continue;
        const bool both = found[i] && letter.signature[i];
        score.precision.total += found[i];
        score.recall.total += letter.signature[i];
        score.precision.count += both;
        score.recall.count += both;
        right = right && found[i] == letter.signature[i];
    }
    ++score.letters.total;
    score.letters.count += right;
}

// A fold for each letter; who writes several has them in one.
std::vector<unsigned> folds_of(std::span<const MarkedLetter> letters, unsigned folds)
{
    std::map<std::string, unsigned> by_sender;
    std::vector<std::string> senders;
    for (const MarkedLetter& l : letters)
        if (by_sender.emplace(core::fold_case(l.name + ' ' + l.address), 0).second)
            senders.push_back(core::fold_case(l.name + ' ' + l.address));
    std::sort(senders.begin(), senders.end());
    Random(seed).shuffle(senders);
    for (std::size_t i = 0; i < senders.size(); ++i)
        by_sender[senders[i]] = static_cast<unsigned>(i % folds);
    std::vector<unsigned> all;
    for (const MarkedLetter& l : letters)
        all.push_back(by_sender[core::fold_case(l.name + ' ' + l.address)]);
    return all;
}

} // namespace

MarkedLetter read_letter(std::string_view text, std::string_view sender)
{
    MarkedLetter letter;
    const std::string valid = core::valid_utf8(text);
    for (std::string_view line : zone::split_lines(valid)) {
        letter.signature.push_back(line.starts_with(mark));
        if (letter.signature.back())
            line.remove_prefix(mark.size());
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        letter.lines.emplace_back(line);
    }
    const std::string from = core::valid_utf8(core::trim(sender));
    const std::size_t angle = std::min(from.find_first_of("<["), from.size());
    letter.name = core::trim(std::string_view(from).substr(0, angle));
    if (angle < from.size())
        letter.address = from.substr(angle + 1, from.find_first_of(">]", angle) - angle - 1);
    return letter;
}

model::Coefficients fit_signature(
    std::span<const MarkedLetter> letters, const SignatureOptions& options)
{
    std::vector<Choice> choices;
    for (const MarkedLetter& l : letters)
        choices.push_back(choice_of(l));
    std::vector<const Choice*> each;
    for (const Choice& c : choices)
        each.push_back(&c);
    return fit_choices(each, options);
}

std::vector<SignatureScore> evaluate_signature(
    std::span<const MarkedLetter> letters, const SignatureOptions& options, unsigned folds)
{
    std::vector<Choice> choices;
    for (const MarkedLetter& l : letters)
        choices.push_back(choice_of(l));
    const auto fold = folds_of(letters, folds);
    std::vector<SignatureScore> table { { "rules", {}, {}, {} }, { "model", {}, {}, {} } };
    for (unsigned f = 0; f < folds; ++f) {
        std::vector<const Choice*> others;
        for (std::size_t i = 0; i < letters.size(); ++i)
            if (fold[i] != f)
                others.push_back(&choices[i]);
        const auto m = model::Linear::open(model::serialise(fit_choices(others, options)));
        for (std::size_t i = 0; m && i < letters.size(); ++i)
            if (fold[i] == f) {
                count(letters[i], found(letters[i], {}), table[0]);
                count(letters[i], found(letters[i], *m), table[1]);
            }
    }
    return table;
}

} // namespace train
