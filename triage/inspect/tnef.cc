#include "triage/inspect/tnef.h"

#include <optional>
#include <string>

#include "triage/inspect/bytes.h"
#include "triage/inspect/mapi.h"

namespace inspect {

namespace {

constexpr std::uint32_t signature = 0x223E9F78;

enum Attribute : std::uint32_t { // [MS-OXTNEF] 2.1.3.2
    att_subject = 0x00018004,
    att_body = 0x0002800C,
    att_attach_data = 0x0006800F,
    att_attach_title = 0x00018010,
    att_attach_begins = 0x00069002,
    att_message_properties = 0x00069003,
    att_attach_properties = 0x00069005,
    att_codepage = 0x00069007,
};

// The interface by which an object is a message: its stream is TNEF again.
constexpr std::string_view message_interface("\x07\x03\x02\0\0\0\0\0\xC0\0\0\0\0\0\0\x46", 16);

constexpr std::size_t padded(std::size_t n)
{
    return (n + 3) / 4 * 4;
}

// Bytes of a value whose type alone says them; nothing for strings, binaries and objects.
std::optional<std::size_t> fixed_size(std::uint16_t type)
{
    switch (type) {
    case 0x02: // padded
    case type_integer:
    case 0x04:
    case 0x0A:
    case 0x0B:
        return 4;
    case 0x05:
    case 0x06:
    case 0x07:
    case 0x14:
    case type_time:
        return 8;
    case 0x48:
        return 16;
    default:
        return std::nullopt;
    }
}

// A list of properties, [MS-OXTNEF] 2.1.3.4.
class PropertyList {
public:
    PropertyList(std::string_view bytes, Yield& out)
        : s_(bytes)
        , out_(out)
    {
    }

    // False where it breaks off; what stands before is taken.
    bool read(Properties& into)
    {
        constexpr std::uint32_t least = 8; // bytes of a property
        const std::uint32_t count = number();
        for (std::uint32_t i = 0; whole_ && i < count && !out_.expired(); ++i) {
            if (!has(s_, at_, least))
                return false;
            property(into);
        }
        return whole_;
    }

private:
    std::uint32_t number()
    {
        whole_ = whole_ && has(s_, at_, 4);
        const std::uint32_t n = little32(s_, at_);
        at_ += 4;
        return n;
    }

    std::string_view bytes(std::size_t size)
    {
        whole_ = whole_ && has(s_, at_, size);
        const std::string_view b = piece(s_, at_, size);
        at_ += padded(size);
        return b;
    }

    // The number of a named property; 0 if it has a text for a name.
    std::uint32_t name()
    {
        constexpr std::size_t guid = 16;
        at_ += guid;
        if (number() == 0)
            return number();
        bytes(number());
        return 0;
    }

    void property(Properties& into)
    {
        constexpr std::uint16_t many = 0x1000, first_named = 0x8000;
        const std::uint16_t type = little16(s_, at_), id = little16(s_, at_ + 2);
        at_ += 4;
        const std::uint32_t named = id >= first_named ? name() : 0;
        const auto single = static_cast<std::uint16_t>(type & ~many);
        const auto fixed = fixed_size(single);
        const std::uint32_t values = fixed && single == type ? 1 : number();
        for (std::uint32_t i = 0; whole_ && i < values; ++i) {
            const std::string_view value = bytes(fixed ? *fixed : number());
            if (named == reminder_file)
                judge_reminder(single, value, out_);
            into.set(id, single, value);
        }
    }

    std::string_view s_;
    Yield& out_;
    std::size_t at_ = 0;
    bool whole_ = true;
};

class Tnef {
public:
    Tnef(const Item& item, Yield& out)
        : item_(item)
        , out_(out)
    {
    }

    void look()
    {
        constexpr std::size_t start = 6, head = 9, checksum = 2;
        if (little32(item_.data, 0) != signature)
            return out_.unscannable("no TNEF");
        bool whole = true;
        for (std::size_t at = start; whole && has(item_.data, at, head);) {
            if (out_.expired())
                return out_.unscannable("out of time");
            const std::uint32_t id = little32(item_.data, at + 1),
                                size = little32(item_.data, at + 5);
            at += head;
            whole = has(item_.data, at, size);
            attribute(id, piece(item_.data, at, size));
            at += std::size_t { size } + checksum;
        }
        end_attachment();
        if (!whole || damaged_)
            out_.unscannable("damaged TNEF");
        deliver(message_, item_.depth == 0 && !item_.attached, out_);
    }

private:
    void attribute(std::uint32_t id, std::string_view value)
    {
        const auto set = [](Properties& p, Property q, std::uint16_t type, std::string_view v) {
            p.set(static_cast<std::uint16_t>(q), type, v);
        };
        if (id == att_subject)
            set(message_, Property::Subject, type_string8, value);
        else if (id == att_body)
            set(message_, Property::Body, type_string8, value);
        else if (id == att_message_properties)
            damaged_ = !PropertyList(value, out_).read(message_) || damaged_;
        else if (id == att_codepage)
            message_.use_codepage(codepage_ = little32(value, 0));
        else if (id == att_attach_begins)
            end_attachment();
        else if (id == att_attach_title)
            set(attachment(), Property::AttachName, type_string8, value);
        else if (id == att_attach_properties)
            damaged_ = !PropertyList(value, out_).read(attachment()) || damaged_;
        else if (id == att_attach_data)
            data(value);
    }

    void data(std::string_view value)
    {
        constexpr auto q = static_cast<std::uint16_t>(Property::AttachData);
        if (attachment_ && !attachment_->bytes(Property::AttachData).empty())
            end_attachment();
        attachment().set(q, type_binary, value);
    }

    Properties& attachment()
    {
        if (!attachment_)
            attachment_.emplace();
        return *attachment_;
    }

    void end_attachment()
    {
        if (!attachment_)
            return;
        attachment_->use_codepage(codepage_);
        give(*attachment_);
        attachment_.reset();
    }

    void give(const Properties& p)
    {
        std::string_view bytes = p.bytes(Property::AttachData);
        const std::string name = attachment_name(p);
        std::string type = p.text(Property::AttachType);
        if (bytes.starts_with(message_interface)) {
            bytes.remove_prefix(message_interface.size());
            type = "application/ms-tnef";
        } else if (type == "multipart/signed") {
            type = "message/rfc822"; // the signed message as it was sent
        }
        if (!out_.take(bytes.size()))
            return;
        if (bytes.empty())
            out_.name_only(name);
        else
            out_.child(name, type, std::string(bytes));
    }

    const Item& item_;
    Yield& out_;
    Properties message_;
    std::optional<Properties> attachment_;
    std::uint32_t codepage_ = 0;
    bool damaged_ = false;
};

} // namespace

void look_into_tnef(const Item& item, Yield& out)
{
    Tnef(item, out).look();
}

} // namespace inspect
