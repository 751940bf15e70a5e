#include "triage/mime/raw_names.h"

#include <algorithm>
#include <array>
#include <string>

#include "triage/core/text.h"

namespace mime {

namespace {

struct NameRow {
    std::string_view name;
    MimeField kind;
};
constexpr std::array<NameRow, 4> names { { { "Content-Type", MimeField::Type },
    { "Content-Transfer-Encoding", MimeField::Encoding },
    { "Content-Disposition", MimeField::Disposition }, { "MIME-Version", MimeField::Version } } };

// A DKIM signature lists names with colons between them: the value has to be one that is meant.
bool is_meant(MimeField kind, std::string_view token)
{
    constexpr std::array<std::string_view, 7> encodings { "base64", "quoted-printable", "7bit",
        "8bit", "binary", "x-uuencode", "uuencode" };
    constexpr std::array<std::string_view, 3> dispositions { "inline", "attachment", "form-data" };
    const auto is_token = [&](std::string_view t) { return core::equal_ignore_case(t, token); };
    if (kind == MimeField::Encoding)
        return std::any_of(encodings.begin(), encodings.end(), is_token);
    if (kind == MimeField::Disposition)
        return std::any_of(dispositions.begin(), dispositions.end(), is_token);
    const std::size_t slash = token.find('/');
    const auto is_token_char = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
            || std::string_view("-+._/").find(c) != std::string_view::npos;
    };
    return kind == MimeField::Type && slash != token.npos && slash > 0 && slash + 1 < token.size()
        && std::all_of(token.begin(), token.end(), is_token_char);
}

} // namespace

std::string_view without_dirt(std::string_view s)
{
    const auto is_dirt = [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == 0x7F; };
    while (!s.empty() && is_dirt(s.front()))
        s.remove_prefix(1);
    while (!s.empty() && is_dirt(s.back()))
        s.remove_suffix(1);
    return s;
}

std::optional<MimeField> mime_field(std::string_view name)
{
    if (name.empty() || std::string_view("CcMm").find(name[0]) == std::string_view::npos)
        return std::nullopt;
    for (const NameRow& row : names)
        if (core::equal_ignore_case(row.name, name))
            return row.kind;
    return std::nullopt;
}

std::optional<MimeField> disguised_field(std::string_view name)
{
    constexpr std::size_t longest = 40;
    if (name.size() > longest || name.find_first_of("()\"'\\<>[]{},;#*") == name.npos)
        return std::nullopt;
    std::string letters;
    for (const char c : name)
        if (c == '-' || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z'))
            letters += c;
    return mime_field(letters);
}

bool is_mime_field(std::string_view line)
{
    const std::size_t colon = line.substr(0, 40).find(':');
    if (colon == line.npos || colon < 12) // as long as the shortest name
        return false;
    const auto kind = mime_field(without_dirt(line.substr(0, colon)));
    if (!kind)
        return false;
    const std::string_view value = without_dirt(line.substr(colon + 1));
    return is_meant(*kind, value.substr(0, value.find_first_of(" \t;\r\n(")));
}

} // namespace mime
