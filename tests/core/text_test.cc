// The cleaning functions, above all clean_line: what it must never let into a header.
#include "triage/core/text.h"

#include <array>
#include <string>

#include <CppUTest/TestHarness.h>

using core::clean_line;

namespace {

constexpr std::size_t wide = 1000;

std::string cleaned(std::string_view s)
{
    return clean_line(s, wide);
}

std::string utf8(char32_t c)
{
    std::string s;
    core::append_utf8(s, c);
    return s;
}

std::string a_and_b_around(char32_t c)
{
    std::string s { 'a' };
    core::append_utf8(s, c);
    s += 'b';
    return s;
}

void check_equal(std::string_view expected, std::string_view actual)
{
    STRCMP_EQUAL(std::string(expected).c_str(), std::string(actual).c_str());
}

} // namespace

TEST_GROUP(CleanLine) {};

TEST(CleanLine, KeepsPlainText)
{
    check_equal(
        "Please sign the contract by Friday.", cleaned("Please sign the contract by Friday."));
    check_equal("Grüße, 中文 и привет 👍", cleaned("Grüße, 中文 и привет 👍"));
}

TEST(CleanLine, MakesWhiteSpaceRunsOneSpace)
{
    check_equal("a b c d", cleaned(" \t a\r\n b \u00A0\u2003 c\u2028d \v\f"));
}

TEST(CleanLine, DropsEveryCharacterThatIsNotSeen)
{
    for (char32_t c = 1; c < 0x20; ++c)
        if (c < 9 || c > 13)
            check_equal("ab", cleaned(a_and_b_around(c)));
    for (char32_t c = 0x7f; c < 0xA0; ++c)
        if (c != 0x85)
            check_equal("ab", cleaned(a_and_b_around(c)));
    constexpr std::array<std::pair<char32_t, char32_t>, 11> ranges { { { 0xAD, 0xAD },
        { 0x61C, 0x61C }, { 0x115F, 0x1160 }, { 0x180B, 0x180E }, { 0x200B, 0x200F },
        { 0x202A, 0x202E }, { 0x2060, 0x206F }, { 0xFE00, 0xFE0F }, { 0xFEFF, 0xFEFF },
        { 0xFFF9, 0xFFFD }, { 0xE0000, 0xE007F } } };
    for (const auto& [first, last] : ranges)
        for (char32_t c = first; c <= last; ++c)
            if (core::char_kind(c) != core::CharKind::Letter) // U+FFFC is a symbol
                check_equal("ab", cleaned(a_and_b_around(c)));
}

TEST(CleanLine, HoldsNoLineEndOrNulWhateverComesIn)
{
    std::string all;
    for (int i = 0; i < 256; ++i)
        all += static_cast<char>(i);
    for (char32_t c = 0; c < 0x30000; c += c < 0x2100 ? 1 : 97)
        if (c < 0xD800 || c > 0xDFFF)
            all.append(utf8(c)).append("x");
    const std::string out = clean_line(all, 1000000);
    CHECK(core::is_valid_utf8(out));
    for (const char c : out)
        CHECK(static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);
    CHECK_FALSE(core::has_invisible(out));
}

TEST(CleanLine, DropsBrokenBytes)
{
    check_equal("ab",
        cleaned("a\xff\xc3"
                "b"));
    check_equal("ab",
        cleaned("a\xed\xa0\x80"
                "b")); // a surrogate
    check_equal("ab",
        cleaned("a\xc0\xaf"
                "b")); // an overlong slash
}

TEST(CleanLine, RemovesUrlsInEveryFormThatClientsLink)
{
    for (const char* url :
        { "http://evil.example/x", "HTTPS://evil.example", "https:\\\\evil.example",
            "http:/evil.example", "http:evil.example", "ftp://evil.example", "//evil.example/x",
            "\\\\evil.example\\share", "www.evil.example", "WWW.evil.example/x",
            "evil.example/login", "javascript:alert(1)", "data:text/html,x",
            "http\u200B://evil.example", "ht\u00ADtp://evil.example", "http\uFF1A//evil.example",
            "http:\u2044\u2044evil.example", "\uFF48\uFF54\uFF54\uFF50://evil.example",
            "http\u2236//evil.example", "hxxps://evil.example", "file:///etc/passwd",
            "foo+bar://evil.example", "evil\u3002example/x", "bücher.example/x" })
        check_equal("see here", cleaned(std::string("see ").append(url).append(" here")));
}

