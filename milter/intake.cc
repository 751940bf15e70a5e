#include "milter/intake.h"

#include <array>

#include "triage/core/text.h"

namespace milter {

namespace {

// Small messages take one write, large ones one for each chunk or two.
constexpr std::size_t buffer_size = 128 * 1024;

constexpr std::size_t max_trace = 1000;

using Sealed = std::pair<std::string_view, std::string headers::SealedFields::*>;
constexpr std::array<Sealed, 4> sealed_names { {
    { "Message-ID", &headers::SealedFields::message_id },
    { "From", &headers::SealedFields::from },
    { "Date", &headers::SealedFields::date },
    { "Subject", &headers::SealedFields::subject },
} };

} // namespace

Intake::Intake(InflightMemory& memory, const IntakePolicy& policy)
    : share_(memory)
    , policy_(policy)
    , kept_(policy.keep_bytes ? Kept::Whole : Kept::Unwanted)
    , own_(policy.keep_own_values)
{
}

void Intake::header(std::string_view name, std::string_view value)
{
    received_bytes_ += name.size() + value.size() + 3;
    if (own_.take(name, value))
        return;
    const std::string folded = with_crlf_folds(value);
    key_.header(name, folded);
    note(name, folded);
    std::string line;
    line.reserve(name.size() + folded.size() + 3);
    line.append(name).append(1, ':').append(folded).append("\r\n");
    append(line);
}

void Intake::note(std::string_view name, std::string_view value)
{
    for (std::size_t i = 0; i < sealed_names.size(); ++i)
        if (!seen_[i] && core::equal_ignore_case(name, sealed_names[i].first)) {
            seen_[i] = true;
            sealed_.*sealed_names[i].second = value;
        }
    if (trace_.size() < max_trace)
        if (auto field = core::trace_field(name, value))
            trace_.push_back(*std::move(field));
    x_priorities_ += core::equal_ignore_case(name, "X-Priority");
    importances_ += core::equal_ignore_case(name, "Importance");
}

void Intake::end_of_header()
{
    if (!in_header_)
        return;
    in_header_ = false;
    received_bytes_ += 2;
    append("\r\n");
}

void Intake::body(std::string_view chunk)
{
    end_of_header();
    received_bytes_ += chunk.size();
    key_.body(chunk);
    append(chunk);
}

void Intake::append(std::string_view bytes)
{
    if (kept_ != Kept::Whole)
        return;
    if (bytes.size() > policy_.max_bytes - kept_bytes_) {
        kept_ = Kept::Prefix;
        bytes = bytes.substr(0, policy_.max_bytes - kept_bytes_);
    }
    if (!share_.grow(bytes.size()))
        return drop(Kept::NoMemory);
    kept_bytes_ += bytes.size();
    buffer_.append(bytes);
    if (buffer_.size() >= buffer_size)
        flush();
}

void Intake::flush()
{
    if (!file_) {
        auto file = Memfd::create("triage-message");
        if (!file)
            return drop(Kept::Failed);
        file_ = std::move(*file);
    }
    if (!file_->append(buffer_))
        return drop(Kept::Failed);
    buffer_.clear();
}

void Intake::drop(Kept why)
{
    kept_ = why;
    kept_bytes_ = 0;
    file_.reset();
    buffer_ = {};
    share_.release();
}

void Intake::finish()
{
    end_of_header();
    digests_ = key_.finish();
    if (kept_ != Kept::Whole && kept_ != Kept::Prefix)
        return;
    flush();
    if (file_ && !file_->seal())
        drop(Kept::Failed);
    buffer_ = {};
}

std::string with_crlf_folds(std::string_view value)
{
    std::string out;
    out.reserve(value.size() + 8);
    for (std::size_t i = 0; i < value.size(); ++i) {
        if (value[i] == '\n' && (i == 0 || value[i - 1] != '\r'))
            out.push_back('\r');
        out.push_back(value[i]);
        if (value[i] == '\n'
            && (i + 1 == value.size() || (value[i + 1] != ' ' && value[i + 1] != '\t')))
            out.push_back(' ');
    }
    return out;
}

} // namespace milter
