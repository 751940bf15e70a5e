#include "milter/ctl/deadlines.h"

#include <cstdio>
#include <ostream>

#include <nlohmann/json.hpp>

#include "milter/ctl/judgements.h"
#include "milter/ctl/study_files.h"
#include "milter/ctl/survey.h"
#include "triage/train/deadlines.h"

namespace ctl {

int eval_deadlines(
    const milter::Config& config, const StudyOptions& options, std::ostream& out, std::ostream& err)
{
    const auto judged = read_judgements(options.gold);
    if (!judged)
        return fail(err, judged.error().what);
    auto sets = list_mail({ {}, options.files });
    if (!sets)
        return fail(err, sets.error().what);
    const auto by_file = keep_judged(*sets, *judged, nullptr);
    if (!by_file)
        return fail(err, by_file.error().what);
    if (by_file->empty())
        return fail(err, "no file below these folders is in " + options.gold);
    const auto surveyed = survey(config, *std::move(sets));
    if (!surveyed)
        return fail(err, surveyed.error().what);
    std::vector<train::ReadDeadline> all;
    for (const Surveyed& s : surveyed->messages)
        if (s.failure.empty())
            all.push_back({ by_file->at(surveyed->sets[s.set].files[s.file]).settled, s.due });
    const train::DeadlineScore score = train::score_deadlines(all);
    const std::pair<const char*, train::Share> rows[] = { { "exact, of those found", score.exact },
        { "found, of those there", score.found }, { "there, of those found", score.rightly } };
    nlohmann::ordered_json j { { "messages", all.size() }, { "undecided", score.undecided } };
    if (!options.json)
        out << all.size() << " messages, of which " << score.undecided << " nobody could decide\n";
    for (const auto& [name, share] : rows) {
        char line[120];
        const train::Interval i = share.interval();
        std::snprintf(line, sizeof line, "%-22s %.3f (%zu/%zu; %.3f to %.3f)\n", name,
            share.value(), share.count, share.total, i.low, i.high);
        j[name]
            = { { "share", share.value() }, { "count", share.count }, { "total", share.total } };
        if (!options.json)
            out << line;
    }
    if (options.json)
        out << j.dump() << '\n';
    return exit_ok;
}

} // namespace ctl
