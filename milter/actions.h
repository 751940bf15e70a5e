// What a transaction may do to a message at its end: libmilter's smfi_* calls, as an interface, so
// that tests play the MTA. Only callbacks.cc implements it over libmilter. Each returns false if
// the MTA side is gone; the caller goes on and answers CONTINUE all the same.
#pragma once

#include <string>
#include <string_view>

namespace milter {

enum class Next { Continue, Reject }; // Reject: only for security.forged_flood = "reject"

class Actions {
public:
    virtual ~Actions() = default;
    virtual std::string macro(std::string_view name) const = 0; // "" if the MTA did not send it
    virtual bool insert_header(int index, const std::string& name, const std::string& value) = 0;
    // The index-th field of that name (1-based) goes.
    virtual bool delete_header(const std::string& name, int index) = 0;
    virtual bool quarantine(const std::string& reason) = 0;
    virtual void set_reply(const std::string& code, const std::string& text) = 0;
};

} // namespace milter
