#include "triage/agents/summarise.h"

#include "tests/agents/example.h"
#include "triage/agents/summary.h"
#include "triage/core/text.h"

#include <random>

#include <CppUTest/TestHarness.h>

using core::ActionKind;
using core::Category;
using support::Example;

TEST_GROUP(Summarise)
{
    agents::Summarise agent;
    agents::Lexicon lexicon;

    void expect(const char* summary, std::string_view text)
    {
        STRCMP_EQUAL(summary, agents::summary_of(text, lexicon).c_str());
    }
    core::Action action(std::string_view text, Category c = Category::Work)
    {
        return *Example().text(text).category(c).run(agent).action;
    }
    void expect_action(ActionKind kind, std::string_view text)
    {
        const auto a = action(text);
        STRCMP_EQUAL_TEXT(
            core::name(kind).data(), core::name(a.kind).data(), std::string(text).c_str());
        CHECK(a.confidence > 0 && a.confidence <= 1);
    }
};

TEST(Summarise, TakesTheFirstSentenceAfterTheGreeting)
{
    expect("The roof will be repaired on Tuesday.",
        "Hi Tom,\n\nThe roof will be repaired on Tuesday. It takes a day.\n");
    expect(
        "The roof will be repaired on Tuesday.", "Hi Tom, The roof will be repaired on Tuesday.");
    expect("Das Dach wird am Dienstag repariert.",
        "Sehr geehrter Herr Miller,\n\nDas Dach wird am Dienstag repariert.");
    expect("Le toit sera réparé mardi.", "Bonjour Monsieur Miller,\n\nLe toit sera réparé mardi.");
    expect("El tejado se repara el martes.", "Buenos días Tom:\n\nEl tejado se repara el martes.");
    expect("Il tetto sarà riparato martedì.",
        "Gentile signor Miller,\n\nIl tetto sarà riparato martedì.");
    expect("Het dak wordt dinsdag hersteld.", "Beste Tom,\n\nHet dak wordt dinsdag hersteld.");
    expect(
        "O telhado será reparado na terça.", "Prezado Tom,\n\nO telhado será reparado na terça.");
}

TEST(Summarise, SkipsFillersAndBoilerplate)
{
    expect("The roof will be repaired on Tuesday.",
        "Dear Tom,\n\nI hope this email finds you well. The roof will be repaired on Tuesday.");
    expect("Das Dach wird am Dienstag repariert.",
        "Hallo Tom,\n\nich hoffe, es geht dir gut. Das Dach wird am Dienstag repariert.");
    expect("Our new opening hours start in May.",
        "View this email in your browser\n\nOur new opening hours start in May.");
    expect(
        "The roof will be repaired on Tuesday.", "Tom,\n\nThe roof will be repaired on Tuesday.");
}

TEST(Summarise, JoinsWrappedLines)
{
    expect("The roof of the house at the corner will be repaired on Tuesday by the same firm as in "
           "spring.",
        "The roof of the house at the corner will be repaired\non Tuesday by the same firm as in "
        "spring.\nIt takes a day.");
}

TEST(Summarise, TakesAFragmentWhenThereIsNothingElse)
{
    expect("Thanks!", "Thanks!");
    expect("", "");
    expect("", "\n \n");
    expect("", "Hi Tom,");
}

TEST(Summarise, HoldsNoUrlAndAtMost160Characters)
{
    const std::string long_sentence
        = "Please read " + std::string(300, 'a') + " and https://evil.example/x now.";
    const std::string s = agents::summary_of(long_sentence, lexicon);
    CHECK(core::code_points(s) <= 160);
    CHECK(
        agents::summary_of("Log in at https://evil.example/login to read it.", lexicon).find("evil")
        == std::string::npos);
}

TEST(Summarise, SaysNothingOfEncryptedMail)
{
    Example e;
    e.text("The roof will be repaired on Tuesday.");
    e.message.encrypted = true;
    const auto notes = e.run(agent);
    STRCMP_EQUAL("", notes.summary.c_str());
    CHECK_FALSE(notes.action.has_value());
}

TEST(Summarise, SurvivesRandomBytes)
{
    std::mt19937 random { 7 };
    for (int round = 0; round < 300; ++round) {
        std::string bytes(random() % 600, '\0');
        for (char& c : bytes)
            c = static_cast<char>(random());
        const std::string s = agents::summary_of(core::valid_utf8(bytes), lexicon);
        CHECK(core::code_points(s) <= 160);
        CHECK(core::is_valid_utf8(s));
    }
}

