// One message through a Transaction under a played MTA: the base of the transaction's test groups.
#pragma once

#include "milter/session.h"
#include "milter/transaction.h"
#include "tests/support/fake_mta.h"
#include "tests/support/front.h"

#include <CppUTest/TestHarness.h>

namespace support {

inline constexpr const char* plain = "From: Berta <berta@example.net>\r\n"
                                     "To: anna@example.org\r\n"
                                     "Subject: Plan for\r\n Tuesday\r\n"
                                     "\r\n"
                                     "See you.\r\n";

struct Passage : Utest {
    Front front;
    FakeMta mta;
    milter::Peer peer { milter::parse_ip("198.51.100.7"), "198.51.100.7", true, false };
    std::string from = "<berta@example.net>";
    std::vector<std::string> rcpts { "<anna@example.org>" };
    std::string mailer;
    bool authenticated = false;
    Mail sent;

    milter::Next pass(std::string_view raw)
    {
        sent = split_mail(raw);
        milter::Transaction t(front.services, peer, from, authenticated);
        for (const auto& rcpt : rcpts)
            t.recipient(rcpt, mailer);
        for (const auto& field : sent.fields)
            t.header(field.name, std::string_view(field.value).substr(peer.leading_space ? 0 : 1));
        t.end_of_header();
        t.body(sent.body);
        return t.end(mta);
    }
    Mail result(Mta as = Mta::Postfix) const
    {
        return apply(sent, mta.edits, peer.leading_space, as);
    }
    std::string status(Mta as = Mta::Postfix) const
    {
        const auto values = values_of(result(as), "X-Triage-Status");
        return values.size() == 1 ? values[0] : std::to_string(values.size()) + " Status fields";
    }
    std::vector<std::string> values(const char* name) const { return values_of(result(), name); }
    void forge(std::string& raw, int count, const char* field = "X-Triage-Threat: clean\r\n")
    {
        for (int i = 0; i < count; ++i)
            raw.insert(0, field);
    }
    void set_by_another_host(milter::Transaction& t)
    {
        for (const auto& field : result().fields)
            t.header(field.name, field.value);
        t.end_of_header();
        t.body(sent.body);
    }
};

} // namespace support