TEST(CleanLine, RemovesUrlsThatTouchOtherText)
{
    check_equal("see here", cleaned("see (https://evil.example/x), here"));
    check_equal("see here", cleaned("see <https://evil.example/x> here"));
    check_equal("请点击", cleaned("请点击http://evil.example/登录"));
    check_equal("a b", cleaned("a http://http://http:// b"));
}

TEST(CleanLine, ARemovedUrlNeverJoinsTwoPiecesToANewOne)
{
    const std::string out = cleaned("hthttp://x tp://evil.example mailto:javascript:alert(1)");
    CHECK(out.find("://") == std::string::npos);
    CHECK(out.find("javascript:") == std::string::npos);
}

TEST(CleanLine, RemovesSchemesBeforeAddresses)
{
    check_equal("write to ann@example.org today", cleaned("write to mailto:ann@example.org today"));
    check_equal("ann@example.org", cleaned("mailto:mailto:ann@example.org"));
    check_equal("call +4912345", cleaned("call tel:+4912345"));
    CHECK(cleaned("x,mailto:ann@example.org").find("mailto") == std::string::npos);
}

TEST(CleanLine, LeavesOrdinarySlashesColonsAndDotsAlone)
{
    for (const char* text : { "yes and/or no", "Time: 10:30", "Re: your offer",
             "e.g. this, i.e. that", "Your Booking.com stay", "3/4 of it", "w/o sugar",
             "version 1.2/1.3", "Data: see below" })
        check_equal(text, cleaned(text));
}

TEST(CleanLine, CutsAtAWordAndSaysSo)
{
    check_equal("one two…", clean_line("one two three", 10));
    check_equal("one two three", clean_line("one two three", 13));
    check_equal("one two…", clean_line("one two, three", 12));
    check_equal("", clean_line("one two three", 0));
    check_equal("…", clean_line("one two three", 1));
}

TEST(CleanLine, CutsInsideAWordOnlyIfItFillsTheLine)
{
    check_equal("abcdefghi…", clean_line("abcdefghijklmnop", 10));
    check_equal("日本語日…", clean_line("日本語日本語日本語", 5));
}

TEST(CleanLine, NeverExceedsItsLimit)
{
    const std::string text = "ää bbb 中文中文 http://x.example ccc, dddd: 👍👍👍 eeeee";
    for (std::size_t limit = 0; limit < 60; ++limit)
        CHECK(core::code_points(clean_line(text, limit)) <= limit);
}

TEST(CleanLine, IsEmptyIfNothingReadableIsLeft)
{
    check_equal("", cleaned(""));
    check_equal("", cleaned(" \u200B\u200D "));
    check_equal("", cleaned("http://evil.example"));
    check_equal("", cleaned("... --- !!! ()"));
}

TEST(CleanLine, BoundsCombiningMarks)
{
    std::string zalgo = "a";
    for (int i = 0; i < 100; ++i)
        zalgo += utf8(0x0301);
    CHECK(core::code_points(cleaned(zalgo)) <= 5);
}

TEST_GROUP(Utf8) {};

TEST(Utf8, MakesEachBrokenSequenceOneReplacement)
{
    check_equal("a\uFFFDb",
        core::valid_utf8("a\xff"
                         "b"));
    check_equal("\uFFFD", core::valid_utf8("\xe2\x82"));
    check_equal("\uFFFD\uFFFD\uFFFD", core::valid_utf8("\xed\xa0\x80"));
    check_equal("\uFFFD\uFFFD", core::valid_utf8("\xc0\xaf"));
    check_equal("€𝄞", core::valid_utf8("€𝄞"));
}

TEST(Utf8, TellsValidFromBroken)
{
    CHECK(core::is_valid_utf8("plain ASCII that is longer than eight bytes"));
    CHECK(core::is_valid_utf8("Grüße 中文 𝄞"));
    CHECK_FALSE(core::is_valid_utf8("12345678\x80"));
    CHECK_FALSE(core::is_valid_utf8("\xf4\x90\x80\x80")); // beyond U+10FFFF
    CHECK_FALSE(core::is_valid_utf8("abc\xe2\x82"));
}

TEST(Utf8, CountsAndCutsCodePoints)
{
    LONGS_EQUAL(3, core::code_points("a€𝄞"));
    check_equal("a€", core::prefix("a€𝄞", 2));
    check_equal("a€𝄞", core::prefix("a€𝄞", 9));
}

