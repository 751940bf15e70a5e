// Which text of a message is its body, and which of that is new.
#include "triage/zone/zone.h"

#include <string>

#include <CppUTest/TestHarness.h>

TEST_GROUP(Zone)
{
    core::Limits limits;
    core::Message m;

    core::Part& add(int parent, const char* type, const char* data = "")
    {
        core::Part p;
        p.parent = parent;
        p.type = type;
        p.data = data;
        p.leaf = p.data.size() > 0;
        m.parts.push_back(std::move(p));
        return m.parts.back();
    }
    void add_html(int parent, const char* visible)
    {
        add(parent, "text/html", "x");
        core::HtmlFacts h;
        h.part = static_cast<int>(m.parts.size()) - 1;
        h.visible = visible;
        m.html.push_back(std::move(h));
    }
    void is_new(const char* expected, const char* text)
    {
        m = {};
        add(-1, "text/plain", text);
        zone::split(m, limits);
        STRCMP_EQUAL(expected, m.new_text.c_str());
    }
    void has_text(const char* expected)
    {
        zone::split(m, limits);
        STRCMP_EQUAL(expected, m.text.c_str());
    }
};

TEST(Zone, PrefersThePlainVersion)
{
    add(-1, "multipart/alternative");
    add(0, "text/plain", "The plain version of it\r\n");
    add_html(0, "The HTML version of it");
    has_text("The plain version of it\n");
}

TEST(Zone, TakesTheHtmlVersionIfThePlainOneSaysNothing)
{
    add(-1, "multipart/alternative");
    add(0, "text/plain", " \r\n-\r\n");
    add_html(0, "The HTML version of it");
    has_text("The HTML version of it");
}

TEST(Zone, AListsFooterDoesNotReplaceTheHtmlBody)
{
    add(-1, "multipart/mixed");
    add_html(0, "The body");
    add(0, "text/plain", "A list's footer, in plain text");
    has_text("The body\nA list's footer, in plain text");
}

TEST(Zone, AttachedTextsAreNoBody)
{
    add(-1, "multipart/mixed");
    add(0, "text/plain", "Body");
    add(0, "text/plain", "file").disposition = core::Disposition::Attachment;
    add(0, "text/plain", "log").filename = "x.log";
    add(0, "message/rfc822");
    add(4, "text/plain", "inner");
    has_text("Body");
}

TEST(Zone, TheLimitOfTextMakesItIncomplete)
{
    limits.text_bytes = 6;
    add(-1, "text/plain", "abcd€f");
    has_text("abcd");
    CHECK(m.incomplete);
}

TEST(Zone, LeavesTextWithoutMarksAlone)
{
    is_new("Hello,\n\nI wrote to you: see below.\nFrom: there on it is new.\n-- no signature here",
        "Hello,\r\n\r\nI wrote to you: see below.\r\nFrom: there on it is new.\r\n-- no signature "
        "here\r\n");
}

TEST(Zone, DropsQuotedLinesAndTheirAttributionInSevenLanguages)
{
    for (const char* line : { "On Mon, 2 Mar 2026 at 10:00, Ann <ann@example.org> wrote:",
             "Am 02.03.2026 um 10:00 schrieb Ann Example:",
             "Le lun. 2 mars 2026 à 10:00, Ann <ann@example.org> a écrit :",
             "El lun, 2 mar 2026 a las 10:00, Ann (<ann@example.org>) escribió:",
             "Il giorno lun 2 mar 2026 alle ore 10:00 Ann <ann@example.org> ha scritto:",
             "Op ma 2 mrt 2026 om 10:00 schreef Ann <ann@example.org>:",
             "Em seg., 2 de mar. de 2026 às 10:00, Ann <ann@example.org> escreveu:" }) {
        const std::string marked = std::string("Yes.\n\n") + line + "\n> Will you?\n>> Old.\n\nAnn";
        is_new("Yes.\n\n\nAnn", marked.c_str());
        const std::string unmarked = std::string("Yes.\n\n") + line + "\n\nWill you?\nOld.\n";
        is_new("Yes.", unmarked.c_str());
    }
}

TEST(Zone, FindsAnAttributionThatWasWrapped)
{
    is_new("Yes.",
        "Yes.\n\nOn Monday, 2 March 2026 at 10:00, Ann Example\n<ann@example.org>\nwrote:\n> Will "
        "you?\n");
}

TEST(Zone, ATextsLastLineIsNoPartOfAnAttribution)
{
    is_new("I shall do it\ntomorrow",
        "I shall do it\ntomorrow\nOn 2 Mar 2026, Ann wrote:\n> Will you?\n");
    is_new("I shall do it\ntomorrow",
        "I shall do it\ntomorrow\nOn 2 Mar 2026, Ann <\nann@example.org> wrote:\n> x\n");
}

