// The worker program, `triage-milter -x worker`: maps the generation, enters the sandbox, then
// triages one message after another until the daemon closes the socket. `-x template` maps the
// generation and forks workers (milter/worker_template.h). Single-threaded.
#pragma once

#include <array>

namespace milter {

// What a worker leaves in its outbox for each message. Text: nothing but the message's new text
// (parse must not be skipped, the others may be), cut to what the outbox holds. Study: the reports,
// then a train::Study. Explain: nothing but an explanation (wire.h) of its own verdict. Only
// triagectl starts those three. Template: reads no message; what it forks is in the role Triage.
enum class WorkerRole { Triage, Text, Study, Explain, Template };
// Of `-x NAME`.
inline constexpr std::array<const char*, 5> worker_role_names { "worker", "text", "study",
    "explain", "template" };

// The exit status. Uses the descriptors named in milter/spawn.h; fails at once without them, so
// that running it by hand does no harm.
int worker_main(WorkerRole role = WorkerRole::Triage);

} // namespace milter
