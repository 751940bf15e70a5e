// The daemon's signals. libmilter's own thread waits for HUP and TERM and takes both for "stop", so
// these must never be pending for it: they stay unblocked in the main thread, with handlers, and
// blocked in every other. Handlers set flags and wake a descriptor; main polls it.
#pragma once

#include <chrono>

#include "triage/core/result.h"

namespace milter {

// To be called in main() before any thread is made: blocks HUP, TERM, INT and USR1 for the threads
// to come and installs the handlers.
core::Result<void> prepare_signals();
// In the main thread, when all threads have been made.
void receive_signals();

struct Requests {
    bool reload = false; // HUP or USR1
    bool stop = false; // TERM or INT
};
// Waits until a signal came, wake() was called or `longest` is over (negative: for ever); returns
// and clears what was asked for.
Requests wait_for_requests(std::chrono::milliseconds longest = std::chrono::milliseconds { -1 });
// What HUP and TERM do, for the stats socket. These three may be called from any thread.
void ask_reload();
void ask_stop();
void wake();

} // namespace milter
