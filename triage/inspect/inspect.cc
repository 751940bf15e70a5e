// The driver: a stack of files, each given to the inspectors of its format; what they find inside
// goes on the stack, so that the deepest is done first and its bytes are freed early.
#include "triage/inspect/inspect.h"

#include <utility>

#include "triage/inspect/inspectors.h"

namespace inspect {

namespace {

// The test file of https://www.eicar.org, in two halves so that this source is not one.
bool is_eicar(std::string_view data)
{
    static const std::string signature
        = std::string("X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-") + "STANDARD-ANTIVIRUS-TEST-FILE!$H+H*";
    constexpr std::size_t searched = 4096;
    return data.substr(0, searched).find(signature) != data.npos;
}

// What a file inside of another is by itself; the message's own parts have checks of their own.
void judge_kind(const Item& item, Yield& out)
{
    const std::string ending = extension(item.name);
    const bool plain = ending == "sh" || ending == "py" || ending == "pl" || ending == "rb";
    for (const FileClass f : { name_class(item.name), magic_class(item.data) }) {
        switch (f) {
        case FileClass::Executable:
            return out.mark(Mark::Executable, item.name);
        case FileClass::Script:
            return out.mark(plain ? Mark::PlainScript : Mark::Script, item.name);
        case FileClass::Shortcut:
            return out.mark(Mark::Shortcut, item.name);
        case FileClass::Install:
            return out.mark(Mark::Install, item.name);
        case FileClass::DiskImage:
            return out.mark(Mark::DiskImage, item.name);
        default:
            break;
        }
    }
    if (item.format == Format::Html)
        out.mark(Mark::HtmlFile, item.name);
}

class Inspection {
public:
    Inspection(const core::Limits& limits, const core::Deadline& deadline)
        : limits_(limits)
        , deadline_(deadline)
        , budget_ { limits.inspect_bytes, limits.inspect_items }
    {
    }

    // A part that the parser has descended into: its own parts come by themselves.
    void message_part(const core::Part& p, int index)
    {
        if (report_.messages.size() < limits_.nested_messages)
            report_.messages.push_back({ p.data, "part " + std::to_string(index), true, false });
        else
            report_.incomplete = true;
    }

    void part(const core::Part& p, int index, bool attached)
    {
        Item item;
        item.attached = attached;
        item.where = p.filename.empty() ? "part " + std::to_string(index) : p.filename;
        item.name = p.filename;
        item.type = p.type;
        item.truncated = p.truncated;
        item.body = p.filename.empty() && p.disposition != core::Disposition::Attachment;
        item.part = index;
        look(item, p.data);
        while (!pending_.empty()) {
            const Child child = std::move(pending_.back());
            pending_.pop_back();
            look(child.item, child.bytes);
        }
    }

    Report take() { return std::move(report_); }

private:
    void look(Item item, std::string_view data)
    {
        item.data = data;
        item.format = format_of(data, item.name, item.type);
        Yield out(item, limits_, deadline_, budget_, report_, pending_);
        if (deadline_.expired())
            return out.unscannable("out of time");
        if (is_eicar(data))
            out.mark(Mark::Eicar, "EICAR test file");
        if (item.depth > 0)
            judge_kind(item, out);
        for (const Inspector& i : inspectors())
            if (i.reads(item.format))
                i.look(item, out);
        if (item.format == Format::Message && !data.empty())
            out.message(std::string(item.data), false);
    }

    const core::Limits& limits_;
    const core::Deadline& deadline_;
    Budget budget_;
    Report report_;
    std::vector<Child> pending_;
};

} // namespace

Report inspect(const core::Message& m, const core::Limits& limits, const core::Deadline& deadline)
{
    Inspection inspection(limits, deadline);
    for (std::size_t i = 0; i < m.parts.size(); ++i) {
        const core::Part& p = m.parts[i];
        if (p.data.empty())
            continue;
        if (p.leaf)
            inspection.part(p, static_cast<int>(i), m.in_attached_message(i));
        else if (!m.in_attached_message(i)) // one inside of that is read with it
            inspection.message_part(p, static_cast<int>(i));
    }
    return inspection.take();
}

} // namespace inspect
