// Due dates, reckoned from Monday, 2 November 2026, 09:00 +0100.
#include "triage/agents/due.h"

#include <string>

#include <CppUTest/TestHarness.h>

namespace {

constexpr std::int64_t date = 1793606400; // 2026-11-02T08:00Z

struct Row {
    const char* text;
    const char* due; // "" for none
};

const Row rows[] = {
    { "Please send it by 2026-11-25.", "2026-11-25" },
    { "Please send it by 2026-11-25 17:00.", "2026-11-25T17:00+01:00" },
    { "Please send it by Friday.", "2026-11-06" },
    { "Please send it by Friday at 5pm.", "2026-11-06T17:00+01:00" },
    { "Please send it by 5 pm on Friday.", "2026-11-06T17:00+01:00" },
    { "Please send it by Friday, 27 November.", "2026-11-27" },
    { "It is due Monday.", "2026-11-09" }, // today is Monday: the next one
    { "Open until 25 November.", "2026-11-25" },
    { "I am out of the office until Friday. Please answer by 25 November.", "2026-11-25" },
    { "We are closed until Friday.", "" }, // a state, no deadline
    { "It will not be ready until Friday.", "" },
    { "Out is out. You have until Friday.", "2026-11-06" }, // another sentence
    { "No later than November 25th, 2026 please.", "2026-11-25" },
    { "The deadline is the 25th of November.", "2026-11-25" },
    { "by tomorrow", "2026-11-03" },
    { "by end of day", "2026-11-02" }, // of the day it is written on
    { "by EOD today", "2026-11-02" },
    { "before 11/25/2026", "2026-11-25" },
    { "before 25/11/2026", "2026-11-25" },
    { "before 12/12/2026", "2026-12-12" },
    { "before 11/12/2026", "" }, // day and month may be either
    { "by January 15", "2027-01-15" },
    { "by October 30", "" }, // a few days ago rather than in a year
    { "by Friday, October 30", "" }, // and not the Friday after it
    { "by 3 pm Friday, October 30", "" },
    { "by Friday, November 28", "" }, // a Saturday
    { "by 2026-10-30", "" }, // over
    { "by 2030-01-01", "" }, // beyond two years
    { "by 2026-13-40", "" },
    { "by the way, we have 25 people", "" },
    { "We met on Friday.", "" }, // no deadline
    { "bis Freitag", "2026-11-06" },
    { "bis zum 25.11.2026 um 17 Uhr", "2026-11-25T17:00+01:00" },
    { "Ich bin nicht im Büro bis Freitag", "" },
    { "Das Geschäft bleibt geschlossen bis Freitag.", "" },
    { "Je suis absente jusqu'au 25 novembre.", "" },
    { "Bitte bis 25.11. antworten", "2026-11-25" },
    { "spätestens am 25. November", "2026-11-25" },
    { "bis 17.30 Uhr", "" }, // a time, no day
    { "bis morgen", "2026-11-03" },
    { "avant le 25 novembre", "2026-11-25" },
    { "d'ici vendredi", "2026-11-06" },
    { "au plus tard le 1er décembre à 17h30", "2026-12-01T17:30+01:00" },
    { "antes del 25 de noviembre de 2026", "2026-11-25" },
    { "hasta el viernes", "2026-11-06" },
    { "entro il 25 novembre", "2026-11-25" },
    { "entro venerdì", "2026-11-06" },
    { "uiterlijk 25 november", "2026-11-25" },
    { "voor vrijdag", "2026-11-06" },
    { "até sexta-feira", "2026-11-06" },
    { "até 25 de novembro", "2026-11-25" },
};

} // namespace

TEST_GROUP(Due)
{
    agents::Lexicon lexicon;
    agents::DateWords words;

    std::string due(std::string_view text, std::optional<std::int64_t> when = date, int zone = 60)
    {
        const agents::WordList list(text, 4096);
        const auto found = agents::find_due(list, lexicon.find(list.words()), words, when, zone);
        return found ? found->iso : "";
    }
};

TEST(Due, ReadsDatesInSevenLanguages)
{
    for (const Row& row : rows)
        STRCMP_EQUAL_TEXT(row.due, due(row.text).c_str(), row.text);
}

TEST(Due, ReckonsInTheZoneOfTheSender)
{
    // 2026-11-02T23:30Z is Tuesday in Berlin and Monday in New York.
    STRCMP_EQUAL("2026-11-04", due("by tomorrow", 1793662200, 60).c_str());
    STRCMP_EQUAL("2026-11-03", due("by tomorrow", 1793662200, -300).c_str());
    STRCMP_EQUAL("2026-11-03T17:00-05:00", due("by tomorrow at 17:00", 1793662200, -300).c_str());
}

TEST(Due, NeedsACredibleDate)
{
    STRCMP_EQUAL("", due("by Friday", std::nullopt).c_str());
    STRCMP_EQUAL("", due("by Friday", -5).c_str());
    STRCMP_EQUAL("", due("by Friday", INT64_MAX).c_str());
    STRCMP_EQUAL("", due("by Friday", date, 100000).c_str());
}

TEST(Due, SurvivesTextThatEndsEarly)
{
    for (const char* text : { "by", "by 25", "by 25.", "by 25.11", "by 2026-", "by Friday,",
             "by November", "by 5", "by 17:", "by the", "bis zum 99999999999999999999" })
        due(text);
}

TEST(Due, AMeetingIsWhenTheReaderIsAskedToCome)
{
    const auto meeting = [&](std::string_view text) {
        const agents::WordList list(text, 4096);
        const auto found = agents::find_meeting(list, lexicon.find(list.words()), words, date, 60);
        return found ? found->iso : std::string();
    };
    STRCMP_EQUAL("2026-11-05T18:00+01:00",
        meeting("Please join us this Thursday, 5 November at 6 pm for soup.").c_str());
    STRCMP_EQUAL(
        "2026-11-04", meeting("Please attend the meeting in room 12 on Wednesday.").c_str());
    STRCMP_EQUAL("", meeting("The meeting was on Wednesday.").c_str()); // nobody is asked
    STRCMP_EQUAL("", meeting("Please join us in room 5 of house 12.").c_str());
    STRCMP_EQUAL("", meeting("Please join us for it late next week.").c_str());
    std::string far = "Please join us ";
    for (int i = 0; i < 60; ++i)
        far += "and so on ";
    STRCMP_EQUAL("", meeting(far + "on Wednesday").c_str());
}
