#include "milter/service_notify.h"

#include <chrono>
#include <string>

#include <systemd/sd-daemon.h>

namespace milter {

void notify_ready()
{
    ::sd_notify(0, "READY=1");
}

void notify_reloading()
{
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    const auto us = std::chrono::duration_cast<std::chrono::microseconds>(now).count();
    ::sd_notify(0, ("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(us)).c_str());
}

void notify_stopping()
{
    ::sd_notify(0, "STOPPING=1");
}

} // namespace milter
