#include "triage/train/study.h"

#include <algorithm>
#include <cmath>

#include "triage/core/codec.h"
#include "triage/core/text.h"
#include "triage/train/fingerprint.h"

namespace train {

namespace {
constexpr std::size_t max_sender = 320; // RFC 5321 4.5.3.1: local part, at sign, domain
constexpr std::size_t max_subject = 300, max_text = 4096, max_foot = 400;
constexpr std::size_t max_terms = 5000, max_name = 100;
constexpr std::size_t least_term = 4 + 8; // bytes of an encoded one
}

Study study(const core::Message& m, scan::ModelView& view)
{
    Study s;
    s.fingerprint = fingerprint(m.subject, m.text);
    if (!m.from.empty())
        s.sender = m.from.front().address.substr(0, max_sender);
    if (!m.from.empty())
        s.sender_name = m.from.front().name.substr(0, max_name);
    s.date = m.date.value_or(0);
    s.subject = m.subject.substr(0, max_subject);
    s.new_text = std::string(m.own_text().substr(0, max_text));
    s.foot = core::valid_utf8(
        std::string_view(m.text).substr(m.text.size() - std::min(m.text.size(), max_foot)));
    s.terms = std::move(view.terms);
    s.terms.resize(std::min(s.terms.size(), max_terms));
    s.margin = view.margin;
    return s;
}

std::string encode(const Study& s)
{
    core::Writer w;
    w.number(s.fingerprint);
    w.text(s.sender);
    w.text(s.sender_name);
    w.number(s.date);
    w.text(s.subject);
    w.text(s.new_text);
    w.text(s.foot);
    w.real(s.margin);
    w.number(static_cast<std::uint32_t>(s.terms.size()));
    for (const model::Term& t : s.terms) {
        w.text(t.name.substr(0, max_name));
        w.real(t.value);
    }
    return w.take();
}

std::optional<Study> decode_study(std::string_view bytes)
{
    core::Reader r(bytes);
    Study s;
    s.fingerprint = r.number<std::uint64_t>();
    s.sender = r.text(max_sender);
    s.sender_name = r.text(max_name);
    s.date = r.number<std::int64_t>();
    s.subject = r.text(max_subject);
    s.new_text = r.text(max_text);
    s.foot = r.text(3 * max_foot); // a cut character becomes a longer one
    s.margin = r.real();
    s.terms.resize(r.count(max_terms, least_term));
    bool finite = std::isfinite(s.margin);
    for (model::Term& t : s.terms) {
        t.name = r.text(max_name);
        t.value = r.real();
        finite = finite && std::isfinite(t.value);
    }
    return finite && r.done() ? std::optional(std::move(s)) : std::nullopt;
}

} // namespace train
