#include "milter/ctl/train.h"

#include <algorithm>
#include <cstdio>
#include <ostream>

#include "milter/ctl/study_files.h"
#include "milter/ctl/survey.h"
#include "triage/core/text.h"
#include "triage/link/extract.h"
#include "triage/scan/terms.h"
#include "triage/train/fit.h"

namespace ctl {

namespace {

constexpr std::size_t shown_weights = 60;

std::string sender_of(const std::string& address)
{
    return linking::org_domain(address.substr(std::min(address.find('@') + 1, address.size())));
}

std::vector<train::Example> examples(Survey& survey)
{
    const std::vector<bool> repeats = repeated(survey);
    std::vector<train::Example> all;
    for (std::size_t i = 0; i < survey.messages.size(); ++i) {
        Surveyed& s = survey.messages[i];
        if (!s.failure.empty() || repeats[i])
            continue;
        all.push_back({ std::move(s.study.terms), s.set, survey.sets[s.set].hostile,
            sender_of(s.study.sender), s.language });
    }
    return all;
}

// Low findings: the model weighs them, whatever the mail at hand shows of them.
std::vector<std::string> hints(const core::FindingTable& findings)
{
    std::vector<std::string> names;
    for (const core::FindingRow& row : findings.rows())
        if (row.severity == core::Severity::Low && row.group != core::Group::Model)
            names.push_back(scan::finding_term(row.id));
    return names;
}

std::string line(const train::NamedWeight& w)
{
    char text[200];
    std::snprintf(text, sizeof text, "%8.3f %6zu %6zu  %s\n", w.weight, w.hostile, w.legit,
        core::escape_log(w.name, 80).c_str());
    return text;
}

void show(const train::Fitted& fitted, std::size_t messages, std::ostream& out)
{
    out << messages << " messages, " << fitted.named.size() << " terms; held-out AUC "
        << fitted.held_out_area << "\nweight, hostile and legitimate messages, term\n";
    const std::size_t n = std::min(shown_weights, fitted.named.size() / 2);
    for (std::size_t i = 0; i < n; ++i)
        out << line(fitted.named[i]);
    for (std::size_t i = fitted.named.size() - n; i < fitted.named.size(); ++i)
        out << line(fitted.named[i]);
}

} // namespace

int train(
    const milter::Config& config, const StudyOptions& options, std::ostream& out, std::ostream& err)
{
    auto sets = list_mail({ options.hostile, options.legit });
    if (!sets)
        return fail(err, sets.error().what);
    milter::Config trusting = config;
    trusting.policy.trusted_authserv_ids = options.trusted;
    auto surveyed = survey(trusting, *std::move(sets));
    if (!surveyed)
        return fail(err, surveyed.error().what);
    const auto learnt = examples(*surveyed);
    train::FitOptions how;
    how.hints = hints(surveyed->generation->findings);
    auto fitted = train::fit(learnt, how);
    if (!fitted)
        return fail(err, fitted.error().what);
    fitted->coefficients.name = options.what;
    if (const auto saved = save_model(options.output, fitted->coefficients); !saved)
        return fail(err, saved.error().what);
    show(*fitted, learnt.size(), out);
    return exit_ok;
}

} // namespace ctl
