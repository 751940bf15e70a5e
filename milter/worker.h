// The worker program, `triage-milter -x worker`: maps the generation, enters the sandbox, then
// triages one message after another until the daemon closes the socket. Single-threaded.
#pragma once

namespace milter {

// The exit status. Uses the descriptors named in milter/spawn.h; fails at once without them, so
// that running it by hand does no harm.
int worker_main();

} // namespace milter
