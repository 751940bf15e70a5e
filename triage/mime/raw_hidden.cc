#include "triage/mime/raw_hidden.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "triage/core/limits.h"
#include "triage/core/text.h"
#include "triage/mime/fields.h"
#include "triage/mime/raw_entity.h"
#include "triage/mime/raw_fields.h"
#include "triage/mime/raw_note.h"

namespace mime {

namespace {

using core::AmbiguityKind;

constexpr std::size_t most = 20; // leaves of one text

// A line that is nothing but base64 and as long as encoders make them.
bool is_base64_line(std::string_view line)
{
    constexpr std::size_t shortest = 56;
    return line.size() >= shortest && std::all_of(line.begin(), line.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
            || c == '+' || c == '/' || c == '=';
    });
}

RawLeaf make_leaf(const Entity& e, std::string_view body)
{
    RawLeaf l;
    l.type = e.type.empty() ? "text/plain" : e.type;
    l.charset = e.charset;
    l.names = e.names;
    l.encodings = e.encodings;
    l.disposition = e.disposition;
    l.body = body;
    return l;
}

class Search {
public:
    Search(std::string_view text, RawBudget& budget, core::Message& m)
        : text_(text)
        , budget_(budget)
        , m_(m)
    {
    }

    std::vector<RawLeaf> run()
    {
        for (std::size_t at = 0; at < text_.size() && out_.size() < most;) {
            const std::size_t next = next_line(text_, at);
            at = look(core::trim(text_.substr(at, next - at)), at, next);
        }
        return std::move(out_);
    }

private:
    // Offset to go on at.
    std::size_t look(std::string_view line, std::size_t at, std::size_t next)
    {
        if (is_mime_field(line))
            return block(at);
        base64_lines_ = is_base64_line(line) ? base64_lines_ + 1 : 0;
        const bool file = line.starts_with("=ybegin ") || is_uu_begin(line);
        if (file && !std::exchange(has_file_, true)) // one leaf for all: they stand in its text
            payload(at, true);
        else if (base64_lines_ == 2)
            payload(first_of_run(at), false);
        return next;
    }

    static bool is_uu_begin(std::string_view line)
    {
        return line.size() > 10 && line.starts_with("begin ") && line[6] >= '0' && line[6] <= '7'
            && line[7] >= '0' && line[7] <= '7' && line[8] >= '0' && line[8] <= '7';
    }

    std::size_t block(std::size_t at)
    {
        core::Message unused;
        const HeaderBlock header = read_header_block(text_, at, false, core::Limits {}, unused);
        const Entity e = read_entity(header, text_.size(), budget_, unused);
        std::size_t end = header.body;
        while (end < text_.size() && text_.substr(end, 2) != "--")
            end = next_line(text_, end);
        note(m_, AmbiguityKind::HiddenContent, text_.substr(at));
        out_.push_back(make_leaf(e, text_.substr(header.body, end - header.body)));
        return std::max(end, next_line(text_, at));
    }

    void payload(std::size_t at, bool file)
    {
        note(m_, AmbiguityKind::HiddenContent, text_.substr(at));
        RawLeaf l;
        l.type = file ? "text/plain" : "application/octet-stream";
        l.encodings = { file ? "" : "base64" };
        l.body = text_.substr(at);
        out_.push_back(std::move(l));
    }

    // The line before `at`, where the run of base64 begins.
    std::size_t first_of_run(std::size_t at) const
    {
        const std::size_t end = at > 1 ? text_.rfind('\n', at - 2) : text_.npos;
        return end == text_.npos ? 0 : end + 1;
    }

    std::string_view text_;
    RawBudget& budget_;
    core::Message& m_;
    std::vector<RawLeaf> out_;
    std::size_t base64_lines_ = 0;
    bool has_file_ = false;
};

// Offset of the first line that is a MIME field, of those that begin within `reach` of `at`; none
// if the text begins with another field: then it is a message.
std::optional<std::size_t> mime_field_in(std::string_view text, std::size_t at, std::size_t reach)
{
    const std::size_t end = std::min(text.size(), at + reach);
    for (bool first = true; at < end; first = false) {
        const std::size_t next = next_line(text, at);
        const std::string_view line = core::trim(text.substr(at, next - at));
        if (is_mime_field(line))
            return at;
        const std::size_t colon = line.substr(0, 40).find_first_of(": ");
        if (first && colon != line.npos && line[colon] == ':')
            return std::nullopt;
        at = next;
    }
    return std::nullopt;
}

} // namespace

std::vector<RawLeaf> hidden_leaves(std::string_view text, RawBudget& budget, core::Message& m)
{
    if (core::trim(text.substr(0, 64)).empty() && core::trim(text).empty())
        return {};
    return Search(text, budget, m).run();
}

std::vector<RawLeaf> headed_leaf(
    std::string_view body, bool data, RawBudget& budget, core::Message& m)
{
    constexpr std::size_t reach = 1000; // bytes
    const std::size_t first = std::min(body.find_first_not_of("\r\n \t"), body.size());
    const auto at = mime_field_in(body, first, data ? reach : 1);
    if (!at)
        return {};
    core::Message unused;
    const HeaderBlock header = read_header_block(body, *at, false, core::Limits {}, unused);
    if (header.others > 0) // somebody quotes a message with its header
        return {};
    note(m, AmbiguityKind::FieldHidden, body.substr(*at, 200), true);
    std::size_t begin = header.body;
    if (!header.other_bodies.empty()) // a line that is none, with the rest behind it
        begin = std::max(begin, next_line(body, header.other_bodies.back()));
    return { make_leaf(read_entity(header, body.size(), budget, unused), body.substr(begin)) };
}

} // namespace mime
