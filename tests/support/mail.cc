#include "tests/support/mail.h"

#include <algorithm>
#include <cctype>
#include <cstdint>

namespace support {

namespace {

std::string_view take_line(std::string_view& rest)
{
    const auto end = rest.find('\n');
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    if (line.ends_with('\r'))
        line.remove_suffix(1);
    return line;
}

std::string with_crlf(std::string_view text)
{
    std::string out;
    out.reserve(text.size() + text.size() / 40);
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\n' && (i == 0 || text[i - 1] != '\r'))
            out.push_back('\r');
        out.push_back(text[i]);
    }
    return out;
}

bool same(std::string_view a, std::string_view b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
        return std::tolower(static_cast<unsigned char>(x))
            == std::tolower(static_cast<unsigned char>(y));
    });
}

std::string trimmed(std::string_view s)
{
    const auto first = s.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos)
        return {};
    return std::string(s.substr(first, s.find_last_not_of(" \t\r\n") - first + 1));
}

// One field of the message under edit; a deleted one of Sendmail still counts as an instance.
struct Slot {
    MailField field;
    bool deleted = false;
};

void change(std::vector<Slot>& slots, const Edit& edit, Mta mta)
{
    std::uint32_t seen = 0;
    const std::uint32_t wanted = std::max<std::uint32_t>(edit.index, 1);
    for (auto& slot : slots) {
        if (!same(slot.field.name, edit.name) || (slot.deleted && mta == Mta::Postfix))
            continue;
        if (++seen != wanted)
            continue;
        slot.deleted = edit.value.empty();
        slot.field.value = edit.value;
        return;
    }
    if (!edit.value.empty())
        slots.push_back({ { edit.name, edit.value } });
}

// Index 1 is below the MTA's own Received, which is no part of what the milter was shown.
void insert(std::vector<Slot>& slots, const Edit& edit)
{
    const std::size_t at = std::min<std::size_t>(edit.index > 0 ? edit.index - 1 : 0, slots.size());
    slots.insert(
        slots.begin() + static_cast<std::ptrdiff_t>(at), Slot { { edit.name, edit.value } });
}

} // namespace

Mail split_mail(std::string_view raw)
{
    Mail mail;
    while (!raw.empty()) {
        std::string_view rest = raw;
        const std::string_view line = take_line(rest);
        const bool fold = !line.empty() && (line[0] == ' ' || line[0] == '\t');
        const auto colon = line.find(':');
        if (line.empty())
            raw = rest;
        if (line.empty() || (!fold && colon == std::string_view::npos))
            break;
        if (fold && !mail.fields.empty())
            mail.fields.back().value.append("\n").append(line);
        else if (!fold)
            mail.fields.push_back(
                { std::string(line.substr(0, colon)), std::string(line.substr(colon + 1)) });
        raw = rest;
    }
    mail.body = with_crlf(raw);
    return mail;
}

std::string join_mail(const Mail& mail)
{
    std::string out;
    for (const auto& field : mail.fields)
        out += field.name + ":" + with_crlf(field.value) + "\r\n";
    return out + "\r\n" + mail.body;
}

Mail apply(Mail mail, const std::vector<Edit>& edits, bool leading_space, Mta mta)
{
    std::vector<Slot> slots;
    for (auto& field : mail.fields)
        slots.push_back({ std::move(field) });
    for (Edit edit : edits) {
        if (!leading_space && !edit.value.empty())
            edit.value.insert(0, 1, ' ');
        if (edit.kind == 'i')
            insert(slots, edit);
        else if (edit.kind == 'm')
            change(slots, edit, mta);
        else if (edit.kind == 'h')
            slots.push_back({ { edit.name, edit.value } });
    }
    mail.fields.clear();
    for (auto& slot : slots)
        if (!slot.deleted)
            mail.fields.push_back(std::move(slot.field));
    return mail;
}

std::vector<std::string> values_of(const Mail& mail, std::string_view name)
{
    std::vector<std::string> values;
    for (const auto& field : mail.fields)
        if (same(field.name, name))
            values.push_back(trimmed(field.value));
    return values;
}

} // namespace support
