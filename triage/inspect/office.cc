#include "triage/inspect/office.h"

#include <optional>
#include <string>

#include "triage/core/text.h"
#include "triage/inspect/bytes.h"
#include "triage/inspect/cfb.h"
#include "triage/inspect/embedded.h"
#include "triage/inspect/outlook.h"
#include "triage/inspect/vba.h"

namespace inspect {

namespace {

constexpr std::size_t most_source = 4u << 20; // of one module, unpacked

// What Excel's older file format says of itself ([MS-XLS] 2.3): records of a type, a size and data.
struct WorkbookFacts {
    bool macro_sheet = false;
    bool starts = false; // a name that Excel runs when it opens the file
    bool encrypted = false;
};

WorkbookFacts read_workbook(std::string_view stream, const Yield& out)
{
    constexpr std::uint16_t bound_sheet = 0x85, name = 0x18, file_pass = 0x2F;
    constexpr std::uint16_t built_in = 0x20;
    constexpr char auto_open = 1;
    WorkbookFacts facts;
    for (std::size_t at = 0; has(stream, at, 4) && !out.expired();) {
        const std::uint16_t type = little16(stream, at), size = little16(stream, at + 2);
        const std::string_view data = piece(stream, at + 4, size);
        at += 4 + std::size_t { size };
        if (type == file_pass)
            facts.encrypted = true;
        else if (type == bound_sheet && data.size() > 5)
            facts.macro_sheet = facts.macro_sheet || data[5] == 1;
        else if (type == name && data.size() > 15)
            facts.starts = facts.starts
                || ((little16(data, 0) & built_in) != 0 && data[15] == auto_open)
                || core::to_lower_ascii(data).find("auto_open") != data.npos;
    }
    return facts;
}

class Compound {
public:
    Compound(const CompoundFile& file, Yield& out)
        : file_(file)
        , out_(out)
    {
    }

    void look()
    {
        for (const CfbEntry& e : file_.entries()) {
            if (out_.expired())
                return out_.unscannable("out of time");
            if (e.kind == CfbEntry::Kind::Stream)
                stream(e);
        }
        judge_macros();
    }

private:
    std::optional<std::string> read(const CfbEntry& e)
    {
        std::string bytes = file_.read(e, static_cast<std::size_t>(out_.room()));
        if (!out_.take(bytes.size()))
            return std::nullopt;
        return bytes;
    }

    void stream(const CfbEntry& e)
    {
        const std::string name = core::to_lower_ascii(e.name);
        if (name == "encryptedpackage")
            return out_.mark(Mark::DocumentEncrypted, "encrypted with a password");
        const auto bytes = read(e);
        if (!bytes)
            return;
        if (name == "workbook" || name == "book")
            workbook(*bytes);
        else if (name == "worddocument")
            word_document(*bytes);
        else if (name == "\x01ole10native")
            package(*bytes);
        else if (name == "equation native" && is_equation_exploit(*bytes))
            out_.mark(Mark::Exploit, "an equation that overruns its editor");
        else if (const auto at = vba_source_at(*bytes))
            module(std::string_view(*bytes).substr(*at));
    }

    void workbook(std::string_view bytes)
    {
        const WorkbookFacts facts = read_workbook(bytes, out_);
        if (facts.encrypted)
            out_.mark(Mark::DocumentEncrypted, "encrypted with a password");
        if (facts.macro_sheet)
            out_.mark(facts.starts ? Mark::MacroRuns : Mark::Macro,
                facts.starts ? "a macro sheet that runs by itself" : "a macro sheet");
    }

    void word_document(std::string_view bytes) // [MS-DOC] 2.5.2
    {
        constexpr std::uint16_t encrypted = 0x0100;
        if ((little16(bytes, 10) & encrypted) != 0)
            out_.mark(Mark::DocumentEncrypted, "encrypted with a password");
    }

    void package(std::string_view bytes)
    {
        if (const auto file = packaged_file(bytes))
            out_.child(file->name, {}, std::string(file->data));
    }

    void module(std::string_view packed)
    {
        const std::string source = vba_unpack(packed, most_source);
        if (!out_.take(source.size()))
            return;
        const MacroFacts facts = macro_facts(source);
        macros_.code = macros_.code || facts.code;
        if (macros_.starts.empty())
            macros_.starts = facts.starts;
        if (macros_.acts.empty())
            macros_.acts = facts.acts;
    }

    // What starts and what acts may stand in two modules.
    void judge_macros()
    {
        if (!macros_.starts.empty() && !macros_.acts.empty())
            out_.mark(Mark::MacroRuns, macros_.starts + " runs " + macros_.acts);
        else if (macros_.code)
            out_.mark(
                Mark::Macro, macros_.acts.empty() ? "VBA code" : "VBA code with " + macros_.acts);
    }

    const CompoundFile& file_;
    Yield& out_;
    MacroFacts macros_;
};

} // namespace

bool is_compound(Format f)
{
    return f == Format::Ole;
}

void look_into_compound(const Item& item, Yield& out)
{
    const auto file = CompoundFile::open(item.data);
    if (!file)
        return out.unscannable("a damaged compound file");
    Compound(*file, out).look();
    if (is_outlook(*file))
        look_into_outlook(*file, out);
}

} // namespace inspect
