// triage-milter(8): the daemon's command line. `-x ROLE` is how the daemon starts its own workers
// and the process that forks them.
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <unistd.h>

#include "milter/config.h"
#include "milter/daemon.h"
#include "milter/daemonise.h"
#include "milter/generation_file.h"
#include "milter/signals.h"
#include "milter/steady_clock.h"
#include "milter/worker.h"

namespace {

struct Options {
    std::string config = milter::default_config_path;
    bool foreground = false, test = false, version = false, usage = false;
    std::optional<milter::WorkerRole> role;
};

// Of those that the daemon starts.
std::optional<milter::WorkerRole> role(std::string_view name)
{
    for (const auto r : { milter::WorkerRole::Triage, milter::WorkerRole::Template })
        if (name == milter::worker_role_names[static_cast<std::size_t>(r)])
            return r;
    return std::nullopt;
}

Options parse_options(int argc, char** argv)
{
    Options o;
    for (int c = 0; (c = ::getopt(argc, argv, "c:ftVx:")) != -1;) {
        if (c == 'c')
            o.config = optarg;
        else if (c == 'f')
            o.foreground = true;
        else if (c == 't')
            o.test = true;
        else if (c == 'V')
            o.version = true;
        else if (c == 'x' && role(optarg))
            o.role = role(optarg);
        else
            o.usage = true;
    }
    o.usage = o.usage || optind != argc;
    // The daemon changes its folder to / and reads the file again on reload.
    o.config = std::filesystem::absolute(o.config).string();
    return o;
}

int print(const std::vector<core::Error>& errors)
{
    for (const core::Error& e : errors)
        std::fprintf(stderr, "%s\n", e.what.c_str());
    return errors.empty() ? EXIT_SUCCESS : EXIT_FAILURE;
}

int fail(const core::Error& error)
{
    return print({ error });
}

int test_configuration(const std::string& path)
{
    const milter::LoadedConfig loaded = milter::load_config(path);
    if (!loaded.errors.empty())
        return print(loaded.errors);
    const auto made = milter::make_generation(loaded.config);
    if (!made.errors.empty())
        return print(made.errors);
    for (const core::Error& e : made.generation->degraded)
        std::printf("%s\n", e.what.c_str());
    std::printf("%s: ok\n", path.c_str());
    return EXIT_SUCCESS;
}

int serve(const Options& options)
{
    milter::LoadedConfig loaded = milter::load_config(options.config);
    if (!loaded.errors.empty())
        return print(loaded.errors);
    std::optional<milter::Background> background;
    if (!options.foreground) {
        auto started = milter::Background::start();
        if (!started)
            return fail(started.error());
        background = std::move(started).value();
    }
    if (auto prepared = milter::prepare_signals(); !prepared)
        return fail(prepared.error());
    const milter::SteadyClock clock;
    auto daemon = milter::Daemon::start(
        options.config, std::move(loaded.config), clock, !options.foreground);
    if (!daemon)
        return fail(daemon.error());
    milter::receive_signals();
    if (background)
        background->ready();
    return (*daemon)->run();
}

} // namespace

int main(int argc, char** argv)
{
    const Options options = parse_options(argc, argv);
    if (options.role)
        return milter::worker_main(*options.role);
    if (options.usage) {
        std::fputs("usage: triage-milter [-c FILE] [-f] [-t] [-V]\n", stderr);
        return EXIT_FAILURE;
    }
    if (options.version) {
        std::printf("triage-milter %s\n", TRIAGE_VERSION);
        return EXIT_SUCCESS;
    }
    try {
        return options.test ? test_configuration(options.config) : serve(options);
    } catch (const std::exception& e) {
        return fail({ std::string("triage-milter: ") + e.what() });
    }
}
