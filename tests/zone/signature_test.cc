// Where a signature without a mark begins, with the model that is shipped.
#include "triage/zone/signature.h"

#include <fstream>
#include <iterator>

#include "triage/model/file.h"
#include "triage/zone/lines.h"
#include "triage/zone/zone.h"

#include <CppUTest/TestHarness.h>

TEST_GROUP(Signature)
{
    model::Linear model;
    core::Message m;

    void setup() override
    {
        std::ifstream file("etc/models/signature.model", std::ios::binary);
        const std::string text { std::istreambuf_iterator<char>(file), {} };
        const auto read = model::read("signature.model", text);
        CHECK_TRUE(read.errors.empty());
        auto opened = model::Linear::open(model::serialise(read.coefficients));
        CHECK_TRUE(opened.ok());
        model = std::move(opened).value();
    }
    std::string own(std::string_view text, const char* name = "Anna Weber",
        const char* address = "anna.weber@example.org")
    {
        m = {};
        m.new_text = text;
        m.from = { { name, address, "example.org" } };
        zone::find_signature(m, model);
        return std::string(m.own_text());
    }
    // What follows the text is a signature.
    void ends(std::string_view text, std::string_view signature, const char* name = "Anna Weber",
        const char* address = "anna.weber@example.org")
    {
        STRCMP_EQUAL(std::string(text).c_str(),
            own(std::string(text) + std::string(signature), name, address).c_str());
    }
    void stays(std::string_view text)
    {
        STRCMP_EQUAL(std::string(text).c_str(), own(text).c_str());
    }
};

TEST(Signature, ANameBelowTheText)
{
    ends("The plan for the shed is on the table in the hall.\n"
         "Please look at the second page before Friday.\n\n",
        "Anna\n");
    ends("The plan for the shed is on the table in the hall.\n\n",
        "Anna Weber\nHead of Purchasing\nExample Ltd.\nTel. 0421 555 0101\n");
}

TEST(Signature, ClosingsInSevenLanguages)
{
    const char* const letters[][2] = {
        { "I have sent the list to the printer this morning.\n\n", "Best regards,\nAnna Weber\n" },
        { "Die Liste ist heute Morgen an die Druckerei gegangen.\n\n",
            "Viele Grüße\nAnna Weber\n" },
        { "La liste est partie chez l'imprimeur ce matin.\n\n", "Cordialement,\nAnna Weber\n" },
        { "La lista ha salido esta mañana hacia la imprenta.\n\n", "Saludos\nAnna Weber\n" },
        { "La lista è partita stamattina per la tipografia.\n\n",
            "Cordiali saluti,\nAnna Weber\n" },
        { "De lijst is vanmorgen naar de drukker gegaan.\n\n",
            "Met vriendelijke groet,\nAnna Weber\n" },
        { "A lista seguiu esta manhã para a tipografia.\n\n", "Cumprimentos,\nAnna Weber\n" },
    };
    for (const auto& [text, signature] : letters)
        ends(text, signature);
}

TEST(Signature, NamesBeyondAscii)
{
    ends("Der Termin am Dienstag passt mir gut, ich bringe die Muster mit.\n\n", "Jürgen Größe\n",
        "Jürgen Größe", "jg@example.org");
}

TEST(Signature, WhatTheSenderSaysStays)
{
    stays("Thanks for the list. I have read it and changed one line on the second page.\n");
    stays("The new number of the workshop is\n0421 555 0199\n");
    stays("We need for Saturday:\n- three ladders\n- the long hose\n- paint, two tins\n");
    stays("Can you come at ten?\nThe others will be there from nine on, and Anna has the key.\n");
    stays("First paragraph about the roof, which is done.\n\n"
          "Second paragraph about the windows, which come on Monday if the weather holds.\n");
}

TEST(Signature, NothingButASignatureIsTheMessage)
{
    stays("Anna\n");
    stays("Best regards,\nAnna Weber\n"); // the first line is never taken
    stays("");
    stays("\n \n");
}

TEST(Signature, WithoutAModelOnlyWhatIsPlain)
{
    model = {};
    stays("The list is at the printer's.\n\nAnna Weber\nHead of Purchasing\n");
    ends("The list is at the printer's.\n\n", "Best regards,\nAnna Weber\nExample Works\n");
    ends("Listen er hos trykkeren.\n\n", "Med venlig hilsen\nAnna\n");
    ends("Lista jest w drukarni.\n\n", "Pozdrawiam,\nAnna\n");
    ends("Let us speak on Monday.\n\n", "/Anna\n");
    stays("Thanks for it all\nThe list is at the printer's.\n");
    stays("Best\nAnna\n"); // nothing before it
    stays("We need:\n\nThanks\nand all the others said so in the end, too\n");
    stays("Dates:\n\n- Monday\n- Tuesday\n");
}

TEST(Signature, AnyBytesAreRead)
{
    std::string text;
    for (int i = 0; i < 5000; ++i)
        text += static_cast<char>(i * 7919 >> 3);
    CHECK_TRUE(own(text).size() <= text.size());
    CHECK_TRUE(own(std::string(3000, 'a') + "\n" + std::string(3000, '-')).size() > 2999);
    CHECK_TRUE(own("x\n\xC3\n\xC3\xA4\n'\n").size() <= 10);
}

TEST(Signature, AtMostElevenLinesAreLookedAt)
{
    std::vector<std::string_view> lines(100, "Anna");
    const auto candidates = zone::signature_candidates(lines, { "Anna", "" });
    LONGS_EQUAL(11, candidates.size());
    LONGS_EQUAL(89, candidates.front().line);
}
