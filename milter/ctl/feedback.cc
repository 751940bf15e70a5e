#include "milter/ctl/feedback.h"

#include <algorithm>

#include "milter/ctl/received.h"
#include "milter/ctl/remote.h"
#include "milter/ctl/saved_envelope.h"
#include "milter/feedback/request.h"
#include "triage/core/text.h"
#include "triage/headers/table.h"

namespace ctl {

namespace {

using Kind = RemoteAnswer::Kind;
using headers::HeaderField;

Door door(const std::string& socket)
{
    return { socket, "feedback.socket", "feedback.group" };
}

// One line with its end taken off the front of `rest`.
std::string_view take_line(std::string_view& rest)
{
    const std::size_t end = rest.find('\n');
    const auto line = rest.substr(0, end == rest.npos ? end : end + 1);
    rest.remove_prefix(line.size());
    return line;
}

std::string_view without_end(std::string_view line)
{
    if (line.ends_with('\n'))
        line.remove_suffix(1);
    if (line.ends_with('\r'))
        line.remove_suffix(1);
    return line;
}

// How many bytes the field's name has; 0: the line begins none (RFC 5322 section 3.6.8).
std::size_t name_size(std::string_view line)
{
    const std::size_t colon = line.find(':');
    if (colon == line.npos)
        return 0;
    const auto name = line.substr(0, colon);
    const bool good
        = std::all_of(name.begin(), name.end(), [](char c) { return c > 32 && c < 127; });
    return good ? colon : 0;
}

// A field with all its lines, as it stands; empty at the end of the header.
std::string_view take_field(std::string_view& rest)
{
    std::string_view after = rest;
    const auto first = take_line(after);
    if (name_size(first) == 0)
        return {};
    while (after.starts_with(' ') || after.starts_with('\t'))
        take_line(after);
    const auto field = rest.substr(0, rest.size() - after.size());
    rest = after;
    return field;
}

std::string value_of(std::string_view field)
{
    std::string_view rest = field.substr(field.find(':') + 1);
    std::string value(without_end(take_line(rest)));
    while (!rest.empty())
        value.append("\n").append(without_end(take_line(rest)));
    std::erase_if(value, [](char c) { return c == '\0' || c == '\r'; });
    return value;
}

core::Result<std::string> request_of(
    feedback::Task task, const FeedbackOptions& options, const std::string& message)
{
    feedback::Request request;
    request.task = task;
    request.user = options.person;
    request.opinion = options.opinion;
    request.force = options.force;
    request.mail_from = saved_envelope(message).mail_from.substr(0, feedback::longest_address);
    SplitMessage split = split_message(message);
    request.fields = std::move(split.fields);
    if (task == feedback::Task::Learn)
        request.body = split.body;
    return feedback::encode(request);
}

core::Result<RemoteAnswer> asked(const std::string& socket, feedback::Task task,
    const FeedbackOptions& options, const std::string& message)
{
    const auto request = request_of(task, options, message);
    if (!request)
        return request.error();
    return exchange(door(socket), *request);
}

int complain(const std::string& name, const std::string& what, std::ostream& err)
{
    err << "triagectl: " << core::escape_log(name, 1000) << ": " << what << '\n';
    return exit_error;
}

} // namespace

SplitMessage split_message(std::string_view bytes)
{
    SplitMessage split;
    std::string_view rest = bytes;
    for (auto field = take_field(rest); !field.empty(); field = take_field(rest))
        split.fields.push_back({ std::string(field.substr(0, field.find(':'))), value_of(field) });
    std::string_view after = rest;
    if (without_end(take_line(after)).empty())
        rest = after;
    split.body = rest;
    return split;
}

std::string with_fields(std::string_view bytes, std::span<const HeaderField> fields)
{
    std::string_view rest = bytes;
    const std::string_view first = take_line(rest);
    const std::string end = first.ends_with("\r\n") ? "\r\n" : "\n";
    std::string own;
    for (const HeaderField& f : fields) {
        own += f.name + ": ";
        for (const char c : f.value)
            own += c == '\n' ? end : std::string(1, c);
        own += end;
    }
    std::string out;
    out.reserve(bytes.size() + own.size());
    rest = bytes;
    if (name_size(first) == 0 && first.starts_with("From ")) // of an mbox
        out += take_line(rest);
    for (auto field = take_field(rest); !field.empty(); field = take_field(rest)) {
        if (!headers::is_ours(field.substr(0, field.find(':'))))
            out += field;
        else
            out += std::exchange(own, "");
    }
    return out.append(rest);
}

int learn(const std::string& socket, const FeedbackOptions& options, const Streams& streams)
{
    int status = exit_ok;
    for (const std::string& name : options.files) {
        const auto bytes = read_input(name, streams.in);
        if (!bytes) {
            status = complain(name, bytes.error().what, streams.err);
            continue;
        }
        const auto answer = asked(socket, feedback::Task::Learn, options, as_received(*bytes));
        if (!answer) {
            status = complain(name, answer.error().what, streams.err);
        } else if (answer->kind == Kind::NotRunning) {
            complain(name, answer->text, streams.err);
            return exit_not_running;
        } else if (answer->kind != Kind::Ok) {
            status = complain(name, answer->text, streams.err);
        } else {
            streams.out << core::escape_log(name, 1000) << ": "
                        << without_end(std::string_view(answer->text).substr(3)) << '\n';
        }
    }
    return status;
}

int stamp(const std::string& socket, const FeedbackOptions& options, const Streams& streams)
{
    const std::string& name = options.files.front();
    const auto bytes = read_input(name, streams.in);
    if (!bytes)
        return complain(name, bytes.error().what, streams.err);
    const auto answer = asked(socket, feedback::Task::Stamp, options, as_received(*bytes));
    if (!answer || answer->kind != Kind::Ok) {
        complain(name, answer ? answer->text : answer.error().what, streams.err);
        streams.out << *bytes;
        return streams.out.flush() ? exit_ok : exit_error;
    }
    std::string_view fields = answer->text;
    take_line(fields); // "OK stamped"
    std::vector<HeaderField> own = split_message(fields).fields;
    for (HeaderField& f : own)
        f.value.erase(0, f.value.find_first_not_of(' '));
    streams.out << with_fields(*bytes, own);
    return streams.out.flush() ? exit_ok : exit_error;
}

} // namespace ctl
