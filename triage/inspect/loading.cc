#include "triage/inspect/loading.h"

#include <algorithm>
#include <array>
#include <string>

#include "triage/core/text.h"
#include "triage/link/extract.h"
#include "triage/link/find.h"
#include "triage/link/query.h"

namespace inspect {

namespace {

// What a dynamic data exchange that asks for it does not talk to, but starts.
constexpr std::array<std::string_view, 12> programs { "cmd", "powershell", "mshta", "wscript",
    "cscript", "rundll32", "regsvr32", "certutil", "bitsadmin", "msbuild", "system32", "..\\" };
// Hosts of an office have names without dots, or under a suffix that nobody can register; a number
// is an address of the Internet. Other names with dots may be internal, too, but nobody can tell.
bool is_local_name(std::string_view host)
{
    static constexpr std::array<std::string_view, 6> reserved { ".local", ".internal", ".lan",
        ".corp", ".intranet", ".home.arpa" };
    if (host.find_first_of("@:%") != host.npos)
        return false;
    if (host.find('.') != host.npos)
        return std::any_of(reserved.begin(), reserved.end(),
            [&](std::string_view suffix) { return host.ends_with(suffix); });
    return !host.starts_with("0x")
        && std::any_of(host.begin(), host.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

// The host of \\host\share and file://host/share, written with either slash, percent-encoded or as
// \\?\UNC\host; empty for files of this computer.
std::string share_host(std::string_view target)
{
    constexpr std::string_view slashes = "/\\";
    std::string path = linking::percent_decoded(target);
    std::replace(path.begin(), path.end(), '\\', '/');
    std::string_view s = path;
    if (s.starts_with("file:"))
        s.remove_prefix(5);
    const std::size_t host = s.find_first_not_of(slashes);
    if (host == s.npos || host < 2)
        return {};
    s.remove_prefix(host);
    if (s.starts_with("?/") || s.starts_with("./")) {
        if (!s.substr(2).starts_with("unc/"))
            return {};
        s.remove_prefix(6);
    }
    const std::string_view name = s.substr(0, s.find_first_of("/?#"));
    const bool drive = name.size() == 2 && (name[1] == ':' || name[1] == '|');
    return drive ? std::string() : std::string(name);
}

// The host that is asked when `target`, in lower case, is opened; empty if none is. Where the URL
// parser takes none that is written, the rest of the target stands for it.
std::string host_of(std::string_view target)
{
    static constexpr std::array<std::string_view, 3> schemes { "http:", "https:", "ftp:" };
    for (const std::string_view scheme : schemes) {
        if (!target.starts_with(scheme))
            continue;
        core::Link link;
        link.url = target;
        linking::parse_url(link);
        return !link.host.empty() ? link.host : share_host(target.substr(scheme.size()));
    }
    return share_host(target);
}

// Templates of organisations stand there, and nobody reads them without signing in.
bool is_own_library(std::string_view host)
{
    return host.ends_with(".sharepoint.com");
}

} // namespace

void judge_loaded(std::string_view what, std::string_view target, Yield& out)
{
    const std::string low = core::to_lower_ascii(core::trim(target));
    const std::string evidence = std::string(what) + " from " + std::string(target);
    if (low.find("x-usc:") != low.npos || low.starts_with("mhtml:")
        || (what == "oleobject" && low.ends_with("!")))
        out.mark(Mark::Exploit, evidence);
    else if (const std::string host = host_of(low);
             !host.empty() && !is_local_name(host) && !is_own_library(host))
        out.mark(Mark::External, evidence);
}

void judge_field(std::string_view code, Yield& out)
{
    constexpr std::size_t most_urls = 4;
    const std::string low = core::to_lower_ascii(core::trim(code));
    if (low.starts_with("dde"))
        judge_exchange(core::trim(code), out);
    if (low.starts_with("hyperlink"))
        for (const std::string_view url : linking::find_urls(code, most_urls))
            out.link(core::LinkOrigin::Document, url);
}

void judge_exchange(std::string_view code, Yield& out)
{
    const std::string low = core::to_lower_ascii(code);
    if (std::any_of(programs.begin(), programs.end(),
            [&](std::string_view p) { return low.find(p) != low.npos; }))
        out.mark(Mark::Exploit, "a data exchange that starts a program: " + std::string(code));
    else if (low.starts_with("ddeauto"))
        out.mark(Mark::External, "a data exchange by itself: " + std::string(code));
}

} // namespace inspect