TEST(Summarise, FindsWhatIsAskedInSevenLanguages)
{
    expect_action(ActionKind::Send, "Please send me the report.");
    expect_action(ActionKind::Review, "Could you review the draft?");
    expect_action(ActionKind::Confirm, "Bitte bestätigen Sie die Lieferung.");
    expect_action(ActionKind::Pay, "Veuillez régler la facture.");
    expect_action(ActionKind::Schedule, "¿Cuándo estás disponible para una llamada?");
    expect_action(ActionKind::Reply, "Fammi sapere che cosa ne pensi.");
    expect_action(ActionKind::Attend, "Wij nodigen u uit voor de opening.");
    expect_action(ActionKind::Review, "Você pode revisar o texto?");
    expect_action(ActionKind::Reply, "Is the roof done? It rains.");
    expect_action(ActionKind::None, "The roof is done.");
}

TEST(Summarise, GivesTheDeadlineOfARequest)
{
    STRCMP_EQUAL("2026-11-06", action("Please send me the report by Friday.").due.c_str());
    STRCMP_EQUAL("", action("The roof will be done by Friday.").due.c_str());
}

TEST(Summarise, AsksNothingOfReadersOfBulkMail)
{
    for (const auto c : { Category::Newsletter, Category::Promotion, Category::List,
             Category::Bounce, Category::Unwanted, Category::Social })
        CHECK(action("Please send us your order. Let us know?", c).kind == ActionKind::None);
    CHECK(action("Please send us your order.", Category::Transaction).kind == ActionKind::None);
    CHECK(action("Please pay the invoice.", Category::Transaction).kind == ActionKind::Pay);
}

TEST(Summarise, AsksNothingForAFraudster)
{
    Example e;
    e.text("Please pay the invoice by Friday.").category(Category::Work);
    e.threat = core::Threat::Dangerous;
    CHECK(e.run(agent).action->kind == ActionKind::None);
}

TEST(Summarise, InvitationIsToBeAttendedWhenItStarts)
{
    Example e;
    e.text("You are invited.").category(Category::Calendar);
    e.message.calendars.push_back({ "REQUEST", "20261125T160000Z" });
    STRCMP_EQUAL("2026-11-25T16:00Z", e.run(agent).action->due.c_str());
    CHECK(e.run(agent).action->kind == ActionKind::Attend);
    e.message.calendars[0].start = "20261125T170000";
    STRCMP_EQUAL("2026-11-25", e.run(agent).action->due.c_str());
    e.message.calendars[0].start = "soon";
    STRCMP_EQUAL("", e.run(agent).action->due.c_str());
    e.message.calendars[0].method = "CANCEL";
    CHECK(e.run(agent).action->kind != ActionKind::Attend);
}

// A model for which one word is a request.
std::shared_ptr<const agents::Models> asking(const char* word, float weight)
{
    model::Coefficients c;
    c.bias = -2;
    c.weights = { { model::term_hash(word), weight } };
    auto models = std::make_shared<agents::Models>();
    models->requests = *model::Linear::open(model::serialise(c));
    return models;
}

TEST(Summarise, TheModelKnowsRequestsThatNoPhraseKnows)
{
    const agents::Summarise learnt(asking("w:kindly", 4));
    const auto ask = [&](const char* text, const char* language, Category category) {
        return *Example().text(text).category(category).language(language).run(learnt).action;
    };
    const char* text = "The keys are lost. Kindly bring yours.";
    CHECK(ask(text, "en", Category::Work).kind == ActionKind::Reply);
    DOUBLES_EQUAL(0.88, ask(text, "en", Category::Work).confidence, 0.01);
    CHECK(ask("The keys are lost.", "en", Category::Work).kind == ActionKind::None);
    DOUBLES_EQUAL(0.88, ask("The keys are lost.", "en", Category::Work).confidence, 0.01);
    CHECK(ask(text, "de", Category::Work).kind == ActionKind::None); // it has learnt English
    CHECK(ask(text, "en", Category::Newsletter).kind == ActionKind::None);
    CHECK(action(text).kind == ActionKind::None);
}

TEST(Summarise, APhraseSaysWhatIsAskedAndGoesBeforeTheModel)
{
    const agents::Summarise learnt(asking("w:review", 9));
    const auto a = *Example()
                        .text("Please review it.")
                        .category(Category::Work)
                        .language("en")
                        .run(learnt)
                        .action;
    CHECK(a.kind == ActionKind::Review);
}
