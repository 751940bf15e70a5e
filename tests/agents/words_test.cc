#include "triage/agents/words.h"

#include <string>

#include "triage/agents/lexicon.h"
#include "triage/agents/paragraphs.h"
#include "triage/agents/senders.h"

#include <CppUTest/TestHarness.h>

TEST_GROUP(Words) {
    std::string joined(std::string_view text) { const agents::WordList list(text, 1000);
std::string out;
for (const agents::Word& w : list.words())
    out += std::string(w.text) + "|";
return out;
}
}
;

TEST(Words, AreLowerCaseAndDividedByPunctuation)
{
    STRCMP_EQUAL("don|t|stop|at|5pm|", joined("Don't STOP, at 5pm!").c_str());
    STRCMP_EQUAL("grüße|aus|ÿ|", joined("GRÜßE aus ÿ").c_str());
    STRCMP_EQUAL("d|ici|vendredi|", joined("D’ici\xc2\xa0vendredi…").c_str());
    STRCMP_EQUAL("日本語|", joined("日本語").c_str());
    STRCMP_EQUAL("", joined(" —–„“ ").c_str());
}

TEST(Words, KeepTheirPlaceInTheText)
{
    const std::string text = "Ünder the ROOF";
    const agents::WordList list(text, 1000);
    UNSIGNED_LONGS_EQUAL(3, list.words().size());
    for (const agents::Word& w : list.words())
        UNSIGNED_LONGS_EQUAL(
            w.text.size(), agents::fold_latin(text.substr(w.offset, w.text.size())).size());
    STRCMP_EQUAL("ROOF", text.substr(list.words()[2].offset).c_str());
}

TEST(Words, ReadNoMoreThanTheyMayAndCutNoCharacter)
{
    const agents::WordList list("ab üü", 4);
    UNSIGNED_LONGS_EQUAL(1, list.words().size());
}

TEST(Words, BrokenUtf8StaysWithinItsBytes)
{
    for (const char* s : { "\xc3", "\xe2\x80", "a\xc2", "\xe2", "\xf0\x9f" })
        joined(s);
}

TEST(Words, PhrasesMatchWholeWordsOnly)
{
    const agents::Lexicon lexicon;
    const auto counts = [&](std::string_view text) {
        const agents::WordList list(text, 1000);
        return agents::CueCounts(lexicon.find(list.words()));
    };
    UNSIGNED_LONGS_EQUAL(1, counts("Please let me know").of(agents::Cue::AskReply));
    UNSIGNED_LONGS_EQUAL(1, counts("PLEASE  LET\nme, know").of(agents::Cue::AskReply));
    UNSIGNED_LONGS_EQUAL(0, counts("let me knowingly").of(agents::Cue::AskReply));
    UNSIGNED_LONGS_EQUAL(0, counts("let me").of(agents::Cue::AskReply));
}

TEST(Words, UnwrapJoinsOnlyWhatWasWrapped)
{
    const std::string line(50, 'a');
    STRCMP_EQUAL((line + " b").c_str(), agents::unwrap(line + "\nb", 1000).c_str());
    STRCMP_EQUAL("short\nb", agents::unwrap("short\r\nb", 1000).c_str());
    STRCMP_EQUAL((line + "\n- b").c_str(), agents::unwrap(line + "\n- b", 1000).c_str());
    STRCMP_EQUAL((line + "\n1. b").c_str(), agents::unwrap(line + "\n1. b", 1000).c_str());
    STRCMP_EQUAL((line + "\n\nb").c_str(), agents::unwrap(line + "\n\nb", 1000).c_str());
}

TEST(Words, SendersAreKnownByTheirLocalPart)
{
    CHECK(agents::sender_of("no-reply@a.example").no_reply);
    CHECK(agents::sender_of("Do.Not.Reply@a.example").no_reply);
    CHECK_FALSE(agents::sender_of("norbert@a.example").no_reply);
    CHECK(agents::sender_of("billing@a.example").role);
    CHECK_FALSE(agents::sender_of("bill@a.example").role);
    CHECK(agents::sender_of("mailer-daemon@a.example").bounce);
    CHECK(agents::is_free_mail("gmail.com"));
    CHECK_FALSE(agents::is_free_mail("notgmail.com"));
    CHECK(agents::is_social_site("e.linkedin.com"));
    CHECK_FALSE(agents::is_social_site("box.com"));
    CHECK_FALSE(agents::is_social_site(""));
}
