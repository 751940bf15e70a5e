// triagectl(1): asks a running daemon over its stats socket, or triages files without one. Opens
// no key, and of the store only files that are named to it (verify, restore). `-x` is how it starts
// its own sandboxed workers.
#include <cstdio>
#include <cstring>
#include <exception>
#include <filesystem>
#include <iostream>

#include "milter/config.h"
#include "milter/ctl/backup.h"
#include "milter/ctl/category.h"
#include "milter/ctl/control.h"
#include "milter/ctl/deadlines.h"
#include "milter/ctl/eval.h"
#include "milter/ctl/feedback.h"
#include "milter/ctl/findings.h"
#include "milter/ctl/options.h"
#include "milter/ctl/person.h"
#include "milter/ctl/priority.h"
#include "milter/ctl/requests.h"
#include "milter/ctl/scan.h"
#include "milter/ctl/signature.h"
#include "milter/ctl/summary.h"
#include "milter/ctl/train.h"
#include "milter/daemon.h"
#include "milter/worker.h"

namespace {

namespace fs = std::filesystem;

// Rules and lists of a source tree in which this program was built, when none are installed.
void use_source_tree(milter::Config& config)
{
    std::error_code ignored;
    if (fs::is_directory(config.security.rules_dir, ignored))
        return;
    const fs::path etc
        = fs::read_symlink("/proc/self/exe", ignored).parent_path().parent_path() / "etc";
    if (!fs::is_directory(etc / "rules", ignored))
        return;
    config.security.rules_dir = etc / "rules";
    config.security.lists_dir = etc / "lists";
    config.security.model = etc / "models/threats.model";
    config.agents.models_dir = etc / "models";
}

// The configuration that was named; else the default file; else the defaults.
milter::LoadedConfig load(const ctl::Options& options)
{
    std::error_code ignored;
    const bool named = !options.config.empty();
    const std::string path = named ? options.config : milter::default_config_path;
    if (named || fs::exists(path, ignored))
        return milter::load_config(fs::absolute(path).string());
    milter::LoadedConfig loaded;
    use_source_tree(loaded.config);
    return loaded;
}

milter::WorkerRole worker_role(std::string_view name)
{
    for (std::size_t i = 0; i < milter::worker_role_names.size(); ++i)
        if (name == milter::worker_role_names[i])
            return static_cast<milter::WorkerRole>(i);
    return milter::WorkerRole::Triage;
}

struct Study {
    std::string_view command, what;
    int (*run)(const milter::Config&, const ctl::StudyOptions&, std::ostream&, std::ostream&);
};
constexpr Study studies[] = {
    { "eval", "threats", ctl::eval },
    { "train", "threats", ctl::train },
    { "eval", "requests", ctl::eval_requests },
    { "train", "requests", ctl::train_requests },
    { "eval", "summary", ctl::eval_summary },
    { "train", "summary", ctl::train_summary },
    { "eval", "priority", ctl::eval_priority },
    { "train", "priority", ctl::train_priority },
    { "eval", "category", ctl::eval_category },
    { "train", "category", ctl::train_category },
    { "eval", "deadlines", ctl::eval_deadlines },
    { "eval", "signature", ctl::eval_signature },
    { "train", "signature", ctl::train_signature },
};

const Study* study_of(const ctl::Options& options)
{
    for (const Study& s : studies)
        if (s.command == options.command.front() && s.what == options.study.what)
            return &s;
    return nullptr;
}

int ask_daemon(const std::string& socket, const ctl::Options& options)
{
    if (options.command.front() == "backup")
        return ctl::backup(socket, options.backup, std::cout, std::cerr);
    if (options.command.front() == "forget" || options.command.front() == "export")
        return ctl::ask_of_person(socket, options.command, std::cout, std::cerr);
    return ctl::control(socket, options.command, std::cout, std::cerr);
}

int give_feedback(const std::string& socket, const ctl::Options& options)
{
    const ctl::Streams streams { std::cin, std::cout, std::cerr };
    return options.command.front() == "learn" ? ctl::learn(socket, options.feedback, streams)
                                              : ctl::stamp(socket, options.feedback, streams);
}

int run(const ctl::Options& options)
{
    if (options.command.front() == "verify")
        return ctl::verify(options.files, std::cout, std::cerr);
    if (options.gives_feedback() && !options.socket.empty())
        return give_feedback(options.socket, options);
    if (!options.standalone() && !options.socket.empty())
        return ask_daemon(options.socket, options);
    const milter::LoadedConfig loaded = load(options);
    for (const core::Error& e : loaded.errors)
        std::cerr << e.what << '\n';
    if (!loaded.errors.empty())
        return ctl::exit_error;
    if (options.gives_feedback())
        return give_feedback(loaded.config.feedback.socket, options);
    if (!options.standalone())
        return ask_daemon(loaded.config.monitoring.stats_socket, options);
    if (options.command.front() == "restore")
        return ctl::restore(loaded.config.store, options.files.front(), std::cout, std::cerr);
    if (options.command.front() == "findings")
        return ctl::list_findings(loaded.config, options.mdoc, std::cout, std::cerr);
    if (const Study* s = study_of(options))
        return s->run(loaded.config, options.study, std::cout, std::cerr);
    return ctl::scan(loaded.config, options.scan, options.command.front() == "explain",
        { std::cin, std::cout, std::cerr });
}

} // namespace

int main(int argc, char** argv)
{
    if (argc == 3 && std::strcmp(argv[1], "-x") == 0)
        return milter::worker_main(worker_role(argv[2]));
    try {
        const auto options = ctl::parse_options({ argv + 1, argv + argc });
        if (!options) {
            std::cerr << "triagectl: " << options.error().what << '\n';
            return ctl::exit_usage;
        }
        if (options->help || options->version) {
            std::cout << (options->help ? ctl::usage : "triagectl " TRIAGE_VERSION "\n");
            return ctl::exit_ok;
        }
        return run(*options);
    } catch (const std::exception& e) {
        std::fprintf(stderr, "triagectl: %s\n", e.what());
        return ctl::exit_error;
    }
}
