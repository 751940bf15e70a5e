// Categories of messages written for the purpose, in seven languages, and the rules that no weight
// may override.
#include "triage/agents/classify.h"

#include "tests/agents/example.h"

#include <CppUTest/TestHarness.h>

using core::Category;
using support::Example;

TEST_GROUP(Classify)
{
    agents::Classify agent;

    void expect(Category expected, const Example& e)
    {
        const core::Notes notes = e.run(agent);
        STRCMP_EQUAL_TEXT(core::name(expected).data(), core::name(*notes.category).data(),
            e.message.subject.c_str());
        CHECK(notes.category_confidence > 0 && notes.category_confidence <= 1);
    }
    Example shop(std::string_view subject, std::string_view text)
    {
        return Example().from("Shop", "service@shop.example").subject(subject).text(text);
    }
};

TEST(Classify, TellsPeopleFromPeople)
{
    expect(Category::Personal,
        Example()
            .from("Grandma", "grandma@gmail.com")
            .subject("Sunday dinner")
            .text("Hi Tom,\n\nare you coming for dinner with the kids this weekend? We miss "
                  "you.\n\nLove, Grandma"));
    expect(Category::Work,
        Example()
            .from("Jo Park", "jo@company.example")
            .subject("Draft contract")
            .text("Hi Tom,\n\nattached is the draft contract for the client. Could you review the "
                  "budget section before the meeting?"));
    expect(Category::Work,
        Example()
            .from("Petra Kern", "petra@company.example")
            .subject("Re: Projektbericht")
            .header("In-Reply-To", "<1@company.example>")
            .text("Hallo Tom,\n\nanbei der Entwurf für die Besprechung mit dem Kunden. Bitte "
                  "prüfen."));
    expect(Category::Personal,
        Example()
            .from("Claire", "claire@free.fr")
            .subject("Vacances")
            .text("Salut Tom,\n\nles enfants sont ravis des vacances. À bientôt, bises"));
}

TEST(Classify, FindsTransactionsInSevenLanguages)
{
    expect(Category::Transaction,
        shop("Your order 4711 has shipped",
            "Your order has shipped. Order total: $ 42.00. Tracking number below."));
    expect(Category::Transaction,
        shop("Ihre Rechnung 4711", "Ihre Bestellung: Rechnungsnummer 4711, Gesamtbetrag 42,00 €."));
    expect(Category::Transaction,
        shop("Confirmation de commande",
            "Votre commande est confirmée. Montant total : 42,00 €. Livraison mardi."));
    expect(Category::Transaction,
        shop("Confirmación de pedido", "Tu pedido está confirmado. Importe total: 42,00 €."));
    expect(Category::Transaction,
        shop("Conferma ordine",
            "Il tuo ordine è confermato. Totale ordine: 42,00 €. Spedizione martedì."));
    expect(Category::Transaction,
        shop("Bestelbevestiging", "Bedankt voor je bestelling. Totaalbedrag: € 42,00."));
    expect(Category::Transaction,
        shop("Confirmação de pedido",
            "Seu pedido foi enviado. Valor total: R$ 42,00. Código de rastreio abaixo."));
}

TEST(Classify, FindsBulkMail)
{
    expect(Category::Promotion,
        shop("Up to 50% off",
            "Shop now and save up to 50 percent. Free shipping. Offer ends today only.")
            .bulk()
            .links(12));
    expect(Category::Promotion,
        shop("20 % Rabatt nur heute",
            "Jetzt bestellen und sparen: Gutschein über 20 %, versandkostenfrei.")
            .bulk()
            .links(12));
    expect(Category::Newsletter,
        Example()
            .from("The Garden Weekly", "editor@garden.example")
            .subject("Garden newsletter, issue no 12")
            .text("In this issue: roses. Read more. Top stories of the week.")
            .bulk()
            .header("List-Id", "<weekly.garden.example>")
            .links(15));
}

TEST(Classify, FindsDiscussionLists)
{
    expect(Category::List,
        Example()
            .header("List-Id", "<devel.project.example>")
            .header("List-Post", "<mailto:devel@project.example>")
            .header("Precedence", "list")
            .header("In-Reply-To", "<2@project.example>")
            .subject("Re: [devel] build on ARM")
            .text("I think the linker is to blame. Did you try another one?"));
}

TEST(Classify, FindsNotifications)
{
    expect(Category::Notification,
        Example()
            .from("Build", "noreply@ci.example")
            .header("Auto-Submitted", "auto-generated")
            .subject("Pipeline 12 failed")
            .text("Build failed in stage test."));
    expect(Category::Notification,
        Example()
            .header("Auto-Submitted", "auto-replied")
            .subject("Automatic reply: Plans")
            .text("I am out of office until Monday."));
}

