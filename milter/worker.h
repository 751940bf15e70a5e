// The worker program, `triage-milter -x worker`: maps the generation, enters the sandbox, then
// triages one message after another until the daemon closes the socket. Single-threaded.
#pragma once

namespace milter {

// Text: instead of verdicts it answers each request with the message's new text (parse must not be
// skipped, the others may be), cut to what the outbox holds; `triagectl scan --text` runs one.
enum class WorkerRole { Triage, Text };

// The exit status. Uses the descriptors named in milter/spawn.h; fails at once without them, so
// that running it by hand does no harm.
int worker_main(WorkerRole role = WorkerRole::Triage);

} // namespace milter
