// Tables of date expressions in seven languages (tests/agents/dates), all to be read exactly.
#include "triage/agents/date_reader.h"

#include <fstream>
#include <string>

#include "triage/agents/due.h"

#include <CppUTest/TestHarness.h>

namespace {

constexpr std::int64_t sent = 1794990600; // Wednesday, 2026-11-18T09:30+01:00
constexpr std::size_t least_rows = 250; // in each language

} // namespace

TEST_GROUP(DateReader)
{
    agents::DateWords words;

    std::string read(std::string_view expression, agents::Language language)
    {
        const agents::WordList list(expression, 4096);
        const agents::DateText text(list, words, language);
        return agents::due_at(text, 0, sent, 60).value_or("");
    }

    void check_table(agents::Language language)
    {
        const std::string name(agents::language_names[static_cast<std::size_t>(language)]);
        std::ifstream file("tests/agents/dates/" + name + ".tsv");
        std::size_t rows = 0;
        std::string wrong;
        for (std::string line; std::getline(file, line);) {
            const std::size_t tab = line.find('\t');
            if (line.starts_with('#') || tab == line.npos)
                continue;
            ++rows;
            const std::string expected = line.substr(tab + 1);
            const std::string was = read(line.substr(0, tab), language);
            if (was != expected)
                wrong += "\n" + line.substr(0, tab) + ": expected '" + expected + "', was '" + was
                    + "'";
        }
        STRCMP_EQUAL("", wrong.c_str());
        CHECK_TEXT(rows >= least_rows, name.c_str());
    }
};

TEST(DateReader, AmericansWriteTheMonthFirst)
{
    const agents::WordList list("12/01/2026", 4096);
    const agents::DateText text(list, words, agents::Language::En);
    STRCMP_EQUAL("2026-12-01", agents::due_at(text, 0, sent, -300).value_or("").c_str());
    STRCMP_EQUAL("", agents::due_at(text, 0, sent, 0).value_or("").c_str());
}

// Whatever a text ends in.
TEST(DateReader, ReadsNoWordBehindTheEnd)
{
    for (const char* whole :
        { "within the next 2 weeks from Friday, the 27th of November 2026 at 5 pm EST",
            "close of business on the last day of the month next year", "2026-11-25 17:00 uhr" })
        for (std::size_t n = 0; n <= std::string_view(whole).size(); ++n)
            for (std::size_t l = 0; l < agents::language_names.size(); ++l)
                read(std::string_view(whole).substr(0, n), static_cast<agents::Language>(l));
}

TEST(DateReader, English)
{
    check_table(agents::Language::En);
}
TEST(DateReader, German)
{
    check_table(agents::Language::De);
}
TEST(DateReader, French)
{
    check_table(agents::Language::Fr);
}
TEST(DateReader, Spanish)
{
    check_table(agents::Language::Es);
}
TEST(DateReader, Italian)
{
    check_table(agents::Language::It);
}
TEST(DateReader, Dutch)
{
    check_table(agents::Language::Nl);
}
TEST(DateReader, Portuguese)
{
    check_table(agents::Language::Pt);
}
