// Replays a collection of mail as it came, for `triagectl train priority` and `eval reply`:
// predicts for each recipient whether there will be an answer, then learns it when 14 days have
// passed, through the code that the daemon runs. Single-threaded.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "milter/ctl/survey.h"
#include "milter/store/learner.h"
#include "triage/train/ranking.h"

namespace ctl {

// One message, with those of its recipients whose answers are known.
struct Event {
    core::Correspondence message;
    std::vector<core::Feature> features;
    std::int64_t at = 0; // seconds since 1970
    bool by_one_of_ours = false; // its author is somebody whose mail is seen
    struct Recipient {
        core::Digest address {};
        std::uint32_t person = 0;
        bool answered = false; // within 14 days
    };
    std::vector<Recipient> recipients;
};

// A folder with a file replied.tsv (path, person, answered 0 or 1, …, seconds since 1970, …) is
// inboxes of people. Any other is the archive of a list: who answered what is in the messages, a
// recipient is who stands in To or Cc, has written to the list and is not the author.
core::Result<std::vector<Event>> read_events(const std::string& folder, Survey survey);

struct Prediction {
    store::Example example;
    std::uint32_t person = 0;
    bool answered = false;
    double content = 0, global = 0, personal = 0; // log odds
    std::size_t answers = 0; // of the person, known by then
    core::HistoryFacts history;
};
std::vector<Prediction> replay(const std::vector<Event>& events, const store::Start& start);

} // namespace ctl
