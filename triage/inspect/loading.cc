#include "triage/inspect/loading.h"

#include <algorithm>
#include <array>
#include <string>

#include "triage/core/text.h"
#include "triage/link/find.h"

namespace inspect {

namespace {

// What a dynamic data exchange that asks for it does not talk to, but starts.
constexpr std::array<std::string_view, 12> programs { "cmd", "powershell", "mshta", "wscript",
    "cscript", "rundll32", "regsvr32", "certutil", "bitsadmin", "msbuild", "system32", "..\\" };
// Hosts of an office have names without dots; a number is an address of the Internet.
bool is_local_name(std::string_view host)
{
    return std::any_of(host.begin(), host.end(), [](char c) { return c >= 'a' && c <= 'z'; })
        && host.find_first_of(".@:") == host.npos && !host.starts_with("0x");
}

// Whether opening it, in lower case, asks a host of another network.
bool is_elsewhere(std::string_view target)
{
    static constexpr std::array<std::string_view, 4> schemes { "http:", "https:", "ftp:", "file:" };
    for (const std::string_view scheme : schemes)
        if (target.starts_with(scheme))
            target.remove_prefix(scheme.size());
    const std::size_t host = target.find_first_not_of("/\\");
    if (host == target.npos || host < 2)
        return false;
    const std::string_view name = target.substr(host, target.find_first_of("/\\", host) - host);
    const bool drive = name.size() == 2 && name[1] == ':';
    return !drive && !is_local_name(name);
}

// Templates of organisations stand there, and nobody reads them without signing in.
bool is_own_library(std::string_view target)
{
    const std::size_t host = target.find("//");
    const std::string_view name = host == target.npos
        ? std::string_view()
        : target.substr(host + 2, target.find('/', host + 2) - host - 2);
    return name.ends_with(".sharepoint.com");
}

} // namespace

void judge_loaded(std::string_view what, std::string_view target, Yield& out)
{
    const std::string low = core::to_lower_ascii(core::trim(target));
    const std::string evidence = std::string(what) + " from " + std::string(target);
    if (low.find("x-usc:") != low.npos || low.starts_with("mhtml:")
        || (what == "oleobject" && low.ends_with("!")))
        out.mark(Mark::Exploit, evidence);
    else if (is_elsewhere(low) && !is_own_library(low))
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
