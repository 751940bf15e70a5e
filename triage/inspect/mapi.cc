#include "triage/inspect/mapi.h"

#include <algorithm>
#include <ctime>
#include <iterator>

#include "triage/core/text.h"
#include "triage/inspect/bytes.h"
#include "triage/inspect/codepage.h"
#include "triage/inspect/letter.h"
#include "triage/inspect/rtf_unpack.h"
#include "triage/inspect/wide.h"
#include "triage/mime/charset.h"

namespace inspect {

namespace {

using enum Property;

constexpr Property wanted[] { Subject, SubmitTime, RepresentingName, RepresentingAddress,
    TransportHeader, SenderName, SenderAddress, DisplayTo, Body, PackedRtf, Html, MessageId,
    DisplayName, AttachData, AttachName, AttachLongName, AttachLongPath, AttachType, HtmlCodepage,
    SenderSmtp, RepresentingSmtp };

constexpr std::size_t most_rtf = 8u << 20; // bytes, unpacked

std::string until_nul(std::string s)
{
    s.resize(std::min(s.find('\0'), s.size()));
    return s;
}

// 100 ns since 1601 -> RFC 5322; empty for times that no mail has.
std::string date_of(std::string_view time)
{
    constexpr std::uint64_t per_second = 10'000'000, to_1970 = 11'644'473'600;
    constexpr std::uint64_t year_2200 = 18'902'332'800; // since 1601
    const std::uint64_t seconds = little(time, 0, 8) / per_second;
    if (seconds < to_1970 || seconds > year_2200)
        return {};
    const auto t = static_cast<std::time_t>(seconds - to_1970);
    std::tm utc {};
    char text[64];
    if (!gmtime_r(&t, &utc))
        return {};
    const std::size_t n = std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S +0000", &utc);
    return { text, n };
}

std::string first_text(const Properties& p, std::initializer_list<Property> order)
{
    for (const Property q : order)
        if (std::string text = p.text(q); !text.empty())
            return text;
    return {};
}

// Inside of Exchange senders are X.500 names: no address.
std::string sender_address(const Properties& p)
{
    for (const Property q : { RepresentingSmtp, SenderSmtp, RepresentingAddress, SenderAddress })
        if (std::string text = p.text(q); text.find('@') != text.npos)
            return text;
    return {};
}

// What Outlook shows when there is no other form of the text, and what is embedded in it.
void read_packed(const Properties& p, Letter& letter, Yield& out)
{
    const std::size_t limit
        = static_cast<std::size_t>(std::min<std::uint64_t>(most_rtf, out.room()));
    auto rtf = rtf_unpack(p.bytes(PackedRtf), limit);
    if (!rtf)
        return;
    if (rtf->size() == limit)
        out.unscannable("more text than is read");
    if (!out.take(rtf->size()))
        return;
    RichText rich = read_rtf(*rtf);
    if (rich.html && letter.html.empty())
        letter.html = std::move(rich.shown);
    else if (!rich.html && letter.html.empty())
        letter.text += (letter.text.empty() ? "" : "\n") + rich.shown;
    out.child("body.rtf", "application/rtf", std::move(*rtf));
}

} // namespace

void Properties::set(std::uint16_t id, std::uint16_t type, std::string_view value)
{
    const auto p = static_cast<Property>(id);
    if (std::find(std::begin(wanted), std::end(wanted), p) != std::end(wanted))
        values_.try_emplace(p, Value { type, value });
}

const Properties::Value* Properties::find(Property p) const
{
    const auto found = values_.find(p);
    return found == values_.end() ? nullptr : &found->second;
}

std::string_view Properties::bytes(Property p) const
{
    const Value* const v = find(p);
    return v ? v->bytes : std::string_view {};
}

std::string Properties::text(Property p) const
{
    const Value* const v = find(p);
    if (!v)
        return {};
    if (v->type == type_unicode)
        return until_nul(core::valid_utf8(narrow(v->bytes)));
    if (v->type != type_string8)
        return {};
    return until_nul(mime::decode_text(std::string(v->bytes), charset_of_codepage(codepage_)).utf8);
}

std::string Properties::html() const
{
    const Value* const v = find(Html);
    if (!v || v->type != type_binary)
        return text(Html);
    std::string charset = charset_of_codepage(little32(bytes(HtmlCodepage), 0));
    if (charset.empty())
        charset = mime::declared_in_html(v->bytes);
    return mime::decode_text(std::string(v->bytes), charset).utf8;
}

void deliver(const Properties& p, bool shown, Yield& out)
{
    Letter letter;
    letter.fields = p.text(TransportHeader);
    letter.from_name = first_text(p, { RepresentingName, SenderName });
    letter.from = sender_address(p);
    letter.to = p.text(DisplayTo);
    letter.subject = p.text(Subject);
    letter.message_id = p.text(MessageId);
    letter.date = date_of(p.bytes(SubmitTime));
    letter.text = p.text(Body);
    letter.html = p.html();
    read_packed(p, letter, out);
    if (shown && letter.text.empty() && letter.html.empty())
        return;
    if (out.take(letter.text.size() + letter.html.size() + letter.fields.size()))
        out.message(shown ? write_body(letter) : write_letter(letter), shown);
}

std::string attachment_name(const Properties& p)
{
    return first_text(p, { AttachLongName, AttachName, DisplayName });
}

void judge_reminder(std::uint16_t type, std::string_view value, Yield& out)
{
    Properties p;
    p.set(static_cast<std::uint16_t>(DisplayName), type, value);
    const std::string path = p.text(DisplayName);
    if (path.starts_with("\\\\") || path.starts_with("//"))
        out.mark(Mark::Exploit, "a reminder plays " + path);
}

} // namespace inspect
