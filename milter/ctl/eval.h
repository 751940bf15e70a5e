// `triagectl eval threats`: labelled folders through the scan, the measure of it as a table, as
// JSON and as a plot.
#pragma once

#include <cstddef>
#include <iosfwd>
#include <string>
#include <vector>

#include "milter/config.h"
#include "milter/ctl/options.h"
#include "milter/ctl/survey.h"
#include "triage/train/evaluation.h"

namespace ctl {

// What was measured and what was left out.
struct EvalReport {
    const Survey& survey;
    train::Evaluation evaluation;
    std::vector<std::size_t> repeats, failures; // messages left out, by set
    std::vector<const Surveyed*> measured; // those that are not
    std::vector<train::Judged> judged; // what was made of them, in that order
    double seconds = 0; // that the survey took
};

int eval(const milter::Config& config, const StudyOptions& options, std::ostream& out,
    std::ostream& err);

std::string eval_text(const EvalReport& report);
std::string eval_json(const EvalReport& report); // one object; keys append-only
std::string eval_plot(const EvalReport& report); // SVG
// A line for each message that was measured: label, set, badness by findings, model and both,
// threat, file; tabs between.
std::string eval_scores(const EvalReport& report);

} // namespace ctl
