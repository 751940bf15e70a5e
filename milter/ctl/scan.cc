#include "milter/ctl/scan.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

#include "milter/ctl/scanner.h"
#include "milter/ctl/show.h"
#include "milter/steady_clock.h"
#include "triage/core/text.h"

namespace ctl {

namespace {

constexpr std::size_t most_bytes = 1u << 30; // of one file that is read at all

core::Result<std::string> read_stream(std::istream& in)
{
    std::string bytes;
    char buffer[65536];
    while (in.read(buffer, sizeof buffer) || in.gcount() > 0) {
        bytes.append(buffer, static_cast<std::size_t>(in.gcount()));
        if (bytes.size() > most_bytes)
            return core::Error { "more than 1 GiB" };
    }
    if (in.bad())
        return core::Error { "cannot be read" };
    return bytes;
}

core::Result<std::string> read_file(const std::string& name, std::istream& standard_input)
{
    if (name == "-")
        return read_stream(standard_input);
    errno = 0;
    std::ifstream in(name, std::ios::binary);
    if (!in)
        return core::Error { std::strerror(errno) };
    in.peek(); // a folder opens and does not read
    if (in.bad())
        return core::Error { "cannot be read: is it a folder?" };
    in.clear();
    return read_stream(in);
}

core::Result<Scanned> scan_file(
    Scanner& scanner, const std::string& name, const ScanOptions& options, std::istream& in)
{
    const auto bytes = read_file(name, in);
    if (!bytes)
        return bytes.error();
    return scanner.scan(as_received(*bytes), options);
}

std::string shown(
    const std::string& name, const Scanned& scanned, const ScanOptions& options, bool explain)
{
    if (explain)
        return explanation(name, scanned);
    if (options.json)
        return scan_json(name, scanned);
    return options.headers ? scan_headers(scanned) : scan_line(name, scanned);
}

} // namespace

int scan(const milter::Config& config, const ScanOptions& options, bool explain,
    const ScanStreams& streams)
{
    const milter::SteadyClock clock;
    auto opened = Scanner::open(config, clock);
    for (const core::Error& e : opened.errors)
        streams.err << e.what << '\n';
    if (!opened.scanner)
        return exit_error;
    int status = exit_ok;
    const bool several = options.files.size() > 1;
    for (const std::string& name : options.files) {
        const auto scanned = scan_file(*opened.scanner, name, options, streams.in);
        if (!scanned) {
            status = exit_error;
            streams.err << "triagectl: " << core::escape_log(name, 1000) << ": "
                        << scanned.error().what << '\n';
            if (options.json)
                streams.out << error_json(name, scanned.error().what);
            continue;
        }
        streams.out << shown(name, *scanned, options, explain);
        if (several && (explain || options.headers))
            streams.out << '\n';
        streams.out.flush(); // a long list is watched as it grows
    }
    return status;
}

} // namespace ctl
