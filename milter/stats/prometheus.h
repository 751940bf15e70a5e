// Prometheus text exposition format 0.0.4
// (https://prometheus.io/docs/instrumenting/exposition_formats/). write_registry puts out every row
// of metrics.def; what is read from elsewhere (pool, cache, health, process) is written by
// milter/collectors.cc through the same Exposition. Pure but for reading the registry.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "milter/stats/registry.h"

namespace stats {

inline constexpr std::string_view exposition_type = "text/plain; version=0.0.4; charset=utf-8";

class Exposition {
public:
    using Labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

    // Starts a family; its samples follow. `type` is counter, gauge or histogram.
    void family(std::string_view name, std::string_view type, std::string_view help);
    // One sample of the family begun last; `suffix` as in _bucket. Label values may be any bytes.
    void sample(Labels labels, double value) { sample("", labels, value); }
    void sample(std::string_view suffix, Labels labels, double value);
    void single(std::string_view name, std::string_view type, std::string_view help, double value);

    const std::string& text() const { return out_; }

private:
    std::string out_;
    std::string family_;
};

void write_registry(Exposition& out, const Registry& registry);

} // namespace stats
