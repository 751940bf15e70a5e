// The command line of triagectl as a value. Pure; main.cc reads it, tests feed it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "milter/ctl/backup.h"
#include "milter/store/opinion.h"
#include "triage/core/result.h"

namespace ctl {

// As unbound-control and Nagios have them.
enum Exit : int { exit_ok = 0, exit_error = 1, exit_usage = 2, exit_not_running = 3 };

struct ScanOptions {
    std::optional<std::string> from; // MAIL FROM, "" the null sender; absent: as the file has it
    std::vector<std::string> rcpts; // none: as the file has them
    std::string client = "foreign"; // a core::client_class_names, or an IP address
    bool json = false; // one line a file
    bool headers = false; // the X-Triage-* fields
    bool text = false; // the new text
    std::uint32_t budget_ms = 10000; // for one message
    std::vector<std::string> files; // "-": standard input
};

// Of `eval` and `train`.
struct StudyOptions {
    std::string
        what; // "threats", "requests", "summary", "priority", "signature", "category", "deadlines"
    std::vector<std::string> hostile, legit; // folders, of threats
    std::vector<std::string> files; // of the others
    std::vector<std::string> kept; // of train summary: folders of texts that must not be learnt
    std::vector<std::string> trusted; // authserv-ids; none: no Authentication-Results counts
    std::vector<std::string> from; // of eval priority: folders whose mail it begins with
    std::string gold; // of category and deadlines: what people judged some of the mail to be
    bool final = false; // of eval category: measure on what was kept for that
    bool json = false; // eval
    std::string plot, scores; // eval: files to write; empty: none
    std::string output; // train: file to write
};

// Of `learn` and `stamp`.
struct FeedbackOptions {
    store::Opinion opinion; // of learn
    bool force = false; // of learn
    std::string person; // whose mail it is; empty: the caller's
    std::vector<std::string> files;
};

struct Options {
    std::string config; // empty: the default, or none if it is not there
    std::string socket; // empty: from the configuration
    bool help = false;
    bool version = false;
    std::vector<std::string> command; // words; standalone() ones need no daemon
    ScanOptions scan; // of "scan" and "explain"
    StudyOptions study; // of "eval" and "train"
    bool mdoc = false; // of "findings"
    FeedbackOptions feedback;
    BackupOptions backup;
    std::vector<std::string> files; // of "verify" and "restore"
    bool standalone() const;
    bool gives_feedback() const; // asks over feedback.socket
};

// Errors are one line that says what to write instead.
core::Result<Options> parse_options(const std::vector<std::string>& arguments);

extern const char* const usage; // ends with '\n'

} // namespace ctl
