// Who is local, by the three rules in their order, and the direction that follows.
#include "milter/direction.h"

#include <CppUTest/TestHarness.h>

using core::ClientClass;
using core::Direction;
using milter::is_local;
using milter::message_direction;
using milter::path_address;

namespace {
const std::vector<std::string> none;
const std::vector<std::string> ours { "Example.org",
    "b\xc3\xbc"
    "cher.example" };
}

TEST_GROUP(Direction) {};

TEST(Direction, LocalDomainsDecideWhateverTheMailerSays)
{
    CHECK(is_local("u@Example.ORG", "smtp", ClientClass::Authenticated, ours));
    CHECK(is_local("u@b\xc3\xbc"
                   "cher.example",
        "smtp", ClientClass::Authenticated, ours));
    CHECK_FALSE(is_local("u@example.net", "local", ClientClass::Foreign, ours));
    CHECK_FALSE(is_local("u@sub.example.org", "local", ClientClass::Foreign, ours));
}

TEST(Direction, AddressWithoutDomainIsLocal)
{
    CHECK(is_local("postmaster", "", ClientClass::Authenticated, ours));
}

TEST(Direction, MailersOfMailStoresAreLocal)
{
    for (const char* mailer : { "local", "virtual", "lmtp", "lmtp-unix", "dovecot", "dovecot-lda",
             "procmail", "cyrus", "cyrusv2", "prog", "*file*", "*include*", "LOCAL" })
        CHECK(is_local("u@example.org", mailer, ClientClass::Authenticated, none));
}

TEST(Direction, MailersOfTheNetworkAreRemoteEvenForStrangers)
{
    for (const char* mailer : { "smtp", "esmtp", "smtp8", "dsmtp", "uucp-new" })
        CHECK_FALSE(is_local("u@example.org", mailer, ClientClass::Foreign, none));
}

TEST(Direction, UndecidedMailersAreLocalForStrangersOnly)
{
    for (const char* mailer : { "", "relay", "error", "smtpd-x", "mypipe" }) {
        CHECK(is_local("u@example.org", mailer, ClientClass::Foreign, none));
        CHECK_FALSE(is_local("u@example.org", mailer, ClientClass::Authenticated, none));
        CHECK_FALSE(is_local("u@example.org", mailer, ClientClass::Own, none));
    }
}

TEST(Direction, StrangersMailIsInboundWhoeverReceivesIt)
{
    CHECK(message_direction(ClientClass::Foreign, {}) == Direction::Inbound);
    CHECK(message_direction(ClientClass::Foreign, { { {}, false } }) == Direction::Inbound);
}

TEST(Direction, OwnMailIsInternalIfAnybodyIsLocal)
{
    for (const auto client : { ClientClass::Authenticated, ClientClass::Own }) {
        CHECK(message_direction(client, { { {}, false }, { {}, true } }) == Direction::Internal);
        CHECK(message_direction(client, { { {}, false } }) == Direction::Outbound);
    }
}

TEST(Direction, PathsLoseBracketsAndParameters)
{
    CHECK(path_address("<a@example.org>") == "a@example.org");
    CHECK(path_address("a@example.org") == "a@example.org");
    CHECK(path_address(" <a@example.org> SIZE=1000") == "a@example.org");
    CHECK(path_address("a@example.org SIZE=1000") == "a@example.org");
    CHECK(path_address("<> SIZE=7").empty());
    CHECK(path_address("").empty());
    CHECK(path_address("<").empty());
}

TEST(Direction, QuotedLocalPartsMayHoldBracketsAndSpaces)
{
    CHECK(path_address("<\"a> b\"@example.org> SIZE=1") == "\"a> b\"@example.org");
    CHECK(path_address("\"a \\\" b\"@example.org SIZE=1") == "\"a \\\" b\"@example.org");
}
