#include "triage/mime/fence.h"

#include <algorithm>
#include <array>
#include <optional>
#include <unordered_map>

#include "triage/core/text.h"
#include "triage/mime/defect.h"
#include "triage/mime/fields.h"

namespace mime {

namespace {

using core::equal_ignore_case;

bool is_address_field(std::string_view name)
{
    constexpr std::array<std::string_view, 7> names { "From", "Sender", "Reply-To", "To", "Cc",
        "Bcc", "Errors-To" };
    return std::any_of(
        names.begin(), names.end(), [&](std::string_view n) { return equal_ignore_case(n, name); });
}

// Whether one of them begins so.
bool opens_address_field(char c)
{
    switch (c | 0x20) {
    case 'b':
    case 'c':
    case 'e':
    case 'f':
    case 'r':
    case 's':
    case 't':
        return true;
    default:
        return false;
    }
}

// The boundary parameter of a Content-Type value. Simple forms only: behind what this misses stand
// the limits of the tree walk and the worker's deadline.
std::string boundary_of(std::string_view value)
{
    const std::string lower = core::to_lower_ascii(value);
    std::size_t at = lower.find("boundary");
    if (at == std::string::npos)
        return {};
    at = lower.find('=', at);
    if (at == std::string::npos)
        return {};
    std::string_view rest = core::trim(value.substr(at + 1));
    const bool quoted = rest.starts_with('"');
    if (quoted)
        rest.remove_prefix(1);
    return std::string(rest.substr(0, rest.find_first_of(quoted ? "\"" : "; \t\r\n")));
}

struct Cut {
    std::string_view kind, detail;
};

// Follows the nesting of boundaries line by line.
class Scanner {
public:
    Scanner(std::string_view bytes, const core::Limits& limits)
        : bytes_(bytes)
        , limits_(limits)
    {
    }

    // Reads on to the end or to the line that breaks a limit; at() is then where it begins.
    std::optional<Cut> run()
    {
        while (at_ < bytes_.size())
            if (std::optional<Cut> cut = in_header_ ? header() : body_line())
                return cut;
        return std::nullopt;
    }
    std::size_t at() const { return at_; }

private:
    std::optional<Cut> header()
    {
        FieldReader reader(bytes_.substr(at_));
        RawField field;
        message_ = false;
        std::uint32_t fields = 0;
        std::size_t before = 0;
        for (; reader.next(field); before = reader.at()) {
            if (field.name.empty() && starts_part(field.value)) { // a part that ends in its header
                at_ += before;
                in_header_ = false;
                return std::nullopt;
            }
            if (++fields > limits_.header_fields || reader.at() > limits_.header_bytes)
                return stop(at_ + before, { "header-limit", "fields of a part" });
            if (equal_ignore_case(field.name, "Content-Type") && !content_type(field.value))
                return stop(at_ + before, { "depth", "multipart" });
        }
        at_ += reader.at();
        in_header_ = message_; // a message's own header follows at once
        if (!message_ && boundaries_.empty())
            at_ = bytes_.size();
        return std::nullopt;
    }

    std::optional<Cut> body_line()
    {
        const std::size_t end = next_line(bytes_, at_);
        const std::string_view line = core::trim(bytes_.substr(at_, end - at_));
        if (line.starts_with("--") && starts_part(line)) {
            if (++parts_ > limits_.parts)
                return stop(at_, { "parts", "delimiters" });
            in_header_ = true;
        }
        at_ = end;
        return std::nullopt;
    }

    // Whether the line opens a part; a closing delimiter only ends a level.
    bool starts_part(std::string_view line)
    {
        if (!line.starts_with("--"))
            return false;
        line = core::trim(line.substr(2));
        if (const auto open = boundaries_.find(std::string(line)); open != boundaries_.end()) {
            depth_ = open->second;
            return true;
        }
        if (line.ends_with("--"))
            if (const auto open = boundaries_.find(std::string(line.substr(0, line.size() - 2)));
                open != boundaries_.end())
                depth_ = open->second - 1;
        return false;
    }

