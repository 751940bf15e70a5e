// The values of Content-* fields: one reading where all readers agree, else every reading.
#include "triage/mime/raw_value.h"

#include <algorithm>

#include <CppUTest/TestHarness.h>

TEST_GROUP(RawValue) { void equal(std::string_view expected, std::string_view actual) {
    STRCMP_EQUAL(std::string(expected).c_str(), std::string(actual).c_str());
}
bool has(const std::vector<std::string>& readings, std::string_view wanted)
{
    return std::find(readings.begin(), readings.end(), wanted) != readings.end();
}
bool may_be(std::string_view value, std::string_view boundary)
{
    return has(mime::loose_parameter(value, "boundary"), boundary);
}
}
;

TEST(RawValue, WhatIsWellFormedHasOneReading)
{
    const auto v = mime::read_plain(" Multipart/Mixed;\r\n\tboundary=\"a b\"; charset=utf-8;");
    CHECK_TRUE(v.has_value());
    equal("multipart/mixed", v->main);
    equal("a b", *v->find("boundary"));
    equal("utf-8", *v->find("charset"));
    CHECK_TRUE(v->find("name") == nullptr);
    CHECK_TRUE(mime::read_plain("text/plain").has_value());
    CHECK_TRUE(mime::read_plain("multipart/mixed; boundary=----=_Part_1/2").has_value());
}

TEST(RawValue, WhateverReadersMayDifferOnIsNotPlain)
{
    for (std::string_view value : { "multipart/mixed; boundary=a; boundary=b",
             "multipart/mixed; boundary=\"a", "multipart/mixed; (x) boundary=a",
             "multipart/mixed; boundary*=''a", "multipart/mixed; boundary*0=a; boundary*1=b",
             "multipart/mixed boundary=a", "multipart/mixed; boundary=\"a\\b\"",
             "multipart/mixed; boundary=a b", "text/plain; name=\"=?utf-8?q?a?=\"" })
        CHECK_FALSE_TEXT(mime::read_plain(value).has_value(), std::string(value).c_str());
}

TEST(RawValue, EveryReadingOfABoundaryIsFound)
{
    CHECK_TRUE(may_be("multipart/mixed; boundary=a; boundary=b", "a"));
    CHECK_TRUE(may_be("multipart/mixed; boundary=a; boundary=b", "b"));
    CHECK_TRUE(may_be("multipart/mixed; boundary=\"a", "a"));
    CHECK_TRUE(may_be("multipart/mixed; boundary=(x)a", "a"));
    CHECK_TRUE(may_be("multipart/mixed; boundary*=''%61b", "ab"));
    CHECK_TRUE(may_be("multipart/mixed; boundary*1=b; boundary*0=a", "ab"));
    CHECK_TRUE(may_be("multipart/mixed; boundary*1=b; boundary*0=a", "ba"));
    CHECK_TRUE(may_be("multipart/mixed; boundary=\"a\\b\"", "ab"));
    CHECK_TRUE(may_be("multipart/mixed; boundary=\"a\\b\"", "a\\b"));
    CHECK_TRUE(may_be("multipart/mixed; boundary = \"=?utf-8?q?ab?=\"", "ab"));
    CHECK_TRUE(may_be("multipart/mixed; boundary=a\r\n b", "a b"));
    CHECK_FALSE(may_be("multipart/mixed; xboundary=a", "a"));
    CHECK_TRUE(mime::loose_parameter("", "boundary").empty());
}

TEST(RawValue, MainValuesAreFoundAmongDirt)
{
    CHECK_TRUE(has(mime::loose_mains("\"base64\""), "base64"));
    CHECK_TRUE(has(mime::loose_mains("(7bit) Base64 (x)"), "base64"));
    CHECK_TRUE(has(mime::loose_mains("x, text/html"), "text/html"));
}

TEST(RawValue, ReadingsAreBounded)
{
    std::string many = "multipart/mixed";
    for (int i = 0; i < 5000; ++i)
        many += "; boundary=b" + std::to_string(i);
    CHECK_TRUE(mime::loose_parameter(many, "boundary").size() <= 48);
    CHECK_TRUE(mime::loose_mains(std::string(100000, '(')).size() <= 48);
    CHECK_TRUE(
        mime::loose_parameter("boundary=" + std::string(100000, '"'), "boundary").size() <= 48);
}

TEST(RawValue, CountsAndTakesWhatStandsOnce)
{
    LONGS_EQUAL(2, mime::count_parameter("a/b; name=x; name=y", "name"));
    LONGS_EQUAL(1, mime::count_parameter("a/b; name*0=x; name*1=y", "name"));
    LONGS_EQUAL(0, mime::count_parameter("a/b; filename=x", "name"));
    equal("x y", *mime::simple_parameter("attachment; odd; filename=\"x y\"", "filename"));
    CHECK_FALSE(
        mime::simple_parameter("attachment; filename=x; filename=y", "filename").has_value());
    CHECK_FALSE(mime::simple_parameter("attachment; (filename=x", "filename").has_value());
    CHECK_FALSE(mime::simple_parameter("attachment; filename=x;.zip", "filename").has_value());
    CHECK_TRUE(has(mime::loose_parameter("attachment; filename=x;.zip", "filename"), "x;.zip"));
}

TEST(RawValue, EncodedWordsAreDecodedWhereverTheyStand)
{
    equal("a.zip", mime::decode_words("=?utf-8?B?YS56aXA=?="));
    equal("x a b y", mime::decode_words("x =?utf-8?q?a_b?= y"));
    equal("=?broken", mime::decode_words("=?broken"));
    equal("=?utf-8?q?open", mime::decode_words("=?utf-8?q?open"));
}
