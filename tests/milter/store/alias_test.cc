// Whose an address is, learnt from who answers the mail to it.
#include "milter/store/alias.h"

#include "tests/milter/store/memories_fixture.h"

using namespace memories_fixture;
using namespace std::chrono_literals;

TEST_GROUP_BASE(Aliases, Site) {};

TEST(Aliases, AnswersInTwoThreadsTellWhoseAnAliasIs)
{
    receive_at({ "sales" }, mail("bob", "b1"));
    send_as("ann", "bob", "a1", "b1");
    CHECK_TRUE(owner("sales") == id("sales")); // one thread is not enough
    send_as("ann", "bob", "a2", "b1");
    CHECK_TRUE(owner("sales") == id("sales")); // however often
    receive_at({ "sales" }, mail("bob", "b2"));
    send_as("ann", "bob", "a3", "b2");
    CHECK_TRUE(owner("sales") == id("ann"));
    // From now on it is Ann's mail: her answer is found, and her opinion, and what was given.
    receive_at({ "sales" }, mail("bob", "b3"));
    send_as("ann", "bob", "a4", "b3");
    CHECK_TRUE(label("bob", "b3") == Label::Answered);
    const auto given
        = memories().given(mail("bob", "b3"), digest("sales"), core::Deadline::in(clock, 1s));
    CHECK_TRUE(given.ok() && given->has_value());
}

TEST(Aliases, OfMessagesOverBothAddressesEachCountsOnce)
{
    for (const char* m : { "b1", "b2" }) {
        receive_at({ "sales" }, mail("bob", m));
        send_as("ann", "bob", std::string("to ") + m, m);
    }
    receive_at({ "ann", "sales" }, mail("bob", "b3"));
    DOUBLES_EQUAL(1, recall(mail("bob", "b4")).pair_received, .01);
}

TEST(Aliases, AnAddressThatTwoAnswerIsNobodys)
{
    for (const char* m : { "b1", "b2", "b3", "b4" }) {
        receive_at({ "sales" }, mail("bob", m));
        send_as(m[1] < '3' ? "ann" : "cora", "bob", std::string("to ") + m, m);
    }
    CHECK_TRUE(owner("sales") == id("sales"));
}

TEST(Aliases, WhoWritesAnswersForThemselves)
{
    for (const char* m : { "b1", "b2" }) {
        receive_at({ "cora" }, mail("bob", m)); // away, and Ann answers for her
        send_as("ann", "bob", std::string("to ") + m, m);
    }
    CHECK_TRUE(owner("cora") == id("ann"));
    send_as("cora", "dave", "c1");
    CHECK_TRUE(owner("cora") == id("cora"));
    receive_at({ "cora" }, mail("bob", "b3"));
    send_as("ann", "bob", "to b3", "b3");
    CHECK_TRUE(owner("cora") == id("cora"));
}

TEST(Aliases, AnAliasIsNotGuessedAmongSeveral)
{
    for (const char* m : { "b1", "b2" }) {
        receive_at({ "sales", "info" }, mail("bob", m));
        send_as("ann", "bob", std::string("to ") + m, m);
    }
    CHECK_TRUE(owner("sales") == id("sales"));
    CHECK_TRUE(owner("info") == id("info"));
}

TEST(Aliases, AnAliasIsNotLearntFromWhatOneGotByName)
{
    for (const char* m : { "b1", "b2" }) {
        receive_at({ "sales", "ann" }, mail("bob", m));
        send_as("ann", "bob", std::string("to ") + m, m);
    }
    CHECK_TRUE(owner("sales") == id("sales"));
}

TEST(Aliases, AnAnswerToSomebodyElseTellsNothing)
{
    for (const char* m : { "b1", "b2" }) {
        receive_at({ "sales" }, mail("bob", m));
        send_as("ann", "eve", std::string("to ") + m, m); // eve did not send it
    }
    CHECK_TRUE(owner("sales") == id("sales"));
}

TEST(Aliases, AnOpinionOfWhoReadsTheAliasIsTheOwners)
{
    for (const char* m : { "b1", "b2" }) {
        receive_at({ "sales" }, mail("bob", m));
        send_as("ann", "bob", std::string("to ") + m, m);
    }
    receive_at({ "sales" }, mail("bob", "b3"));
    auto answer = memories().hear(
        mail("bob", "b3"), digest("sales"), { core::Said::Important }, std::nullopt, now());
    service->write_now();
    CHECK_TRUE(answer.get() == Heard::Learnt);
    CHECK_TRUE(recall(mail("bob", "b4")).said_important > 0);
}
