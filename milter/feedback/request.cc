#include "milter/feedback/request.h"

#include <algorithm>

#include "triage/core/codec.h"
#include "triage/core/text.h"

namespace feedback {

namespace {

constexpr std::string_view magic = "triage-feedback 1\n";
constexpr std::size_t tasks = 2;

std::size_t size_of(const headers::HeaderField& f)
{
    return f.name.size() + f.value.size() + 2;
}

bool is_name(std::string_view s) // RFC 5322 section 3.6.8
{
    return !s.empty()
        && std::all_of(s.begin(), s.end(), [](char c) { return c > 32 && c < 127 && c != ':'; });
}

// NUL and CR would mean one thing to us and another to who reads the message next.
bool is_value(std::string_view s)
{
    for (std::size_t i = 0; i < s.size(); ++i)
        if (s[i] == '\0' || s[i] == '\r'
            || (s[i] == '\n' && (i + 1 == s.size() || (s[i + 1] != ' ' && s[i + 1] != '\t'))))
            return false;
    return true;
}

} // namespace

core::Result<std::string> encode(const Request& request)
{
    std::size_t header = 0;
    for (const headers::HeaderField& f : request.fields)
        header += size_of(f);
    if (request.fields.size() > most_fields || header > most_header)
        return core::Error { "the header is too large" };
    core::Writer w;
    w.raw(magic);
    w.number(request.task);
    w.text(request.user);
    w.number(request.opinion.said);
    w.number(request.opinion.category);
    w.number(std::uint8_t { request.opinion.undo });
    w.number(std::uint8_t { request.force });
    w.text(request.mail_from);
    w.number(static_cast<std::uint32_t>(request.fields.size()));
    for (const headers::HeaderField& f : request.fields) {
        w.text(f.name);
        w.text(f.value);
    }
    w.text(std::string_view(request.body).substr(0, most_body));
    return w.take();
}

core::Result<Request> decode(std::string_view bytes)
{
    core::Reader r(bytes);
    if (r.raw(magic.size()) != magic)
        return core::Error { "not a request of triagectl of this version" };
    Request request;
    request.task = r.choice<Task>(tasks);
    request.user = r.text(longest_address);
    request.opinion.said = r.choice<core::Said>(core::said_names.size());
    request.opinion.category = r.choice<core::Category>(core::category_names.size());
    request.opinion.undo = r.flag();
    request.force = r.flag();
    request.mail_from = r.text(longest_address);
    const std::size_t n = r.count(most_fields, 8);
    std::size_t header = 0;
    for (std::size_t i = 0; i < n && r.ok(); ++i) {
        headers::HeaderField f { std::string(r.text(most_header)),
            std::string(r.text(most_header)) };
        header += size_of(f);
        if (header > most_header || !is_name(f.name) || !is_value(f.value))
            r.fail();
        request.fields.push_back(std::move(f));
    }
    request.body = r.text(most_body);
    const bool kind = request.opinion.said == core::Said::Category;
    if (kind == (request.opinion.category == core::Category::Unknown))
        r.fail(); // a category with another opinion, or none where one is wanted
    if (!r.done())
        return core::Error { "the request is damaged" };
    return request;
}

std::string ok(std::string_view text)
{
    return "OK " + std::string(text) + "\n\n";
}

std::string refusal(std::string_view why)
{
    return "ERR " + core::escape_log(why, 1000) + "\n\n";
}

} // namespace feedback
