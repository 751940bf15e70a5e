#include "triage/mime/header.h"

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

#include <gmime/gmime.h>

#include "triage/core/address.h"
#include "triage/core/key_view.h"
#include "triage/core/text.h"
#include "triage/mime/defect.h"
#include "triage/mime/fence.h"
#include "triage/mime/fields.h"
#include "triage/mime/gref.h"
#include "triage/mime/options.h"

namespace mime {

namespace {

constexpr std::size_t max_raw = 64u << 10; // bytes of one field
constexpr std::size_t max_addresses = 1000; // of one message

struct Free {
    void operator()(char* p) const { g_free(p); }
    void operator()(GDateTime* p) const { g_date_time_unref(p); }
};

std::string unfold(std::string_view raw)
{
    std::string out(raw);
    std::erase_if(out, [](char c) { return c == '\r' || c == '\n'; });
    return out;
}

bool is_plain(std::string_view s)
{
    return s.find("=?") == std::string_view::npos
        && std::none_of(s.begin(), s.end(), [](char c) { return c & 0x80; });
}

std::string decode_text(std::string_view raw, const Options& options)
{
    const std::string flat = unfold(core::trim(raw));
    if (is_plain(flat))
        return flat;
    const std::unique_ptr<char, Free> text { g_mime_utils_header_decode_text(
        options.get(), flat.c_str()) };
    return text ? core::valid_utf8(core::trim(text.get())) : core::valid_utf8(flat);
}

void add_field(const RawField& field, const Options& options, core::Message& m)
{
    std::optional<std::string> seen = core::key_view(field.name, field.value.substr(0, max_raw));
    if (!seen)
        return;
    std::string text = decode_text(*seen, options);
    m.headers.push_back({ core::valid_utf8(field.name), core::valid_utf8(*seen), std::move(text) });
}

void add_fields(
    std::string_view raw, const core::Limits& limits, const Options& options, core::Message& m)
{
    FieldReader reader(raw);
    RawField field;
    for (std::uint32_t fields = 1; reader.next(field); ++fields) {
        if (fields > limits.header_fields || reader.at() > limits.header_bytes)
            return add_limit(m, "header-limit", "top level");
        if (field.value.size() > max_raw)
            add_limit(m, "header-limit", field.name);
        if (field.name.empty())
            add_defect(m, "no-colon", field.value);
        else
            add_field(field, options, m);
    }
}

void add_mailbox(InternetAddress* address, std::vector<core::Address>& out)
{
    const char* const name = internet_address_get_name(address);
    const char* const spec = internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(address));
    core::Address a;
    a.name = name ? core::valid_utf8(core::trim(name)) : std::string();
    a.address = spec ? core::normalise_address(core::valid_utf8(spec)) : std::string();
    a.domain = core::address_domain(a.address);
    out.push_back(std::move(a));
}

// Groups are flattened; the fence bounds how deep they nest.
void add_list(InternetAddressList* list, std::vector<core::Address>& out)
{
    const int n = internet_address_list_length(list);
    for (int i = 0; i < n && out.size() < max_addresses; ++i) {
        InternetAddress* const a = internet_address_list_get_address(list, i);
        if (INTERNET_ADDRESS_IS_GROUP(a))
            add_list(internet_address_group_get_members(INTERNET_ADDRESS_GROUP(a)), out);
        else
            add_mailbox(a, out);
    }
}

void add_addresses(const core::HeaderField& field, const Options& options, core::Message& m,
    std::vector<core::Address>& out)
{
    const auto colons = std::count(field.raw.begin(), field.raw.end(), ':');
    if (static_cast<std::size_t>(colons) > max_address_colons)
        return add_limit(m, "address-nesting", "groups");
    const std::string flat = unfold(core::trim(field.raw));
    const auto list = GRef<InternetAddressList>::adopt(
        internet_address_list_parse(options.get(), flat.c_str()));
    if (list)
        add_list(list.get(), out);
    if (out.size() >= max_addresses)
        add_limit(m, "addresses", field.name);
}

struct AddressField {
    std::string_view name;
    std::vector<core::Address> core::Message::*into;
};
constexpr std::array<AddressField, 5> address_fields { { { "From", &core::Message::from },
    { "Sender", &core::Message::sender }, { "Reply-To", &core::Message::reply_to },
    { "To", &core::Message::to }, { "Cc", &core::Message::cc } } };

void set_addresses(const Options& options, core::Message& m)
{
    for (const core::HeaderField& h : m.headers)
        for (const AddressField& f : address_fields)
            if (core::equal_ignore_case(h.name, f.name))
                add_addresses(h, options, m, m.*f.into);
}

void set_date(core::Message& m)
{
    const core::HeaderField* const field = m.header("Date");
    if (!field)
        return;
    constexpr std::size_t longest = 200; // bytes; a date with its comment has 40
    const std::unique_ptr<GDateTime, Free> date { g_mime_utils_header_decode_date(
        field->text.substr(0, longest).c_str()) };
    if (!date)
        return add_defect(m, "bad-date", field->text);
    m.date = g_date_time_to_unix(date.get());
    m.date_zone_minutes
        = static_cast<std::int32_t>(g_date_time_get_utc_offset(date.get()) / 60'000'000);
}

// Calls `f` for each name in the h= tag of a signature (RFC 6376 section 3.5), white space removed.
template <typename F>
void for_each_signed_name(std::string_view value, F f)
{
    std::string dense;
    for (const char c : value)
        if (c != ' ' && c != '\t' && c != '\r' && c != '\n')
            dense += c;
    const std::string_view tags = dense;
    for (std::size_t at = 0; at < tags.size();) {
        const std::size_t end = std::min(tags.find(';', at), tags.size());
        std::string_view tag = tags.substr(at, end - at);
        at = end + 1;
        if (!tag.starts_with("h="))
            continue;
        for (tag.remove_prefix(2); !tag.empty();) {
            const std::size_t colon = std::min(tag.find(':'), tag.size());
            f(tag.substr(0, colon));
            tag.remove_prefix(std::min(colon + 1, tag.size()));
        }
    }
}

void set_priority_facts(core::Message& m)
{
    core::PriorityFieldFacts& p = m.priority_fields;
    p.x_priority_present = m.header("X-Priority") != nullptr;
    p.importance_present = m.header("Importance") != nullptr;
    for (const core::HeaderField& h : m.headers) {
        if (!core::equal_ignore_case(h.name, "DKIM-Signature")
            && !core::equal_ignore_case(h.name, "ARC-Message-Signature"))
            continue;
        for_each_signed_name(h.raw, [&p](std::string_view name) {
            p.x_priority_signed
                = p.x_priority_signed || core::equal_ignore_case(name, "X-Priority");
            p.importance_signed
                = p.importance_signed || core::equal_ignore_case(name, "Importance");
        });
    }
}

} // namespace

void read_header(
    std::string_view raw, const core::Limits& limits, const Options& options, core::Message& m)
{
    add_fields(raw, limits, options, m);
    set_addresses(options, m);
    if (const core::HeaderField* const subject = m.header("Subject"))
        m.subject = subject->text;
    set_date(m);
    set_priority_facts(m);
}

} // namespace mime