TEST_GROUP(Escapes) {};

TEST(Escapes, LogHoldsPrintableAsciiOnly)
{
    check_equal("a\\x0Ab\\xC3\\xA9", core::escape_log("a\nb\xc3\xa9", 100));
    check_equal("a", core::escape_log("a\nb", 4));
    check_equal("a\\x0A", core::escape_log("a\nb", 5));
}

TEST(Escapes, HtmlHoldsNoMarkupAndNoControls)
{
    check_equal("&lt;a href=&quot;x&quot;&gt;&amp;&#39;", core::escape_html("<a href=\"x\">&'"));
    check_equal("ab c",
        core::escape_html("a\x01"
                          "b\u202E\nc"));
}

TEST_GROUP(UnicodeText) {};

TEST(UnicodeText, FoldsCase)
{
    check_equal("grüsse straße", core::fold_case("GRÜSSE Straße"));
}

TEST(UnicodeText, SkeletonsOfLookalikesAreEqual)
{
    check_equal(core::skeleton("paypal"), core::skeleton("p\u0430yp\u0430l"));
    CHECK(core::skeleton("paypal") != core::skeleton("example"));
}

TEST(UnicodeText, FindsWordsThatMixScripts)
{
    CHECK(core::mixes_scripts("p\u0430ypal"));
    CHECK_FALSE(core::mixes_scripts("paypal"));
    CHECK_FALSE(core::mixes_scripts("привет"));
    CHECK_FALSE(core::mixes_scripts("日本語テストabc"));
    CHECK_FALSE(core::mixes_scripts("Müller"));
}

TEST(UnicodeText, FindsInvisibleCharacters)
{
    for (const char* s : { "pay\u200Bpal", "a\u202Eb", "a\u2066b", "in\u00ADvoice", "a\u2060b",
             "a\U000E0041b", "a\u200Db", "\u3164", "a\u200Eb", "b\uFEFF" })
        CHECK(core::has_invisible(s));
}

TEST(UnicodeText, LetsEmojiAndScriptsHaveTheirJoiners)
{
    for (const char* s :
        { "plain", "👨‍👩‍👧", "❤️‍🔥", "क्‍ष", "می‌خواهم",
            "שלום\u200Fabc", "\uFEFFabc", "🏴\U000E0067\U000E0062\U000E007F", "👍🏽" })
        CHECK_FALSE(core::has_invisible(s));
}

TEST(UnicodeText, TurnsDomainsIntoALabelsAndBack)
{
    check_equal("xn--bcher-kva.example", core::to_a_label("Bücher.example"));
    check_equal("example.org", core::to_a_label("EXAMPLE.org"));
    check_equal("example.org", core::to_a_label("ｅｘａｍｐｌｅ。org"));
    check_equal("a_b.example", core::to_a_label("a_b.example"));
    check_equal("", core::to_a_label("xn--\u0430.example"));
    check_equal("", core::to_a_label(std::string(2000, 'a')));
    check_equal("bücher.example", core::to_unicode("xn--bcher-kva.example"));
}

TEST_GROUP(Sentences) {};

TEST(Sentences, AreFoundAndTrimmed)
{
    const auto s = core::sentences("Hello there. Can you send it by 3.5.?  Thanks!\n\nAnn", 1000);
    LONGS_EQUAL(4, s.size());
    check_equal("Hello there.", s[0]);
    check_equal("Ann", s[3]);
}

TEST(Sentences, GoOnOverAWrappedLine)
{
    const auto s
        = core::sentences("This is a sentence that was wrapped because it was rather long,\n"
                          "which is how mail used to be written. Next.\nShort\nlines",
            1000);
    LONGS_EQUAL(4, s.size());
    CHECK(s[0].ends_with("written."));
}

TEST(Sentences, ReadsNoFurtherThanTheLimit)
{
    const std::string text = "One. Two. Thr\u00E9\u00E9. Four.";
    const auto s = core::sentences(text, 14);
    LONGS_EQUAL(3, s.size());
    check_equal("Thr", s[2]);
    LONGS_EQUAL(0, core::sentences("", 10).size());
}

TEST(CleanLine, FoldsAndRunsOfSpaceBecomeOneSpace)
{
    STRCMP_EQUAL("a b c", core::single_spaced(" \ta\r\n b \t c\r\n").c_str());
    STRCMP_EQUAL("", core::single_spaced(" \r\n\t").c_str());
}
