// Lines: folding, RFC 2047 and safe tokens.
#include "triage/headers/fold.h"

#include <string>

#include <CppUTest/TestHarness.h>

using headers::encode_text;
using headers::fold;
using headers::safe_token;

TEST_GROUP(Fold) {};

TEST(Fold, ShortValueStaysOnOneLine)
{
    STRCMP_EQUAL("complete; id=a", fold(15, "complete; id=a").c_str());
    STRCMP_EQUAL("", fold(15, "").c_str());
}

TEST(Fold, BreaksAtASpaceBeforeTheLimit)
{
    const std::string word(20, 'a');
    const std::string value = word + " " + word + " " + word + " " + word;
    // 10 + 2 for the name, then 20 + 1 + 20 + 1 + 20 = 74 of 76
    STRCMP_EQUAL((word + " " + word + " " + word + "\n " + word).c_str(), fold(10, value).c_str());
    STRCMP_EQUAL((word + " " + word + "\n " + word + " " + word).c_str(), fold(13, value).c_str());
}

TEST(Fold, BreaksALongListAfterItsCommas)
{
    std::string list = "missing=";
    for (int i = 0; i < 12; ++i)
        list += "summarise(timeout),";
    const std::string folded = fold(15, "partial; " + list);
    std::size_t start = 0;
    for (std::size_t end = folded.find('\n'); end != folded.npos; end = folded.find('\n', start)) {
        CHECK(end - start + (start == 0 ? 17 : 0) <= headers::line_limit);
        start = end + 1;
        BYTES_EQUAL(' ', folded[start]);
    }
    CHECK(start > 0);
}

TEST(Fold, AsciiTextIsNotEncoded)
{
    STRCMP_EQUAL("The report is due.", encode_text(16, "The report is due.").c_str());
}

TEST(Fold, TextThatLooksEncodedIsEncoded)
{
    const std::string out = encode_text(16, "=?UTF-8?Q?evil?= text");
    CHECK(out.starts_with("=?UTF-8?"));
    CHECK(out.find("evil?=") == out.npos);
}

TEST(Fold, MostlyAsciiTextTakesQ)
{
    STRCMP_EQUAL("=?UTF-8?Q?Gr=C3=BC=C3=9Fe_an_alle_Kollegen?=",
        encode_text(16, "Grüße an alle Kollegen").c_str());
}

TEST(Fold, OtherScriptsTakeB)
{
    STRCMP_EQUAL("=?UTF-8?B?5pel5pys6Kqe?=", encode_text(16, "日本語").c_str());
}

TEST(Fold, EncodedWordsAreShortAndHoldWholeCharacters)
{
    std::string text;
    for (int i = 0; i < 80; ++i)
        text += i % 7 ? "語" : " é";
    const std::string out = encode_text(16, text);
    std::size_t words = 0;
    std::size_t start = 0;
    while (start < out.size()) {
        const std::size_t end = std::min(out.find("\n ", start), out.size());
        const std::string word = out.substr(start, end - start);
        CHECK(word.starts_with("=?UTF-8?B?") && word.ends_with("?="));
        CHECK(word.size() <= 75);
        CHECK_EQUAL(0u, (word.size() - 12) % 4); // whole groups: each word decodes by itself
        start = end + 2;
        ++words;
    }
    CHECK(words > 3);
}

TEST(Fold, OneEndlessAsciiWordIsEncodedToFit)
{
    const std::string out = encode_text(16, std::string(160, 'x'));
    std::size_t line = 18;
    for (const char c : out) {
        line = c == '\n' ? 0 : line + 1;
        CHECK(line <= headers::line_limit);
    }
}

TEST(Fold, SafeTokenKeepsOnlyItsAlphabet)
{
    STRCMP_EQUAL("4bX2k-1_a.b", safe_token("4bX2k-1_a.b", 40).c_str());
    STRCMP_EQUAL("abX-Eviltrue", safe_token("a b\r\nX-Evil: true;", 40).c_str());
    STRCMP_EQUAL("abc", safe_token("abcdef", 3).c_str());
    STRCMP_EQUAL("-", safe_token("\xc3\xa9;= ", 40).c_str());
    STRCMP_EQUAL("-", safe_token("", 40).c_str());
}
