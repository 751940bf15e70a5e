// Macros: takes VBA out of its compression ([MS-OVBA] 2.4.1) and tells what the code would do. Used
// by the Office inspector. Pure, thread-safe.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace inspect {

// What a compressed container holds, at most `limit` bytes; what came out before damage is kept.
std::string vba_unpack(std::string_view container, std::size_t limit);

// Where the compressed source stands in a module's stream; nothing if there is none. Office begins
// every module with "Attribute VB_Name", which compression cannot hide: nothing in it repeats.
std::optional<std::size_t> vba_source_at(std::string_view stream);

struct MacroFacts {
    bool code = false; // anything but what Office writes into empty modules
    std::string starts; // the procedure or event by which it runs by itself; empty: none
    std::string acts; // what it writes or executes with; empty: nothing
};

// Reads VBA source, lower or upper case. Linear.
MacroFacts macro_facts(std::string_view source);

} // namespace inspect
