#include "milter/ctl/priority.h"

#include <algorithm>
#include <cstdio>
#include <ostream>

#include <nlohmann/json.hpp>

#include "milter/ctl/replay.h"
#include "milter/ctl/study_files.h"
#include "triage/train/logistic.h"

namespace ctl {

namespace {

using agents::Direction;
using train::Ranked;

constexpr double ridge = 0.0015; // of a weight, of a mean loss
constexpr double left_out = 0.2; // share of the mail at the beginning that is not measured
constexpr unsigned rounds = 2000; // of the bootstrap
constexpr std::uint64_t seed = 1;

core::Result<std::vector<Event>> events_of(const milter::Config& config, const std::string& folder)
{
    auto sets = list_mail({ {}, { folder } });
    if (!sets)
        return sets.error();
    auto surveyed = survey(config, *std::move(sets));
    if (!surveyed)
        return surveyed.error();
    return read_events(folder, *std::move(surveyed));
}

train::Sign sign_of(Direction d)
{
    return d == Direction::Up ? train::Sign::NotNegative : train::Sign::NotPositive;
}

// One row for each prediction; a collection counts as one, however large.
void add_rows(
    const std::vector<Prediction>& predictions, std::vector<train::Row>& rows, store::Start& start)
{
    const double each = 1 / static_cast<double>(predictions.size());
    for (const Prediction& p : predictions) {
        train::Row row;
        row.weight = each;
        row.positive = p.answered;
        for (std::size_t i = 0; i < p.example.inputs.size(); ++i) {
            start.means[i] += each * static_cast<double>(p.example.inputs[i]);
            if (agents::input_rows()[i].direction != Direction::Open && p.example.inputs[i] != 0)
                row.entries.push_back({ static_cast<std::uint32_t>(i), p.example.inputs[i] });
        }
        rows.push_back(std::move(row));
    }
}

core::Result<store::Start> learn_start(
    const milter::Config& config, const std::vector<std::string>& folders, std::size_t& learnt_from)
{
    store::Start start = store::no_start();
    std::vector<train::Row> rows;
    for (const std::string& folder : folders) {
        const auto events = events_of(config, folder);
        if (!events)
            return events.error();
        const auto predictions = replay(*events, store::no_start());
        if (predictions.empty())
            return core::Error { folder + ": no recipient's answers are known" };
        add_rows(predictions, rows, start);
    }
    learnt_from = rows.size();
    std::vector<train::Column> columns;
    for (const agents::InputRow& row : agents::input_rows())
        columns.push_back({ sign_of(row.direction), ridge });
    const train::Solution solution = train::solve(rows, columns);
    for (double& mean : start.means)
        mean /= static_cast<double>(folders.size());
    for (std::size_t i = 0; i < agents::input_count; ++i)
        if (agents::input_rows()[i].direction != Direction::Open)
            start.weights[i] = solution.weights[i];
    start.weights.back() = solution.bias;
    return start;
}

struct Way { // of foretelling
    std::string_view name;
    double (*score)(const Prediction&);
    bool odds; // the score is log odds, so that calibration means something
};

double input(const Prediction& p, std::size_t at)
{
    return static_cast<double>(p.example.inputs[at]);
}

constexpr Way ways[] = {
    { "addressed to", [](const Prediction& p) { return p.history.recipient_in_to ? 1.0 : 0; },
        false },
    { "sole recipient, own domain",
        [](const Prediction& p) {
            return (p.history.sole_recipient ? 1 : 0)
                + 0.5
                * input(p,
                    agents::history_input_count
                        + static_cast<std::size_t>(agents::Fact::Colleague));
        },
        false },
    { "to, or answers the person",
        [](const Prediction& p) {
            return (p.history.recipient_in_to ? 1 : 0) + (p.history.answers_recipient ? 2.0 : 0);
        },
        false },
    { "share of sender's mail answered",
        [](const Prediction& p) {
            return (p.history.pair_answered + 0.1) / (p.history.pair_received + 1);
        },
        false },
    { "person's own thread", [](const Prediction& p) { return p.history.thread_own; }, false },
    { "content only", [](const Prediction& p) { return p.content; }, true },
    { "global", [](const Prediction& p) { return p.global; }, true },
    { "global + personal", [](const Prediction& p) { return p.personal; }, true },
};
constexpr std::size_t global_way = 6, personal_way = 7;

std::vector<Ranked> scored(const std::vector<Prediction>& all, double (*score)(const Prediction&))
{
    std::vector<Ranked> out;
    for (std::size_t i = static_cast<std::size_t>(left_out * static_cast<double>(all.size()));
         i < all.size(); ++i)
        out.push_back({ score(all[i]), all[i].answered, all[i].person });
    return out;
}

struct Measure {
    std::string name;
    double area = 0, precision = 0, mean = 0, median = 0, calibration = 0;
    std::size_t people = 0;
    std::map<std::uint32_t, double> within;
    bool odds = false;
};

Measure measure(const Way& way, const std::vector<Prediction>& all)
{
    const auto ranked = scored(all, way.score);
    Measure m;
    m.name = way.name;
    m.area = train::rank_area(ranked);
    m.precision = train::average_precision(ranked);
    m.within = train::areas_within(ranked);
    m.mean = train::mean_of(m.within);
    m.median = train::median_of(m.within);
    m.people = m.within.size();
    m.odds = way.odds;
    m.calibration = way.odds ? train::calibration_error(ranked) : 0;
    return m;
}

struct Stretch { // predictions for people of whom so many answers were known
    std::size_t least, below;
};
constexpr Stretch stretches[] = { { 0, 1 }, { 1, 5 }, { 5, 10 }, { 10, 30 }, { 30, 100 },
    { 100, static_cast<std::size_t>(-1) } };

std::string curve(const std::vector<Prediction>& all)
{
    std::string out = "answers known  messages answered   global  + personal (AUC)\n";
    char line[120];
    for (const Stretch& s : stretches) {
        std::vector<Ranked> global, personal;
        std::size_t answered = 0;
        for (const Prediction& p : all)
            if (p.answers >= s.least && p.answers < s.below) {
                global.push_back({ p.global, p.answered, p.person });
                personal.push_back({ p.personal, p.answered, p.person });
                answered += p.answered ? 1 : 0;
            }
        std::snprintf(line, sizeof line, "%8zu and up %9zu %8zu  %7.3f  %7.3f\n", s.least,
            global.size(), answered, train::rank_area(global), train::rank_area(personal));
        out += line;
    }
    return out;
}

std::string table(const std::vector<Measure>& measures, const std::vector<Prediction>& all)
{
    char line[200];
    const auto answered
        = std::count_if(all.begin(), all.end(), [](const Prediction& p) { return p.answered; });
    std::snprintf(line, sizeof line,
        "%zu predictions, %td answered; the first %.0f %% are not measured\n", all.size(), answered,
        100 * left_out);
    std::string out = line;
    out += "                                   AUC      AP   within: mean  median  people  off "
           "by\n";
    for (const Measure& m : measures) {
        std::snprintf(line, sizeof line, "%-32s %6.4f  %6.4f       %6.4f  %6.4f  %6zu",
            m.name.c_str(), m.area, m.precision, m.mean, m.median, m.people);
        out += line;
        if (m.odds) {
            std::snprintf(line, sizeof line, "  %6.4f", m.calibration);
            out += line;
        }
        out += '\n';
    }
    const train::Gain g
        = train::gain(measures[global_way].within, measures[personal_way].within, rounds, seed);
    std::snprintf(line, sizeof line,
        "personal above global, within: %+.4f (95 %%: %+.4f to %+.4f), better for %zu of %zu\n",
        g.mean, g.interval.low, g.interval.high, g.better, g.people);
    return out + line + curve(all);
}

std::string json(const std::vector<Measure>& measures, std::size_t predictions)
{
    nlohmann::ordered_json j { { "predictions", predictions } };
    for (const Measure& m : measures)
        j["ways"].push_back({ { "name", m.name }, { "area", m.area }, { "precision", m.precision },
            { "within_mean", m.mean }, { "within_median", m.median }, { "people", m.people },
            { "calibration", m.calibration } });
    const train::Gain g
        = train::gain(measures[global_way].within, measures[personal_way].within, rounds, seed);
    j["personal"] = { { "gain", g.mean }, { "low", g.interval.low }, { "high", g.interval.high } };
    return j.dump() + '\n';
}

} // namespace

int train_priority(
    const milter::Config& config, const StudyOptions& options, std::ostream& out, std::ostream& err)
{
    std::size_t learnt_from = 0;
    const auto start = learn_start(config, options.files, learnt_from);
    if (!start)
        return fail(err, start.error().what);
    if (const auto saved = save_model(options.output, store::write_start(*start)); !saved)
        return fail(err, saved.error().what);
    out << learnt_from << " predictions\n";
    for (std::size_t i = 0; i < agents::input_count; ++i)
        if (start->weights[i] != 0) {
            char line[100];
            std::snprintf(line, sizeof line, "%7.3f  %s\n", start->weights[i],
                std::string(agents::input_rows()[i].word).c_str());
            out << line;
        }
    return exit_ok;
}

int eval_priority(
    const milter::Config& config, const StudyOptions& options, std::ostream& out, std::ostream& err)
{
    store::Start start = store::no_start();
    std::size_t learnt_from = 0;
    if (!options.from.empty()) {
        auto learnt = learn_start(config, options.from, learnt_from);
        if (!learnt)
            return fail(err, learnt.error().what);
        start = *std::move(learnt);
    }
    for (const std::string& folder : options.files) {
        const auto events = events_of(config, folder);
        if (!events)
            return fail(err, events.error().what);
        const auto predictions = replay(*events, start);
        std::vector<Measure> measures;
        for (const Way& way : ways)
            measures.push_back(measure(way, predictions));
        out << (options.json ? json(measures, predictions.size())
                             : folder + "\n" + table(measures, predictions));
    }
    return exit_ok;
}

} // namespace ctl