    // False if it would nest too deep.
    bool content_type(std::string_view value)
    {
        const std::string type = core::to_lower_ascii(value.substr(0, 64));
        message_ = message_ || type.find("message/") != std::string::npos;
        if (type.find("multipart") == std::string::npos)
            return true;
        if (const std::string boundary = boundary_of(value); !boundary.empty())
            boundaries_[boundary] = depth_ + 1;
        return depth_ < limits_.depth;
    }

    std::optional<Cut> stop(std::size_t at, Cut cut)
    {
        at_ = at;
        return cut;
    }

    std::string_view bytes_;
    const core::Limits& limits_;
    std::size_t at_ = 0;
    bool in_header_ = true;
    bool message_ = false;
    std::uint32_t parts_ = 0;
    std::uint32_t depth_ = 0;
    std::unordered_map<std::string, std::uint32_t> boundaries_; // and the depth that each opens
};

bool describes_content(std::string_view name)
{
    constexpr std::string_view prefix = "Content-";
    return equal_ignore_case(name.substr(0, prefix.size()), prefix)
        && std::all_of(name.begin(), name.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

// Of the top level header GMime is to see what describes the content: header.cc reads the rest,
// reports what is beyond the limits, and GMime would parse all addresses again. Also, it gives a
// message up at a line that is no field.
void shorten_header(const core::Limits& limits, Fenced& f)
{
    FieldReader reader(f.bytes);
    RawField field;
    for (std::uint32_t fields = 1; reader.next(field); ++fields)
        if (fields <= limits.header_fields && reader.at() <= limits.header_bytes
            && describes_content(field.name))
            f.altered.append(field.name).append(1, ':').append(field.value).append("\r\n");
    if (f.altered.empty()) // GMime wants a header
        f.altered = "MIME-Version: 1.0\r\n";
    const std::string_view body = f.bytes.substr(reader.at());
    f.altered.reserve(f.altered.size() + 2 + body.size());
    f.altered.append("\r\n").append(body);
    f.removed = static_cast<std::ptrdiff_t>(f.bytes.size())
        - static_cast<std::ptrdiff_t>(f.altered.size());
    f.bytes = f.altered;
}

struct Range {
    std::size_t from, to;
};

// Address fields with more colons than max_address_colons, wherever a header may be.
std::vector<Range> nested_groups(std::string_view bytes)
{
    std::vector<Range> out;
    for (std::size_t at = 0; at < bytes.size(); at = next_line(bytes, at)) {
        if (!opens_address_field(bytes[at]))
            continue;
        const std::string_view start = bytes.substr(at, 64);
        const std::size_t colon = start.find(':');
        if (colon == std::string_view::npos
            || !is_address_field(core::trim(start.substr(0, colon))))
            continue;
        RawField field;
        FieldReader reader(bytes.substr(at));
        reader.next(field);
        const auto colons = std::count(field.value.begin(), field.value.end(), ':');
        if (static_cast<std::size_t>(colons) > max_address_colons)
            out.push_back({ at + colon + 1, at + reader.at() });
    }
    return out;
}

void flatten_groups(core::Message& m, Fenced& f)
{
    const std::vector<Range> ranges = nested_groups(f.bytes);
    if (ranges.empty())
        return;
    add_limit(m, "address-nesting", "groups");
    f.altered.resize(f.bytes.size()); // what was cut off
    for (const Range& r : ranges)
        std::replace(f.altered.begin() + static_cast<std::ptrdiff_t>(r.from),
            f.altered.begin() + static_cast<std::ptrdiff_t>(r.to), ':', ';');
    f.bytes = f.altered;
}

} // namespace

std::string_view without_mbox_line(std::string_view raw)
{
    const bool has_line = raw.starts_with("From ") || raw.starts_with(">From ");
    return has_line ? raw.substr(next_line(raw, 0)) : raw;
}

void fence(std::string_view raw, const core::Limits& limits, core::Message& m, Fenced& out)
{
    out.bytes = raw;
    shorten_header(limits, out);
    Scanner scanner(out.bytes, limits);
    if (const std::optional<Cut> cut = scanner.run()) {
        add_limit(m, cut->kind, cut->detail);
        out.bytes = out.bytes.substr(0, scanner.at());
    }
    flatten_groups(m, out);
}

} // namespace mime
