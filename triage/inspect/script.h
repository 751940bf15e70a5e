// What a script of an HTML or SVG file does, told from its names and literals; nothing is run. Used
// by html_file.cc and svg.cc.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "triage/inspect/payload.h"
#include "triage/inspect/yield.h"

namespace inspect {

enum ScriptDoes : std::uint32_t {
    Decodes = 1u << 0, // atob, fromCharCode, unescape, TextDecoder …
    Builds = 1u << 1, // Blob, File
    Saves = 1u << 2, // createObjectURL, download, msSaveBlob: hands a file to the reader
    Fetches = 1u << 3, // brings in more: fetch, XMLHttpRequest
    Writes = 1u << 4, // makes page content of text
    Evaluates = 1u << 5, // makes code of text
    Redirects = 1u << 6, // sends the reader to another page
};

struct ScriptFacts {
    std::uint32_t does = 0; // ScriptDoes bits
    std::uint32_t scrambled = 0; // names as obfuscators make them: _0x3f2a
    std::size_t code = 0; // bytes, long literals left out
    std::size_t dense = 0; // bytes of the longest literal that looks random or encoded
    std::size_t byte_array = 0; // most numbers of one byte in a row
    bool password_field = false; // a literal has one
    std::string address; // a mail address that stands alone in a literal, plain or base64
    std::vector<std::string> leads; // where it redirects to
    std::vector<Payload> payloads;

    bool all(std::uint32_t bits) const { return (does & bits) == bits; }
    bool any(std::uint32_t bits) const { return (does & bits) != 0; }
    // Takes over what another script of the same file does, but its payloads.
    void add(const ScriptFacts& other);
};

// Linear; decoded bytes are charged to `out`, whose deadline ends it early.
ScriptFacts read_script(std::string_view script, Yield& out);

} // namespace inspect
