// Suggested replies: where they stand, and that nothing else gets any.
#include "triage/agents/respond.h"

#include <functional>

#include "tests/agents/example.h"
#include "triage/agents/facts.h"
#include "triage/core/text.h"

#include <CppUTest/TestHarness.h>

using core::Category;
using support::Example;

TEST_GROUP(Respond)
{
    agents::Respond agent;

    Example question()
    {
        Example e;
        e.category(Category::Personal).language("en").text("Hi Tom,\n\nis the roof done?");
        e.so_far.category_confidence = 0.8;
        e.so_far.features = { { static_cast<std::uint16_t>(agents::Fact::Greeting), 1 } };
        return e;
    }
    Example with(agents::Fact fact)
    {
        Example e = question();
        e.so_far.features.push_back({ static_cast<std::uint16_t>(fact), 1 });
        return e;
    }
    std::vector<std::string> replies(const Example& e)
    {
        return e.run(agent).replies;
    }
    void expect_none(const Example& e)
    {
        UNSIGNED_LONGS_EQUAL(0, replies(e).size());
    }
    void expect_first(const char* reply, const char* language, std::string_view text)
    {
        const auto r = replies(question().language(language).text(text));
        CHECK(!r.empty());
        STRCMP_EQUAL(reply, r.front().c_str());
    }
};

TEST(Respond, AnswersByIntentInTheLanguageOfTheMessage)
{
    expect_first("Yes.", "en", "Is the roof done?");
    expect_first("Ja, das passt mir.", "de", "Passt dir Dienstag?");
    expect_first("Je confirme.", "fr", "Pouvez-vous confirmer la livraison ?");
    expect_first("Claro, se lo envío enseguida.", "es", "¿Puede enviarme el informe?");
    expect_first("Per me va bene.", "it", "Puoi controllare il testo?");
    expect_first("Ja, dat komt mij goed uit.", "nl", "Heb je tijd op dinsdag?");
    expect_first("De nada.", "pt", "Muito obrigado pela ajuda!");
    expect_first("I'll be there.", "en", "Will you attend the opening on Friday?");
    expect_first("Gerne, rufen Sie mich heute jederzeit an.", "de", "Können wir telefonieren?");
    expect_first("Je viens de la régler.", "fr", "Veuillez régler la facture jointe.");
    expect_first("Ya está hecho.", "es", "¿Hay novedades del tejado?");
    expect_first("Mi sembra una buona idea.", "it", "Che ne dici del nuovo colore?");
    expect_first("Vandaag nog.", "nl", "Hoe lang duurt het nog?");
    expect_first("Muito obrigado.", "pt", "Parabéns pelo novo trabalho");
    expect_first("No problem.", "en", "Sorry about the noise yesterday.");
    expect_first("Danke für die Information.", "de", "Zur Info: das Dach ist fertig.");
}

TEST(Respond, OffersHelpWhereARequestHasNoNameOfItsOwn)
{
    Example e = question().text("The bridge is closed, take the other road and tell the others.");
    expect_none(e);
    e.so_far.action = core::Action { core::ActionKind::Reply, "", 0.7 };
    STRCMP_EQUAL("Sure, I'll take care of it.", replies(e).front().c_str());
    e.so_far.action = core::Action { core::ActionKind::None, "", 0.7 };
    expect_none(e);
}

TEST(Respond, ALongMessageIsNotAnsweredAsANote)
{
    std::string text = "Sorry about the noise yesterday.";
    CHECK(!replies(question().text(text)).empty());
    for (int i = 0; i < 10; ++i)
        text += " The roof was repaired today.";
    expect_none(question().text(text));
}

