// What inspection of attachments found: marks, links, texts and messages, as plain data. Made by
// inspect() for one message; the scan's attachment checks turn marks into findings, with the guards
// that need the sender, and hand the links to the link checks.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "triage/core/message.h"

namespace inspect {

// What may be noticed of one file. A mark says what is there, the scan says what it means.
enum class Mark : std::uint8_t {
    // any file
    Executable, // a program, by name or first bytes; inside of a container only
    Script,
    PlainScript, // sh, py, pl, rb: source code as much as attack
    Shortcut,
    Install, // changes settings, opens sessions or queries
    DiskImage,
    HtmlFile, // inside of a container only
    Eicar, // the anti-virus test file
    Unscannable, // a limit, damage, or a format that nobody reads; why
    // archives
    Encrypted, // members or directory
    Nested, // archive in archive
    Malformed, // the directory and what stands in the file disagree
    Traversal, // a member that would be written elsewhere
    Bomb,
    NameTrick, // a member's name that hides what it is
    // Office, RTF, OneNote
    Macro, // there is code
    MacroRuns, // code that starts by itself and writes or executes
    External, // template, frame, object or query from elsewhere
    Exploit, // a construct that only exploits use
    DocumentEncrypted,
    // PDF
    PdfActive, // runs something when opened
    PdfScript, // JavaScript that nothing starts by itself
    PdfOnePager, // few pages, hardly any text, one link
    // HTML and SVG files
    Smuggling, // builds a file for the reader to open
    CredentialForm,
    Obfuscated,
    SvgActive,
    // calendar
    CalendarRisk,
    // pictures
    QrLink, // a QR code leads somewhere; the link is among `links`
    QrEvasive, // a QR code that was built so that scanners fail
};

struct Marked {
    Mark mark {};
    std::string what; // evidence: taken from the file, cut, not cleaned
    std::string where; // path of the file, outermost first
};

struct Embedded { // a message found in a file: goes back to the engine
    std::string bytes;
    std::string where;
    bool in_tree = false; // its parts stand among the outer message's
    // What mail programs show instead of the text of the message that carries it: MIME fields and a
    // body, without header fields of its own.
    bool shown = false;
};

struct Report {
    std::vector<Marked> marks;
    std::vector<core::Link>
        links; // origin Document or Qr, parsed; `text` is what the document shows
    std::string text; // what documents show their reader, pages and files separated by '\n'
    std::vector<Embedded> messages;
    bool incomplete = false; // a limit was hit or time ran out: never clean

    bool has(Mark m) const
    {
        for (const Marked& x : marks)
            if (x.mark == m)
                return true;
        return false;
    }
};

} // namespace inspect
