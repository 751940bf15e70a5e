// Decides what a user may ask over the feedback socket and does it: learns what the user says of a
// message, or tells what a delivered message is to its recipient. Called by the server's thread
// only; waits for a worker and for the store, within limits.
#pragma once

#include <sys/types.h>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "milter/feedback/request.h"
#include "milter/intake.h"
#include "milter/services.h"
#include "milter/store/memories.h"

namespace feedback {

// Login name of a uid, and uid of a login name; absent if there is none.
struct Logins {
    std::function<std::optional<std::string>(uid_t)> name;
    std::function<std::optional<uid_t>(const std::string&)> uid;
};
Logins system_logins();

class Desk {
public:
    Desk(milter::Services& services, Logins logins)
        : services_(services)
        , logins_(std::move(logins))
    {
    }
    std::string answer(uid_t peer, const Request& request); // feedback::ok or refusal

private:
    struct Reading { // of the message
        core::Correspondence message;
        store::Memories::Arrival arrival;
    };
    core::Result<std::string> person(uid_t peer, std::string_view user) const;
    bool trusted(uid_t peer) const;
    core::Result<Reading> read(const Request& request, milter::Intake& intake) const;
    core::Result<std::string> learn(const Request& request, const std::string& user);
    core::Result<std::string> stamp(const Request& request, const std::string& user) const;
    bool spend(const core::Digest& person); // one of the opinions of today
    void log(uid_t peer, const Request& request, const std::string& user,
        const core::Result<std::string>& done) const;

    milter::Services& services_;
    Logins logins_;
    std::shared_ptr<const milter::Runtime> runtime_; // of the request at hand
    std::int64_t day_ = 0; // since 1970
    std::map<core::Digest, std::uint32_t> spent_; // on that day, by person
};

} // namespace feedback
