// One connection of an MTA: what outlives its messages, and the message being received. libmilter
// keeps one for each context, and calls from several threads, one at a time. Any callback may be
// the first (a connect may be missing), so everything is made when it is needed.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "milter/transaction.h"

namespace milter {

class Session {
public:
    // `leading_space`: SMFIP_HDR_LEADSPC was negotiated.
    Session(Services& services, bool leading_space);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    // `address`: of the client as text, empty if the MTA did not say; `name`: what it calls it.
    void connected(std::string_view address, std::string_view name);
    void mail(std::string_view path, const Actions& actions);
    void recipient(std::string_view path, const Actions& actions);
    void header(std::string_view name, std::string_view value);
    void end_of_header();
    void body(std::string_view chunk);
    Next end(Actions& actions);
    void abort(); // forgets the message, keeps the connection

private:
    Transaction& message(); // made with a null sender if there was no MAIL

    Services& services_;
    Peer peer_;
    std::optional<Transaction> message_;
};

} // namespace milter
