// Text in declared, undeclared, wrong and broken charsets.
#include "triage/mime/charset.h"

#include "triage/core/text.h"

#include <CppUTest/TestHarness.h>

TEST_GROUP(Charset) { mime::Decoding decode(std::string bytes, std::string_view charset) {
    return mime::decode_text(std::move(bytes), charset);
}
void becomes(const char* expected, const char* bytes, std::string_view charset)
{
    const mime::Decoding d = decode(bytes, charset);
    STRCMP_EQUAL(expected, d.utf8.c_str());
    CHECK_FALSE(d.damaged);
    CHECK_FALSE(d.unknown);
}
}
;

TEST(Charset, ReadsWhatItIsDeclaredAs)
{
    becomes("Grüße",
        "Gr\xFC\xDF"
        "e",
        "iso-8859-1");
    becomes("“x” €", "\x93x\x94 \x80", "iso-8859-1"); // as browsers do
    becomes("привет", "\xEF\xF0\xE8\xE2\xE5\xF2", "windows-1251");
    becomes("日本", "\x93\xFA\x96\x7B", "shift_jis");
    becomes("日本", "\x1B$BF|K\\\x1B(B", "iso-2022-jp");
    becomes("中文", "\xD6\xD0\xCE\xC4", "gb2312");
    becomes("한국", "\xC7\xD1\xB1\xB9", "ks_c_5601-1987");
}

TEST(Charset, WithoutADeclarationItIsUtf8OrElseWindows1252)
{
    becomes("Grüße", "Grüße", "");
    becomes("Gr\u00FC", "Gr\xFC", "us-ascii");
}

TEST(Charset, BrokenBytesBecomeReplacementCharacters)
{
    const mime::Decoding d = decode("a\xFFz", "utf-8");
    STRCMP_EQUAL("a\uFFFDz", d.utf8.c_str());
    CHECK(d.damaged);
    const mime::Decoding j = decode("a\xFFz", "euc-jp");
    CHECK(j.damaged);
    CHECK(core::is_valid_utf8(j.utf8));
}

TEST(Charset, AnUnknownOneIsSaidToBeSo)
{
    const mime::Decoding d = decode("Gr\xFC", "x-no-such-charset");
    CHECK(d.unknown);
    STRCMP_EQUAL("Grü", d.utf8.c_str());
    CHECK(decode("x", "utf-8//translit").unknown);
    CHECK(decode("x", std::string(100, 'x')).unknown);
}

TEST(Charset, Utf16GoesByItsMark)
{
    const mime::Decoding big = decode(std::string("\xFE\xFF\0a\0b", 6), "utf-16");
    CHECK(big.utf8.ends_with("ab"));
    const mime::Decoding unmarked = decode(std::string("\0a\0b", 4), "utf-16");
    STRCMP_EQUAL("ab", unmarked.utf8.c_str());
    const mime::Decoding little = decode(std::string("a\0b\0", 4), "utf-16");
    STRCMP_EQUAL("ab", little.utf8.c_str());
}

TEST(Charset, AnHtmlTextMayDeclareItItself)
{
    STRCMP_EQUAL("koi8-r", mime::declared_in_html("<META charset='KOI8-R'>").c_str());
    STRCMP_EQUAL("iso-8859-2",
        mime::declared_in_html("<meta http-equiv=x content=\"text/html; charset=iso-8859-2\">")
            .c_str());
    STRCMP_EQUAL("", mime::declared_in_html("<p>charset=koi8-r").c_str());
}
