// Bytes of a message -> core::Message: headers, addresses, the tree of parts, decoded bodies. GMime
// does the parsing and none of its types leaves this folder. Called by the engine as the first part
// of the parse stage; html, zone and link then fill the rest of the message.
#pragma once

#include <memory>
#include <string_view>

#include "triage/core/clock.h"
#include "triage/core/limits.h"
#include "triage/core/message.h"

namespace mime {

// GMime initialised, and the charset converters that are kept open. Belongs to one thread; runtimes
// must not be made by two threads at once (g_mime_init has no lock).
class Runtime {
public:
    Runtime();
    ~Runtime();
    Runtime(Runtime&&) noexcept;
    Runtime& operator=(Runtime&&) noexcept;

    // Opens one converter of every gconv module and keeps it, so that no charset that a message
    // may name makes iconv open a file later; the sandbox closes the file system after this call.
    void warm_up();

    // Never throws for the sake of the input. `raw` is the message with CRLF or LF line ends and
    // must outlive the call only. Every limit that is hit sets `incomplete` and leaves a Defect;
    // so does the deadline, which is looked at between parts.
    core::Message parse(
        std::string_view raw, const core::Limits& limits, core::Deadline deadline) const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace mime
