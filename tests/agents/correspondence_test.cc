#include "triage/agents/correspondence.h"

#include "CppUTest/TestHarness.h"
#include "tests/agents/example.h"

using core::Digest;

namespace {

core::Correspondence of(const support::Example& e)
{
    return agents::correspondence(e.message, e.envelope);
}

} // namespace

TEST_GROUP(Correspondence) {};

TEST(Correspondence, ReadsWhoWritesToWhom)
{
    support::Example e;
    e.header("Message-ID", "<1@partner.example>");
    const auto c = of(e);
    CHECK_TRUE(c.message == core::sha256("1@partner.example"));
    CHECK_TRUE(c.thread == c.message);
    CHECK_TRUE(c.from == core::address_digest("anna@partner.example"));
    LONGS_EQUAL(1, c.to.size());
    CHECK_TRUE(c.to.front() == core::address_digest("tom@company.example"));
    CHECK_FALSE(c.automatic);
}

TEST(Correspondence, ParentFirstThenTheNewestReferences)
{
    support::Example e;
    e.header("In-Reply-To", "<c@x> (yours of Monday)").header("References", "<a@x> <b@x> <c@x>");
    const auto c = of(e);
    LONGS_EQUAL(3, c.answers.size());
    CHECK_TRUE(c.answers[0] == core::sha256("c@x"));
    CHECK_TRUE(c.answers[1] == core::sha256("b@x"));
    CHECK_TRUE(c.answers[2] == core::sha256("a@x"));
    CHECK_TRUE(c.thread == core::sha256("a@x"));
}

TEST(Correspondence, ManyReferencesKeepTheOldest)
{
    std::string references;
    for (int i = 0; i < 500; ++i)
        references += "<" + std::to_string(i) + "@x> ";
    const auto c = of(support::Example().header("References", references));
    LONGS_EQUAL(core::Correspondence::max_answers, c.answers.size());
    CHECK_TRUE(c.answers.front() == core::sha256("499@x"));
    CHECK_TRUE(c.answers.back() == core::sha256("0@x"));
}

TEST(Correspondence, ATopicIsTheSubjectWithoutWhatProgramsPutBeforeIt)
{
    const auto topic = [](std::string_view s) { return of(support::Example().subject(s)).topic; };
    CHECK_TRUE(topic("Budget for May") == topic("RE: AW: [staff] Budget for May"));
    CHECK_FALSE(topic("Budget for May") == topic("Budget for June"));
    CHECK_TRUE(topic("Re: hi") == Digest {});
}

TEST(Correspondence, MessagesOfOneTemplateHaveOneShape)
{
    const auto shape = [](std::string_view s) { return of(support::Example().subject(s)).shape; };
    CHECK_TRUE(shape("Order 1234 has shipped") == shape("Order 98-7 has shipped"));
    CHECK_FALSE(shape("Order 1234 has shipped") == shape("Order 1234 was paid"));
    CHECK_TRUE(shape("12345") == Digest {});
}

TEST(Correspondence, MachinesAreAutomatic)
{
    CHECK_TRUE(of(support::Example().header("Auto-Submitted", "auto-replied")).automatic);
    CHECK_FALSE(of(support::Example().header("Auto-Submitted", "no")).automatic);
    CHECK_TRUE(of(support::Example().header("Precedence", "bulk")).automatic);
    CHECK_TRUE(of(support::Example().header("Resent-From", "b@x.example")).automatic);
    support::Example null;
    null.envelope.mail_from = "";
    CHECK_TRUE(of(null).automatic);
}

TEST(Correspondence, AListIsItsIdentifier)
{
    const auto one = of(support::Example().header("List-Id", "Old name <talk.example.org>"));
    const auto two = of(support::Example().header("List-Id", "New name <Talk.example.org>"));
    CHECK_TRUE(one.list == two.list);
    CHECK_TRUE(of(support::Example()).list == Digest {});
}

TEST(Correspondence, UndoesWhatIsPutAroundASender)
{
    const auto undone = [](std::string_view s) { return agents::unwrapped_sender(s); };
    STRCMP_EQUAL("ann@home.example", undone("SRS0=HHH=TT=home.example=ann@fwd.example").c_str());
    STRCMP_EQUAL("ann@home.example",
        undone("SRS1=HHH=fwd.example==HHH=TT=home.example=ann@second.example").c_str());
    STRCMP_EQUAL("ann@home.example", undone("prvs=0123456789=ann@home.example").c_str());
    STRCMP_EQUAL("ann@home.example", undone("prvs=ann=0123456789@home.example").c_str());
    STRCMP_EQUAL("bounce@list.example", undone("bounce+tom=company.example@list.example").c_str());
    STRCMP_EQUAL("ann+tag@home.example", undone("Ann+tag@Home.example").c_str());
    for (const auto* odd : { "", "@", "SRS0=", "SRS0=a@b", "SRS1==@x", "prvs=@x", "prvs=a@x" })
        undone(odd);
}

TEST(Correspondence, AnIdIsWhatStandsInBrackets)
{
    STRCMP_EQUAL("a@b", std::string(agents::first_message_id(" <a@b> <c@d>")).c_str());
    STRCMP_EQUAL("a@b", std::string(agents::first_message_id("a@b (x)")).c_str());
    CHECK_TRUE(agents::first_message_id("<a@b").empty());
    CHECK_TRUE(agents::first_message_id(std::string(2000, 'x')).empty());
}
