#include "milter/errand_report.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "milter/store/delivery_data.h"
#include "triage/core/clock.h"
#include "triage/core/digest.h"

namespace milter {

namespace {

using stats::Report;

constexpr std::array<std::string_view, store::kind_count> kind_names { "recipient", "pair",
    "pair-domain", "sender", "domain", "thread", "author", "member", "list", "shape", "weights",
    "residual", "alias", "writing", "called" };
constexpr std::array<std::string_view, 6> label_names { "none", "ignored", "answered", "important",
    "unimportant", "lapsed" };

template <std::size_t n, typename E>
std::string named(const std::array<std::string_view, n>& names, E value)
{
    const auto i = static_cast<std::size_t>(value);
    return i < n ? std::string(names[i]) : std::to_string(i);
}

std::string time_text(std::int64_t at) // RFC 3339
{
    const std::chrono::sys_seconds t { std::chrono::seconds { at } };
    const auto day = std::chrono::floor<std::chrono::days>(t);
    const std::chrono::year_month_day date { day };
    const std::chrono::hh_mm_ss time { t - day };
    char text[40];
    std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02dZ", int { date.year() },
        unsigned { date.month() }, unsigned { date.day() }, static_cast<int>(time.hours().count()),
        static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()));
    return text;
}

std::string values_text(const std::vector<double>& values)
{
    std::string all;
    for (const double v : values) {
        char text[32];
        std::snprintf(text, sizeof text, "%.6g", v);
        all += (all.empty() ? "" : " ") + std::string(text);
    }
    return all;
}

Report record_row(const store::Key& key, const store::Record& r)
{
    Report row;
    row.add("kind", named(kind_names, key.kind)).add("id", core::hex(key.id));
    row.add("first", time_text(r.first)).add("last", time_text(r.last));
    return row.add("values", values_text(r.values));
}

Report delivery_row(const store::Delivery& d)
{
    Report row;
    row.add("message", core::hex(d.message)).add("at", time_text(d.at));
    row.add("expires", time_text(d.expires)).add("label", named(label_names, d.label));
    const auto data = store::decode_delivery(d.data);
    if (!data) // of an opinion, or of an answer at an alias
        return row.add("bytes", static_cast<std::int64_t>(d.data.size()));
    row.add("priority", std::int64_t { data->priority });
    row.add("band", std::string(name(data->band)));
    row.add("category", std::string(data->category ? name(*data->category) : ""));
    return row.add("why", data->why);
}

} // namespace

Report errand_report(const store::Errands::Status& status)
{
    Report r;
    r.add("task", named(store::task_names, status.task)).add("running", status.running);
    r.add("done", static_cast<std::int64_t>(status.done));
    r.add("rows", static_cast<std::int64_t>(status.rows)).add("error", status.error);
    if (!status.holdings)
        return r;
    r.add("whole", status.holdings->whole);
    r.table("records").table("deliveries");
    auto records = status.holdings->records;
    std::sort(records.begin(), records.end(),
        [](const auto& a, const auto& b) { return a.first < b.first; });
    for (const auto& [key, record] : records)
        r.row("records", record_row(key, record));
    auto deliveries = status.holdings->deliveries;
    std::sort(deliveries.begin(), deliveries.end(),
        [](const auto& a, const auto& b) { return a.at < b.at; });
    for (const store::Delivery& d : deliveries)
        r.row("deliveries", delivery_row(d));
    return r;
}

} // namespace milter
