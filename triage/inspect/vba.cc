#include "triage/inspect/vba.h"

#include <algorithm>

#include "triage/core/text.h"
#include "triage/inspect/bytes.h"

namespace inspect {

namespace {

constexpr std::size_t chunk_unpacked = 4096;

// Procedures that Office calls by name or event ([MS-VBAL], Office's object models).
constexpr std::string_view starters[] { "autoexec", "autoopen", "auto_open", "autonew", "autoclose",
    "auto_close", "autoexit", "document_open", "document_new", "document_close",
    "document_beforeclose", "workbook_open", "workbook_activate", "workbook_close",
    "workbook_beforeclose", "workbook_deactivate", "worksheet_calculate", "presentation_open",
    "onslideshowpagechange", "inkpicture1_painted", "multipage1_layout" };

// What reaches the disk, another program, memory or the network. Plain CreateObject is not among
// them: most macros of offices use a dictionary or another Office program.
constexpr std::string_view actors[] { "shell", "shellexecute", "shellexecutea", "wscript.shell",
    "shell.application", "winmgmts", "win32_process", "msxml2", "winhttp", "adodb.stream",
    "savetofile", "urldownloadtofile", "urldownloadtofilea", "virtualalloc", "rtlmovememory",
    "createthread", "createtextfile", "macscript", "powershell", "mshta", "cmd.exe", "rundll32",
    "callbyname", "regwrite", "new:13709620-c279-11ce-a49e-444553540000" };

bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

std::size_t find_word(std::string_view text, std::string_view word)
{
    for (std::size_t at = text.find(word); at != text.npos; at = text.find(word, at + 1)) {
        const std::size_t end = at + word.size();
        if ((at == 0 || !is_word(text[at - 1])) && (end == text.size() || !is_word(text[end])))
            return at;
    }
    return text.npos;
}

// Lower-case code without comments and what Office writes by itself; continued lines joined, so
// that a keyword stands beside its arguments.
std::string code_of(std::string_view source)
{
    std::string code;
    for (std::size_t at = 0; at < source.size();) {
        const std::size_t end = std::min(source.find('\n', at), source.size());
        const std::string_view line = core::trim(source.substr(at, end - at));
        at = end + 1;
        std::string lower = core::to_lower_ascii(line);
        if (lower.empty() || lower.starts_with('\'') || lower.starts_with("rem ")
            || lower.starts_with("attribute ") || lower.starts_with("option "))
            continue;
        const bool continued = lower.ends_with(" _");
        if (continued)
            lower.resize(lower.size() - 2);
        code += lower;
        code += continued ? ' ' : '\n';
    }
    return code;
}

// An argument that is put together is hidden for a reason.
bool creates_hidden_object(std::string_view code)
{
    for (const std::string_view call : { "createobject(", "getobject(" })
        for (std::size_t at = code.find(call); at != code.npos; at = code.find(call, at + 1)) {
            const std::string_view argument = core::trim(code.substr(at + call.size(), 64));
            const std::size_t end = argument.find(')');
            const std::string_view inside = argument.substr(0, end);
            if (inside.find('&') != inside.npos || inside.find("chr(") != inside.npos
                || inside.find("strreverse") != inside.npos)
                return true;
        }
    return false;
}

// One chunk: flag bytes, each for eight tokens; a token is a byte or a reference back into the
// chunk ([MS-OVBA] 2.4.1.3.5).
void unpack_chunk(std::string_view packed, std::string& out, std::size_t limit)
{
    const std::size_t begin = out.size();
    for (std::size_t at = 0; at < packed.size();) {
        const auto flags = static_cast<unsigned char>(packed[at++]);
        for (unsigned bit = 0; bit < 8 && at < packed.size(); ++bit) {
            if (out.size() >= limit || out.size() - begin >= chunk_unpacked)
                return;
            if ((flags >> bit & 1u) == 0) {
                out += packed[at++];
                continue;
            }
            if (!has(packed, at, 2) || out.size() == begin)
                return;
            const unsigned token = little16(packed, at);
            at += 2;
            unsigned bits = 4; // of the offset; grows with what has come out
            while ((std::size_t { 1 } << bits) < out.size() - begin)
                ++bits;
            const std::size_t length = (token & (0xFFFFu >> bits)) + 3;
            const std::size_t back = (token >> (16 - bits)) + 1;
            if (back > out.size() - begin)
                return;
            const std::size_t end
                = std::min({ out.size() + length, begin + chunk_unpacked, limit });
            while (out.size() < end)
                out += out[out.size() - back];
        }
    }
}

} // namespace

std::string vba_unpack(std::string_view container, std::size_t limit)
{
    std::string out;
    if (!container.starts_with('\x01'))
        return out;
    for (std::size_t at = 1; has(container, at, 2) && out.size() < limit;) {
        const unsigned header = little16(container, at);
        const std::size_t size = (header & 0x0FFFu) + 3; // the header included
        if ((header >> 12 & 7u) != 3)
            break;
        const std::string_view chunk = piece(container, at + 2, size - 2);
        if ((header & 0x8000u) != 0)
            unpack_chunk(chunk, out, limit);
        else
            out += chunk.substr(0, limit - out.size());
        at += size;
    }
    return out;
}

std::optional<std::size_t> vba_source_at(std::string_view stream)
{
    constexpr std::size_t before = 4; // signature, chunk's header, flags of eight plain bytes
    for (std::size_t at = stream.find("Attribut"); at != stream.npos;
         at = stream.find("Attribut", at + 1)) {
        if (at >= before && stream[at - before] == '\x01' && stream[at - 1] == '\0')
            return at - before;
        if (at + 1 > before && stream[at - before + 1] == '\x01') // a chunk that is not packed
            return at - before + 1;
    }
    return std::nullopt;
}

MacroFacts macro_facts(std::string_view source)
{
    const std::string code = code_of(source);
    MacroFacts facts;
    facts.code = !code.empty();
    for (const std::string_view word : starters)
        if (find_word(code, word) != code.npos) {
            facts.starts = word;
            break;
        }
    for (const std::string_view word : actors)
        if (find_word(code, word) != code.npos) {
            facts.acts = word;
            break;
        }
    if (facts.acts.empty() && creates_hidden_object(code))
        facts.acts = "an object of hidden name";
    return facts;
}

} // namespace inspect
