#include "milter/ctl/scan.h"

#include "milter/ctl/received.h"
#include "milter/ctl/scanner.h"
#include "milter/ctl/show.h"
#include "milter/steady_clock.h"
#include "triage/core/text.h"

namespace ctl {

namespace {

// Text for the terminal: lines and tabs stay, other controls go, those of two bytes (U+0080 to
// U+009F) too, because terminals obey them.
std::string printable(std::string_view text)
{
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        const auto next = static_cast<unsigned char>(i + 1 < text.size() ? text[i + 1] : 0);
        if (c == 0xc2 && next < 0xa0)
            ++i;
        else if (c == '\n' || c == '\t' || (c >= 0x20 && c != 0x7f))
            out += text[i];
    }
    if (!out.ends_with('\n'))
        out += '\n';
    return out;
}

core::Result<std::string> shown(Scanner& scanner, const std::string& name,
    const ScanOptions& options, bool explain, std::istream& in)
{
    const auto bytes = read_input(name, in);
    if (!bytes)
        return bytes.error();
    const std::string message = as_received(*bytes);
    if (options.text) {
        const auto text = scanner.text(message, options);
        return text ? core::Result<std::string>(printable(*text)) : text.error();
    }
    const auto scanned
        = explain ? scanner.explain(message, options) : scanner.scan(message, options);
    if (!scanned)
        return scanned.error();
    if (explain)
        return explanation(name, *scanned);
    if (options.json)
        return scan_json(name, *scanned);
    return options.headers ? scan_headers(*scanned) : scan_line(name, *scanned);
}

} // namespace

int scan(
    const milter::Config& config, const ScanOptions& options, bool explain, const Streams& streams)
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
        const auto text = shown(*opened.scanner, name, options, explain, streams.in);
        if (!text) {
            status = exit_error;
            streams.err << "triagectl: " << core::escape_log(name, 1000) << ": "
                        << text.error().what << '\n';
            if (options.json)
                streams.out << error_json(name, text.error().what);
            continue;
        }
        streams.out << *text;
        if (several && (explain || options.headers || options.text))
            streams.out << '\n';
        streams.out.flush(); // a long list is watched as it grows
    }
    return status;
}

} // namespace ctl
