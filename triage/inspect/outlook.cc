#include "triage/inspect/outlook.h"

#include <algorithm>
#include <charconv>
#include <deque>
#include <optional>
#include <string>

#include "triage/core/text.h"
#include "triage/inspect/bytes.h"
#include "triage/inspect/mapi.h"

namespace inspect {

namespace {

constexpr std::string_view value_prefix = "__substg1.0_"; // then id and type in hex
constexpr std::string_view fixed_values = "__properties_version1.0";
constexpr std::string_view attachment_prefix = "__attach_version1.0_";
constexpr std::string_view names_storage = "__nameid_version1.0";
constexpr std::uint32_t message_codepage = 0x3FFD;
constexpr unsigned deepest = 4; // messages in messages

// The property that a stream is the value of: id above, type below.
std::optional<std::uint32_t> tag_of(std::string_view name)
{
    if (!core::equal_ignore_case(name.substr(0, value_prefix.size()), value_prefix))
        return std::nullopt;
    const std::string_view digits = name.substr(value_prefix.size(), 8);
    std::uint32_t tag = 0;
    const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), tag, 16);
    return end.ec == std::errc {} ? std::optional(tag) : std::nullopt;
}

bool begins(const CfbEntry& e, std::string_view prefix)
{
    return core::equal_ignore_case(std::string_view(e.name).substr(0, prefix.size()), prefix);
}

// A message or an attachment: properties and the streams that they stand in.
struct Held {
    std::deque<std::string> streams; // properties look into them
    Properties properties;
};

class Outlook {
public:
    Outlook(const CompoundFile& file, Yield& out)
        : file_(file)
        , out_(out)
    {
    }

    void look(const CfbEntry& root)
    {
        reminder_ = reminder_property(root);
        message(root, 0);
    }

private:
    void message(const CfbEntry& storage, unsigned depth)
    {
        if (depth > deepest)
            return out_.unscannable("nested too deeply");
        // Of the head that stands before fixed values, [MS-OXMSG] 2.4.1.
        const std::size_t head = depth == 0 ? 32 : 24;
        Held held;
        for (const CfbEntry* const e : file_.inside(storage)) {
            if (out_.expired())
                return out_.unscannable("out of time");
            if (e->kind == CfbEntry::Kind::Stream)
                property(*e, head, held);
            else if (begins(*e, attachment_prefix))
                attachment(*e, depth);
        }
        deliver(held.properties, false, out_);
    }

    void attachment(const CfbEntry& storage, unsigned depth)
    {
        constexpr std::size_t head = 8;
        Held held;
        for (const CfbEntry* const e : file_.inside(storage))
            if (e->kind == CfbEntry::Kind::Stream)
                property(*e, head, held);
            else if (holds_message(*e))
                message(*e, depth + 1);
        const std::string_view bytes = held.properties.bytes(Property::AttachData);
        const std::string name = attachment_name(held.properties);
        if (!bytes.empty())
            out_.child(name, held.properties.text(Property::AttachType), std::string(bytes));
        else if (!name.empty())
            out_.name_only(name);
    }

    // Else it is an object of another program, whose streams the Office inspector reads.
    bool holds_message(const CfbEntry& storage) const
    {
        for (const CfbEntry* const e : file_.inside(storage))
            if (begins(*e, fixed_values))
                return true;
        return false;
    }

    void property(const CfbEntry& e, std::size_t head, Held& held)
    {
        const auto tag = tag_of(e.name);
        if (!tag && !begins(e, fixed_values))
            return;
        std::string bytes = file_.read(e, static_cast<std::size_t>(out_.room()));
        if (!out_.take(bytes.size()))
            return;
        const std::string& kept = held.streams.emplace_back(std::move(bytes));
        if (!tag)
            return fixed(std::string_view(kept).substr(std::min(head, kept.size())), held);
        const auto id = static_cast<std::uint16_t>(*tag >> 16);
        const auto type = static_cast<std::uint16_t>(*tag & 0xFFFF);
        if (id == reminder_)
            judge_reminder(type, kept, out_);
        held.properties.set(id, type, kept);
    }

    // Entries of type, id, four bytes of flags and eight of the value.
    static void fixed(std::string_view entries, Held& held)
    {
        constexpr std::size_t size = 16, value = 8;
        for (std::size_t at = 0; has(entries, at, size); at += size) {
            const std::uint16_t type = little16(entries, at), id = little16(entries, at + 2);
            if (id == message_codepage)
                held.properties.use_codepage(little32(entries, at + value));
            else if (type == type_integer || type == type_time)
                held.properties.set(id, type, piece(entries, at + value, value));
        }
    }

    // Named properties have other numbers in each file: [MS-OXMSG] 2.2.3.1.2.
    std::uint16_t reminder_property(const CfbEntry& root) const
    {
        constexpr std::uint32_t entry_stream = 0x00030102;
        constexpr std::size_t size = 8, most = 1u << 20;
        constexpr std::uint16_t first = 0x8000;
        for (const CfbEntry* const storage : file_.inside(root)) {
            if (!begins(*storage, names_storage))
                continue;
            for (const CfbEntry* const e : file_.inside(*storage)) {
                if (tag_of(e->name) != entry_stream)
                    continue;
                const std::string names = file_.read(*e, most);
                for (std::size_t at = 0; has(names, at, size); at += size)
                    if (little32(names, at) == reminder_file && (names[at + 4] & 1) == 0)
                        return static_cast<std::uint16_t>(first + little16(names, at + 6));
            }
        }
        return 0;
    }

    const CompoundFile& file_;
    Yield& out_;
    std::uint16_t reminder_ = 0; // 0: no such property
};

} // namespace

bool is_outlook(const CompoundFile& file)
{
    return file.find(fixed_values) != nullptr;
}

void look_into_outlook(const CompoundFile& file, Yield& out)
{
    if (const CfbEntry* const root = file.root())
        Outlook(file, out).look(*root);
    else
        out.unscannable("a message without a root");
}

} // namespace inspect
