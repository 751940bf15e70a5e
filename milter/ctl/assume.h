// The envelope that a message in a file is taken to have had, from the options and from what
// delivery left in its header. Pure, thread-safe.
#pragma once

#include <string_view>
#include <vector>

#include "milter/config.h"
#include "milter/ctl/options.h"
#include "milter/direction.h"
#include "milter/networks.h"
#include "triage/core/clock.h"
#include "triage/core/envelope.h"

namespace ctl {

struct Assumed {
    core::Envelope envelope;
    // None if neither the options nor the message name any; it is then taken to be for one of ours.
    std::vector<milter::Recipient> to;
};
Assumed assume(std::string_view raw, const ScanOptions& options, const milter::Config& config,
    const milter::Networks& own, core::WallTime now);

} // namespace ctl
