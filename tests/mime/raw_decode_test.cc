// Lenient decoders against the strict, and the test of what is well-formed.
#include "triage/mime/raw_decode.h"
#include "triage/mime/raw_strict.h"

#include <CppUTest/TestHarness.h>

using mime::Base64Reading;

TEST_GROUP(RawDecode) { void equal(std::string_view expected, const std::string& actual) {
    STRCMP_EQUAL(std::string(expected).c_str(), actual.c_str());
}
}
;

TEST(RawDecode, Base64ReadersDifferOnPaddingJunkAndLines)
{
    constexpr std::string_view joined = "aGVsbG8=IHlvdQ==";
    equal("hello you", mime::decode_base64(joined, Base64Reading::Lenient));
    equal("hello", mime::decode_base64(joined, Base64Reading::ToPadding));
    equal("hello", mime::decode_base64("aGVs!bG8=", Base64Reading::Lenient));
    equal("hel", mime::decode_base64("aGVs!bG8=", Base64Reading::ToJunk));
    equal("aa", mime::decode_base64("YQ\nYQ\n", Base64Reading::LineByLine));
    equal("hello!", mime::decode_base64("aGVsXX\nbG8hXX\n", Base64Reading::WholeGroups));
    equal("\xfb\xff", mime::decode_base64("-_8=", Base64Reading::UrlSafe));
    equal("", mime::decode_base64("", Base64Reading::Lenient));
    equal("", mime::decode_base64("Y", Base64Reading::Lenient));
}

TEST(RawDecode, QuotedPrintableReadersDifferOnBrokenEscapes)
{
    bool strict = false;
    equal("h\u00E9 llo", mime::decode_quoted("h=C3=A9 =\r\nllo", &strict));
    CHECK_TRUE(strict);
    equal("a=b", mime::decode_quoted("a=b", &strict));
    CHECK_FALSE(strict);
    equal("ab", mime::decode_quoted("a= \t\r\nb", &strict));
    CHECK_FALSE(strict);
    equal("ab=", mime::decode_quoted("ab=3D", &strict));
    CHECK_TRUE(strict);
    equal("ab", mime::decode_quoted("ab=", &strict));
    equal("ab", mime::decode_quoted_dropping("a=b", false));
    equal("ad", mime::decode_quoted_dropping("a=zyd", true));
    equal("JJ", mime::decode_quoted_upper("=4A=6b=4A"));
    equal("AB", mime::decode_quoted_data("=41 =\r\n=42"));
}

TEST(RawDecode, PercentEscapesAreUndoneAndBrokenOnesStay)
{
    equal("file.zip", mime::decode_percent("file.%7A%69%70"));
    equal("100%", mime::decode_percent("100%"));
    equal("%zz%4", mime::decode_percent("%zz%4"));
}

TEST(RawDecode, WellFormedBase64IsToldFromTheRest)
{
    CHECK_TRUE(mime::is_strict_base64("aGVsbG8=\r\n", 5));
    CHECK_TRUE(mime::is_strict_base64("aGVs\r\nbG8h\r\n", 6));
    CHECK_TRUE(mime::is_strict_base64("aGVs\r\n \r\nbG8h\r\n", 6)); // white space is nobody's
    CHECK_FALSE(mime::is_strict_base64("aGVs!bG8=", 5));
    CHECK_FALSE(mime::is_strict_base64("aGVsbG8=aGVs", 8));
    CHECK_FALSE(mime::is_strict_base64("aGVsbG8", 5));
    CHECK_FALSE(mime::is_strict_base64("aGVsXX\r\nbG8hXX\r\n", 9)); // ends within groups
    const std::string odd(75, 'Q'); // as some encoders do
    CHECK_TRUE(mime::is_strict_base64(odd + "\r\n" + odd + "\r\nQQ\r\n", 114));
}

TEST(RawDecode, OtherDecodingsAreThoseThatDiffer)
{
    CHECK_TRUE(mime::other_decodings("aGVsbG8=", "base64", "hello", 1000)->empty());
    const auto others
        = mime::other_decodings("aGVsbG8=IHRvIHlvdQ==", "base64", "hello to you", 1000);
    CHECK_TRUE(others.has_value());
    LONGS_EQUAL(2, others->size()); // up to the padding, and the padding skipped
    equal("hello", others->back());
    CHECK_FALSE(mime::other_decodings("aGVsbG8=IHRvIHlvdQ==", "base64", "hello to you", 3));
    CHECK_TRUE(mime::other_decodings("=41", "7bit", "=41", 1000)->empty());
}

TEST(RawDecode, AnEncodingThatNobodyDeclaredIsSeen)
{
    const std::string base64(80, 'Q');
    equal("base64", std::string(mime::undeclared_encoding(base64)));
    equal("", std::string(mime::undeclared_encoding("QQQQ")));
    equal("", std::string(mime::undeclared_encoding(base64 + "!")));
    equal("",
        std::string(mime::undeclared_encoding("To be read by people, not by machines. " + base64)));
    std::string quoted;
    for (int i = 0; i < 20; ++i)
        quoted += "=50";
    equal("quoted-printable", std::string(mime::undeclared_encoding(quoted)));
}
