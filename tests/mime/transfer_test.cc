#include "triage/mime/transfer.h"

#include <CppUTest/TestHarness.h>

TEST_GROUP(Transfer) {
    void becomes(const char* expected, std::string_view encoded, std::string_view encoding) {
        const mime::Decoded d = mime::decode_transfer(encoded, encoding, 1000);
STRCMP_EQUAL(expected, d.bytes.c_str());
CHECK(d.known);
CHECK_FALSE(d.truncated);
}
}
;

TEST(Transfer, DecodesTheStandardEncodings)
{
    becomes("hello", "aGVs\r\nbG8=\r\n", "base64");
    becomes("h\u00E9llo=", "h=C3=A9=\r\nllo=3D", "quoted-printable");
    becomes("as it is=20", "as it is=20", "8bit");
    becomes("as it is", "as it is", "");
}

TEST(Transfer, AnUnknownEncodingIsLeftAsItIs)
{
    const mime::Decoded d = mime::decode_transfer("aGVsbG8=", "x-unknown", 1000);
    CHECK_FALSE(d.known);
    STRCMP_EQUAL("aGVsbG8=", d.bytes.c_str());
}

TEST(Transfer, StopsAtTheCap)
{
    const mime::Decoded d = mime::decode_transfer("aGVsbG8gd29ybGQ=", "base64", 5);
    STRCMP_EQUAL("hello", d.bytes.c_str());
    CHECK(d.truncated);
    CHECK(mime::decode_transfer("abc", "7bit", 2).truncated);
    CHECK_FALSE(mime::decode_transfer("abc", "7bit", 3).truncated);
}
