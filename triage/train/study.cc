#include "triage/train/study.h"

#include "triage/core/codec.h"
#include "triage/train/fingerprint.h"

namespace train {

namespace {
constexpr std::size_t max_sender = 320; // RFC 5321 4.5.3.1: local part, at sign, domain
}

Study study(const core::Message& m)
{
    Study s;
    s.fingerprint = fingerprint(m.subject, m.text);
    if (!m.from.empty())
        s.sender = m.from.front().address.substr(0, max_sender);
    return s;
}

std::string encode(const Study& s)
{
    core::Writer w;
    w.number(s.fingerprint);
    w.text(s.sender);
    return w.take();
}

std::optional<Study> decode_study(std::string_view bytes)
{
    core::Reader r(bytes);
    Study s;
    s.fingerprint = r.number<std::uint64_t>();
    s.sender = r.text(max_sender);
    return r.done() ? std::optional(std::move(s)) : std::nullopt;
}

} // namespace train