TEST(Zone, DropsCopiedMessagesInSevenLanguages)
{
    for (const char* block :
        { "-----Original Message-----\nx", "-----Ursprüngliche Nachricht-----\nx",
            "-------- Message original --------\nx", "-----Mensaje original-----\nx",
            "-----Messaggio originale-----\nx", "-----Oorspronkelijk bericht-----\nx",
            "-----Mensagem original-----\nx", "---------- Forwarded message ---------\nx",
            "From: Ann\nSent: Monday\nTo: Bob\nSubject: x\n\ny",
            "Von: Ann\nGesendet: Montag\nAn: Bob\nBetreff: x\n\ny",
            "De : Ann\nEnvoyé : lundi\nÀ : Bob\nObjet : x\n\ny",
            "De: Ann\nEnviado: lunes\nPara: Bob\nAsunto: x\n\ny",
            "Da: Ann\nInviato: lunedì\nA: Bob\nOggetto: x\n\ny",
            "Van: Ann\nVerzonden: maandag\nAan: Bob\nOnderwerp: x\n\ny",
            "*From:* Ann\n*Sent:* Monday\n*To:* Bob\n\ny" }) {
        const std::string text = std::string("Yes.\n\n") + block;
        is_new("Yes.", text.c_str());
    }
}

TEST(Zone, DropsSignatures)
{
    is_new("Yes.", "Yes.\n-- \nAnn Example\nExample Ltd\n");
    is_new("Yes.", "Yes.\n\nSent from my iPhone\n");
    is_new("Ja.", "Ja.\n\nVon meinem iPhone gesendet\n");
    is_new("Yes.",
        "Yes.\n________________________________________\nexample mailing "
        "list\nhttp://lists.example\n");
    is_new("Yes.\nSent from my desk, which is much better than a phone.",
        "Yes.\nSent from my desk, which is much better than a phone.\n");
    std::string longer = "One.\n--\n";
    for (int i = 0; i < 30; ++i)
        longer += "A line of text.\n";
    m = {};
    add(-1, "text/plain", longer.c_str());
    zone::split(m, limits);
    CHECK(m.new_text.size() > 400); // too long for a signature
}

TEST(Zone, DropsDisclaimers)
{
    is_new("The contract is confidential.",
        "The contract is confidential.\n\nThis e-mail is confidential and intended solely for the "
        "addressee. "
        "If you are not the intended recipient, please notify the sender and delete this message "
        "at once, "
        "and do not disclose it.\n");
}

TEST(Zone, ABareForwardIsNewItself)
{
    is_new("---------- Forwarded message ---------\nHello",
        "---------- Forwarded message ---------\nHello\n");
}

TEST(Zone, HostileTextIsReadInLinearTime)
{
    for (const char* piece :
        { ">", "\n", "a\n", "On 1234\n", "From:\n", "-- \n", "a:\n", "-", "To:" }) {
        std::string text;
        while (text.size() < 500000)
            text += piece;
        m = {};
        add(-1, "text/plain", text.c_str());
        zone::split(m, limits);
        CHECK(m.new_text.size() <= text.size());
    }
}

TEST(Zone, QuotesInDanishSwedishAndPolish)
{
    is_new("Hej,\n\nSvar.",
        "Hej,\n\nSvar.\n\nDen 24. nov. 2026 kl. 10.00 skrev Peter <peter@example.com>:\n> Hej\n");
    is_new("Svar.",
        "Svar.\n\nFra: Hanne <hanne@example.com>\nSendt: 24. november 2026 09:30\n"
        "Til: S\nEmne: Filer\n\nHer er filerne.\n");
    is_new(
        "Svar.", "Svar.\n\nFrån: Hanne\nSkickat: den 24 november\nTill: S\nÄmne: Filer\n\nHej.\n");
    is_new("Jestem.",
        "Jestem.\n\nDnia 28 lutego 2026 14:00 Anna <anna@example.com> napisał(a):\n> Hej\n");
    is_new("Jestem.", "Jestem.\n\n-----Wiadomość oryginalna-----\nHej\n");
}

TEST(Zone, AHeaderOnTopIsOfThisMessage)
{
    is_new("Jak?",
        "Od: Jan <jan@example.com>\nWysłano: 1 marca 2026\nDo: Anna\nTemat: Re: x\n\nJak?\n\n"
        "Dnia 28 lutego 2026 Anna <anna@example.com> napisał(a):\n> Hej\n");
    is_new("The list is done.",
        "From: Ann <ann@example.com>\nSent: Monday\nTo: Bob\nSubject: List\n\n"
        "The list is done.\n");
}
