// A milter client of our own: plays Postfix or Sendmail against a milter socket, step by step or
// message by message, honours what was negotiated and collects every edit. One thread at a time.
//
//     auto client = *MilterClient::connect("unix:/tmp/m.sock");
//     client.negotiate();
//     client.connection("mx.example.net", "192.0.2.7");
//     client.macros('M', { { "i", "4bX2k" } });
//     auto end = client.message({ "a@example.net", { "b@example.org" } }, split_mail(raw));
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/support/mail.h"
#include "tests/support/milter_wire.h"
#include "triage/core/result.h"

namespace support {

struct Offer { // what the MTA offers in SMFIC_OPTNEG; defaults: all that Postfix 3.7 does
    std::uint32_t version = 6;
    std::uint32_t actions = 0x1ff;
    std::uint32_t protocol = 0x1fffff;
};

struct Negotiated {
    std::uint32_t version = 0;
    std::uint32_t actions = 0;
    std::uint32_t protocol = 0;
    std::map<std::uint32_t, std::string> macros; // stage (SMFIM_*) and the list asked for
    bool leading_space() const { return (protocol & 0x100000) != 0; }
};

struct Parties {
    std::string from; // without angle brackets
    std::vector<std::string> rcpts;
};

struct EndOfMessage {
    char reply = 0; // SMFIR_*: 'c' continue, 'y' reply code …
    std::string text; // of a reply code
    std::vector<Edit> edits; // in the order sent
    std::uint32_t progress = 0;
};

using Macros = std::vector<std::pair<std::string, std::string>>;

class MilterClient {
public:
    static core::Result<MilterClient> connect(
        const std::string& socket, std::chrono::milliseconds timeout = std::chrono::seconds { 10 });

    core::Result<Negotiated> negotiate(const Offer& offer = {});
    // Macros to send before each later command of that letter, until replaced.
    void macros(char command, Macros values);

    // One step: the reply's command, 0 where the milter said that it sends none. An
    // empty address is an unknown family. Addresses with ':' are IPv6, with '/' UNIX sockets.
    core::Result<char> connection(
        std::string_view host, std::string_view address, std::uint16_t port = 25252);
    core::Result<char> helo(std::string_view name);
    core::Result<char> mail(std::string_view from, const std::vector<std::string>& esmtp = {});
    core::Result<char> rcpt(std::string_view to);
    core::Result<char> data();
    core::Result<char> header(const MailField& field);
    core::Result<char> eoh();
    core::Result<char> body(std::string_view chunk); // at most 65535 bytes
    core::Result<char> unknown(std::string_view command);
    core::Result<EndOfMessage> end();
    core::Result<void> abort(); // RSET, or the end of a message that an earlier reply refused
    core::Result<void> quit();
    core::Result<void> quit_nc(); // the next step is connection() again, without negotiation

    // MAIL to the end of the message; the body in chunks as Postfix sends it.
    core::Result<EndOfMessage> message(const Parties& parties, const Mail& mail);

    const Negotiated& negotiated() const { return negotiated_; }
    MilterWire& wire() { return wire_; }

private:
    explicit MilterClient(MilterWire wire)
        : wire_(std::move(wire))
    {
    }
    core::Result<char> step(char command, std::string_view data, std::uint32_t no_reply);
    core::Result<void> send_macros(char command);

    MilterWire wire_;
    Negotiated negotiated_;
    std::map<char, Macros> macros_;
};

} // namespace support
