// Tells systemd where the daemon is (sd_notify): ready, reloading, stopping. Does nothing under
// another supervisor. The only includer of sd-daemon.h is service_notify.cc. Thread-safe.
#pragma once

namespace milter {

void notify_ready();
void notify_reloading();
void notify_stopping();

} // namespace milter
