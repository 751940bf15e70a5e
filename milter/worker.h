// The worker program, `triage-milter -x worker`: maps the generation, enters the sandbox, then
// triages one message after another until the daemon closes the socket. Single-threaded.
#pragma once

#include <array>

namespace milter {

// What a worker leaves in its outbox for each message. Text: nothing but the message's new text
// (parse must not be skipped, the others may be), cut to what the outbox holds. Study: the reports,
// then a train::Study. Only triagectl starts those two.
enum class WorkerRole { Triage, Text, Study };
// Of `-x NAME`.
inline constexpr std::array<const char*, 3> worker_role_names { "worker", "text", "study" };

// The exit status. Uses the descriptors named in milter/spawn.h; fails at once without them, so
// that running it by hand does no harm.
int worker_main(WorkerRole role = WorkerRole::Triage);

} // namespace milter