TEST(Respond, OffersThreeShortReplies)
{
    for (const char* language : { "en", "de", "fr", "es", "it", "nl", "pt" })
        for (const char* text : { "Is it done?", "Please confirm.", "Please review.",
                 "Please send it.", "Are you available?" }) {
            const auto r = replies(question().language(language).text(text));
            UNSIGNED_LONGS_EQUAL(3, r.size());
            for (const std::string& s : r) {
                CHECK(core::code_points(s) <= 100);
                CHECK(s.find_first_of("[]{}<>") == std::string::npos);
                STRCMP_EQUAL(s.c_str(), core::clean_line(s, 100).c_str());
            }
        }
}

TEST(Respond, OffersNothingWhereNothingIsAsked)
{
    expect_none(question().text("The roof is done."));
}

TEST(Respond, OffersNothingInAnUnknownLanguage)
{
    expect_none(question().language(""));
    expect_none(question().language("ja"));
}

TEST(Respond, NeverAnswersMachinesListsOrBulk)
{
    const std::vector<std::pair<const char*, const char*>> fields { { "List-Id", "<a.example>" },
        { "List-Post", "<mailto:a@b.example>" }, { "List-Unsubscribe", "<https://a.example>" },
        { "Precedence", "bulk" }, { "Precedence", "list" }, { "Precedence", "junk" },
        { "Precedence", "auto_reply" }, { "Auto-Submitted", "auto-generated" },
        { "Auto-Submitted", "auto-replied; owner=x" }, { "Feedback-ID", "1" },
        { "X-Auto-Response-Suppress", "All" }, { "Mailing-List", "list a@b.example" } };
    CHECK(!replies(question()).empty());
    for (const auto& [name, value] : fields)
        expect_none(question().header(name, value));
    CHECK(!replies(question().header("Auto-Submitted", "no")).empty());
}

TEST(Respond, NeverAnswersAnAddressThatNobodyReads)
{
    for (const char* a : { "no-reply@a.example", "noreply@a.example", "do_not_reply@a.example",
             "account-noreply+x@a.example", "mailer-daemon@a.example",
             "nicht-antworten@a.example" }) {
        expect_none(question().from("A", a));
        Example e = question();
        e.message.reply_to = { Example::address("A", a) };
        expect_none(e);
    }
}

TEST(Respond, NeverAnswersWhatIsNotFromPeople)
{
    for (const auto c : { Category::Unknown, Category::Transaction, Category::Notification,
             Category::Newsletter, Category::Promotion, Category::Social, Category::List,
             Category::Bounce, Category::Security, Category::Unwanted })
        expect_none(question().category(c));
    Example e = question();
    e.so_far.category.reset();
    expect_none(e);
}

TEST(Respond, NeverAnswersWhatLooksPrinted)
{
    for (const auto fact : { agents::Fact::Footer, agents::Fact::Long, agents::Fact::OfferWords,
             agents::Fact::NewsletterWords })
        expect_none(with(fact));
    expect_none(question().links(30));
    expect_none(question().from("Shop", "sales@shop.example"));
    Example cold = question();
    cold.so_far.features.clear(); // no greeting, no conversation, a stranger
    expect_none(cold);
    Example unsure = question();
    unsure.so_far.category_confidence = 0.39;
    expect_none(unsure);
}

TEST(Respond, NeverAnswersUnlessTheMessageIsFit)
{
    const std::vector<std::function<void(Example&)>> changes {
        [](Example& e) { e.threat = core::Threat::Suspicious; },
        [](Example& e) { e.threat = core::Threat::Dangerous; },
        [](Example& e) { e.threat = core::Threat::Unknown; },
        [](Example& e) { e.envelope.direction = core::Direction::Outbound; },
        [](Example& e) { e.envelope.mail_from.clear(); },
        [](Example& e) { e.message.encrypted = true; },
        [](Example& e) { e.message.from.clear(); },
        [](Example& e) { e.message.to.clear(); },
        [](Example& e) { e.message.to = e.message.from; },
        [](Example& e) { e.message.cc.assign(20, Example::address("B", "b@b.example")); },
    };
    for (const auto& change : changes) {
        Example e = question();
        change(e);
        expect_none(e);
    }
}
