// The sandbox of a worker: limits, no_new_privs and a system call filter. Entered once, by the
// worker, after it has opened all that it will ever need; there is no way out. The only includer of
// seccomp.h is sandbox.cc.
#pragma once

#include <cstdint>

#include "triage/core/result.h"

namespace milter {

// Limits that need no filter: no core dump, no files, and address space for `memory_bytes` beyond
// what is mapped already (0: no limit).
core::Result<void> limit_resources(std::uint64_t memory_bytes);

// From here on the process may read and write what it has open, manage its memory and end; it may
// write only to `socket` and standard error. Anything else kills it (SIGSYS).
core::Result<void> enter_sandbox(int socket);

// The same for a process that reads no message and forks those that do: it may also fork children
// of its parent, give descriptors other numbers, and put a filter on top of this one. A filter is
// inherited: what a forked worker may do is what both allow, so that enter_sandbox() takes all of
// that away from it.
core::Result<void> enter_template_sandbox(int socket);

} // namespace milter
