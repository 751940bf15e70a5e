// An explanation as bytes: the layout's version, then the parts in the order of the struct. It says
// nothing that is decided by, so what is over a cap is cut and no more; but a worker that made it
// has read the message, so that it is decoded as strictly as a report.
#include <algorithm>
#include <cmath>

#include "milter/wire.h"
#include "milter/wire_text.h"

namespace milter::wire {

namespace {

using agents::ActionReasons;
using agents::CategoryReasons;
using agents::SummaryReasons;
using core::Portion;
using core::Reader;
using core::Sum;
using core::Writer;

constexpr std::uint8_t version = 1;
constexpr std::size_t max_name = 120; // bytes of a term: three words and what they are
constexpr std::size_t max_quote = 1024; // bytes of a sentence
constexpr double max_weight = 1e6; // either way
constexpr std::uint32_t max_others = 100000;
constexpr std::size_t max_ranked = core::category_names.size();
constexpr std::size_t max_weighed = 2;

void put_weight(Writer& w, double d)
{
    w.real(std::isnan(d) ? 0 : std::clamp(d, -max_weight, max_weight));
}

void put_sum(Writer& w, const Sum& sum)
{
    w.number(static_cast<std::uint8_t>(sum.portions.size()));
    for (const Portion& p : sum.portions) {
        w.number(p.source);
        w.number(static_cast<std::uint32_t>(p.strongest.size()));
        for (const core::Contribution& c : p.strongest) {
            put_utf8(w, c.name, max_name);
            put_weight(w, c.weight);
        }
        w.number(std::min(p.others, max_others));
        put_weight(w, p.rest);
    }
}

void put(Writer& w, const CategoryReasons& c)
{
    w.number(c.decided);
    w.number(c.rule);
    w.number(c.model);
    put_weight(w, c.by_hand);
    w.number(static_cast<std::uint32_t>(c.ranked.size()));
    for (const CategoryReasons::Ranked& r : c.ranked) {
        w.number(r.category);
        put_weight(w, r.logit);
        put_weight(w, r.share);
        w.number(r.excluded);
    }
    w.number(static_cast<std::uint32_t>(c.weighed.size()));
    for (const CategoryReasons::Weighed& x : c.weighed) {
        w.number(x.category);
        put_sum(w, x.sum);
    }
}

void put(Writer& w, const ActionReasons& a)
{
    w.number(a.rule);
    put_utf8(w, a.quote, max_quote);
    w.number(std::uint8_t { a.dated });
    w.number(a.model);
    put_sum(w, a.sum);
}

void put(Writer& w, const SummaryReasons& s)
{
    w.number(s.model);
    w.number(std::uint8_t { s.only });
    w.number(std::uint8_t { s.first });
    put_utf8(w, s.other, max_quote);
    put_sum(w, s.ahead);
}

void put(Writer& w, const scan::ContentReasons& c)
{
    put_sum(w, c.sum);
    w.number(static_cast<std::uint8_t>(std::clamp(c.hundredths, 0, model::Scale::top)));
    w.number(std::uint8_t { c.counted });
}

template <typename T>
void put(Writer& w, const std::optional<T>& part)
{
    w.number(std::uint8_t { part.has_value() });
    if (part)
        put(w, *part);
}

// --- decoding, in the same order

double get_weight(Reader& r)
{
    const double d = r.real();
    if (!(d >= -max_weight && d <= max_weight)) // and not NaN
        r.fail();
    return d;
}

double get_share(Reader& r)
{
    const double d = get_weight(r);
    if (d < 0 || d > 1)
        r.fail();
    return d;
}

Portion get_portion(Reader& r)
{
    Portion p;
    p.source = r.choice<core::Source>(core::source_count);
    const std::size_t n = r.count(Portion::most, 12);
    for (std::size_t i = 0; i < n && r.ok(); ++i) {
        core::Contribution& c = p.strongest.emplace_back();
        c.name = get_utf8(r, max_name);
        c.weight = get_weight(r);
    }
    p.others = r.number<std::uint32_t>();
    p.rest = get_weight(r);
    if (p.others > max_others || p.strongest.empty())
        r.fail();
    return p;
}

Sum get_sum(Reader& r)
{
    Sum sum;
    const auto n = r.number<std::uint8_t>();
    for (std::size_t i = 0; i < n && r.ok(); ++i) {
        Portion p = get_portion(r);
        if (!sum.portions.empty() && p.source <= sum.portions.back().source)
            r.fail(); // so there are no more than sources
        sum.portions.push_back(std::move(p));
    }
    return sum;
}

core::Category get_category(Reader& r)
{
    return r.choice<core::Category>(core::category_names.size());
}

void get(Reader& r, CategoryReasons& c)
{
    c.decided = get_category(r);
    c.rule = r.choice<agents::CategoryRule>(agents::category_rule_count);
    c.model = r.choice<agents::ModelUse>(agents::model_use_count);
    c.by_hand = get_weight(r);
    const std::size_t ranked = r.count(max_ranked, 18);
    for (std::size_t i = 0; i < ranked && r.ok(); ++i) {
        CategoryReasons::Ranked& x = c.ranked.emplace_back();
        x.category = get_category(r);
        x.logit = get_weight(r);
        x.share = get_share(r);
        x.excluded = r.choice<agents::CategoryRule>(agents::category_rule_count);
    }
    const std::size_t weighed = r.count(max_weighed, 2);
    for (std::size_t i = 0; i < weighed && r.ok(); ++i) {
        CategoryReasons::Weighed& x = c.weighed.emplace_back();
        x.category = get_category(r);
        x.sum = get_sum(r);
    }
}

void get(Reader& r, ActionReasons& a)
{
    a.rule = r.choice<agents::ActionRule>(agents::action_rule_count);
    a.quote = get_utf8(r, max_quote);
    a.dated = r.flag();
    a.model = r.choice<agents::ModelUse>(agents::model_use_count);
    a.sum = get_sum(r);
}

void get(Reader& r, SummaryReasons& s)
{
    s.model = r.choice<agents::ModelUse>(agents::model_use_count);
    s.only = r.flag();
    s.first = r.flag();
    s.other = get_utf8(r, max_quote);
    s.ahead = get_sum(r);
}

void get(Reader& r, scan::ContentReasons& c)
{
    c.sum = get_sum(r);
    c.hundredths = r.number<std::uint8_t>();
    if (c.hundredths > model::Scale::top)
        r.fail();
    c.counted = r.flag();
}

template <typename T>
void get(Reader& r, std::optional<T>& part)
{
    if (r.flag())
        get(r, part.emplace());
}

} // namespace

std::string encode_explanation(const agents::Explanation& e)
{
    Writer w;
    w.number(version);
    put(w, e.category);
    put(w, e.action);
    put(w, e.summary);
    put(w, e.content);
    return w.take();
}

std::optional<agents::Explanation> decode_explanation(std::string_view bytes)
{
    if (bytes.size() > max_explanation)
        return std::nullopt;
    Reader r(bytes);
    if (r.number<std::uint8_t>() != version)
        r.fail();
    agents::Explanation e;
    get(r, e.category);
    get(r, e.action);
    get(r, e.summary);
    get(r, e.content);
    return r.done() ? std::optional(std::move(e)) : std::nullopt;
}

} // namespace milter::wire
