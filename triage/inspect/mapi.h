// Properties of messages and attachments ([MS-OXPROPS]) as TNEF and Outlook's files hold them, and
// what becomes of them: a message written out, files to look into. Used by those two inspectors.
// Thread-compatible.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "triage/inspect/yield.h"

namespace inspect {

enum class Property : std::uint16_t {
    Subject = 0x0037,
    SubmitTime = 0x0039,
    RepresentingName = 0x0042,
    RepresentingAddress = 0x0065,
    TransportHeader = 0x007D,
    SenderName = 0x0C1A,
    SenderAddress = 0x0C1F,
    DisplayTo = 0x0E04,
    Body = 0x1000,
    PackedRtf = 0x1009,
    Html = 0x1013,
    MessageId = 0x1035,
    DisplayName = 0x3001,
    AttachData = 0x3701,
    AttachName = 0x3704,
    AttachLongName = 0x3707,
    AttachLongPath = 0x370D,
    AttachType = 0x370E,
    HtmlCodepage = 0x3FDE,
    SenderSmtp = 0x5D01,
    RepresentingSmtp = 0x5D02,
};

// Types of values, [MS-OXCDATA] 2.11.1.
enum PropertyType : std::uint16_t {
    type_integer = 0x03,
    type_object = 0x0D,
    type_string8 = 0x1E,
    type_unicode = 0x1F,
    type_time = 0x40,
    type_binary = 0x102,
};

class Properties {
public:
    // Keeps the first value of those listed above. The view must outlive the object.
    void set(std::uint16_t id, std::uint16_t type, std::string_view value);
    void use_codepage(std::uint32_t codepage) { codepage_ = codepage; }

    std::string_view bytes(Property p) const;
    std::string text(Property p) const; // UTF-8, up to its NUL; of any string type
    std::string html() const; // UTF-8

private:
    struct Value {
        std::uint16_t type = 0;
        std::string_view bytes;
    };
    const Value* find(Property p) const;

    std::map<Property, Value> values_;
    std::uint32_t codepage_ = 0; // of strings that are not Unicode
};

// Hands the message back to the engine. `shown`: mail programs show it as the message that the file
// came with.
void deliver(const Properties& message, bool shown, Yield& out);

// The attachment's name, longest form first.
std::string attachment_name(const Properties& attachment);

// A file that a reminder plays from another computer, which learns the reader's password hash
// (CVE-2023-23397): the number of the named property that says which, and its check.
constexpr std::uint32_t reminder_file = 0x851F;
void judge_reminder(std::uint16_t type, std::string_view value, Yield& out);

} // namespace inspect