TEST(Classify, FindsSocialSites)
{
    expect(Category::Social,
        Example()
            .from("LinkedIn", "invitations@linkedin.com")
            .subject("New connection request")
            .text("Kim wants to connect with you.")
            .bulk());
}

TEST(Classify, FindsInvitations)
{
    Example e;
    e.subject("Review").text("You are invited.");
    e.message.calendars.push_back({ "REQUEST", "20261125T160000Z" });
    expect(Category::Calendar, e);
}

TEST(Classify, FindsBounces)
{
    Example e;
    e.from("Mail Delivery System", "mailer-daemon@mx.example")
        .subject("Undelivered Mail Returned to Sender")
        .text("Your message could not be delivered.");
    e.envelope.mail_from.clear();
    expect(Category::Bounce, e);
    e.message.parts.push_back({});
    e.message.parts.front().type = "multipart/report";
    expect(Category::Bounce, e);
}

TEST(Classify, SecurityMailInSevenLanguagesIsNeverBulk)
{
    const std::vector<std::pair<const char*, const char*>> mails {
        { "Your verification code",
            "Your verification code is 482913. It expires soon. Shop now: free shipping." },
        { "Ihr Bestätigungscode", "Ihr Bestätigungscode lautet 482913. Jetzt bestellen: Rabatt." },
        { "Code de vérification",
            "Votre code de vérification est 482913. Soldes: livraison gratuite." },
        { "Código de verificación", "Tu código de verificación es 482913. Ofertas y descuentos." },
        { "Codice di verifica", "Il codice di verifica è 482913. Sconti e offerte." },
        { "Je verificatiecode", "Je verificatiecode is 482913. Korting en aanbiedingen." },
        { "Código de verificação", "Seu código de verificação é 482913. Ofertas e descontos." },
        { "Reset your password",
            "Use the button to reset your password. In this issue: read more." },
        { "New sign-in to your account", "We noticed a new sign in from a new device." },
        { "Passwort zurücksetzen", "Klicken Sie, um Ihr Passwort zurückzusetzen." },
    };
    for (const auto& [subject, text] : mails)
        expect(Category::Security,
            Example()
                .from("Bank", "news@bank.example")
                .subject(subject)
                .text(text)
                .bulk()
                .links(20));
}

TEST(Classify, NumberAtACheckoutIsNoSecurityCode)
{
    expect(Category::Promotion,
        shop("30% off sale",
            "Use promo code 2244 at checkout. Shop now, free shipping, offer ends today.")
            .bulk()
            .links(12));
}

TEST(Classify, UnwantedNeedsEvidenceFromTheScan)
{
    Example e;
    e.from("Mr. Bank", "mr@lottery.example")
        .subject("You have won the lottery")
        .text("Dear friend, you have won a million dollars. You are the beneficiary. Make money, "
              "casino.");
    e.message.to.clear();
    CHECK(*e.run(agent).category != Category::Unwanted);
    e.threat = core::Threat::Suspicious;
    expect(Category::Unwanted, e);
    e.threat = core::Threat::Dangerous;
    expect(Category::Unwanted, e);
}

TEST(Classify, SuspicionAloneDoesNotMakeAColleaguesMailUnwanted)
{
    Example e;
    e.from("Jo", "jo@company.example")
        .subject("Re: report")
        .header("In-Reply-To", "<1@company.example>")
        .text("Hi Tom, the report for the client is attached. Please review the draft.");
    e.threat = core::Threat::Suspicious;
    expect(Category::Work, e);
}

TEST(Classify, ShoutingDoesNotChangeTheCategory)
{
    Example e = shop("Garden newsletter", "In this issue: read more.").bulk().links(15);
    expect(Category::Newsletter, e);
    e.subject("URGENT!!! GARDEN NEWSLETTER").header("X-Priority", "1");
    expect(Category::Newsletter, e);
}

TEST(Classify, EmptyMessageGetsACategoryWithoutConfidence)
{
    Example e;
    e.message = {};
    CHECK(e.run(agent).category_confidence < 0.6);
}

TEST(Classify, FactsAreReportedByNumber)
{
    const auto notes = Example().bulk().text("Hello").run(agent);
    bool found = false;
    for (const core::Feature& f : notes.features) {
        CHECK(f.id < agents::fact_count || f.is_term());
        CHECK(f.value > 0 && f.value <= 1);
        found = found || f.id == static_cast<std::uint16_t>(agents::Fact::ListUnsubscribe);
    }
    CHECK(found);
}

TEST(Classify, GivesUpWhenTimeIsOver)
{
    const support::FakeClock clock;
    const Example e;
    CHECK_FALSE(agent.assess(e.get(), core::Deadline(clock, clock.now())).ok());
}
