// The commands that need no daemon: `scan` and `explain`. Results in the order of the files; a file
// that fails is reported in its place and costs the exit status, not the others.
#pragma once

#include "milter/config.h"
#include "milter/ctl/input.h"
#include "milter/ctl/options.h"

namespace ctl {

int scan(
    const milter::Config& config, const ScanOptions& options, bool explain, const Streams& streams);

} // namespace ctl
