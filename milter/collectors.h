// The part of /metrics that is not in the registry: build, workers, breakers, cache, health and the
// process itself. Called by providers.cc for each scrape.
#pragma once

#include "milter/providers.h"
#include "milter/stats/prometheus.h"

namespace milter {

void write_collectors(stats::Exposition& out, const Sources& sources);

} // namespace milter
