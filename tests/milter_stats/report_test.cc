// Reports as text and JSON: both from the same values, neither broken by hostile ones.
#include "milter/stats/report.h"

#include <cmath>

#include <nlohmann/json.hpp>

#include <CppUTest/TestHarness.h>

using stats::Report;
using Json = nlohmann::json;

TEST_GROUP(Report) {};

TEST(Report, TextHasOneLineAKeyInOrder)
{
    Report r;
    r.add("zulu", "x").add("alpha", 0).add("ratio", 0.25).add("on", true);
    STRCMP_EQUAL("zulu: x\nalpha: 0\nratio: 0.25\non: yes\n", r.text().c_str());
}

TEST(Report, RowsAreKeyValuePairs)
{
    Report r;
    r.row("worker", Report().add("pid", 7).add("state", "idle").add("error", "no \"such\" file"));
    STRCMP_EQUAL("worker: pid=7 state=idle error=\"no 'such' file\"\n", r.text().c_str());
}

TEST(Report, AnEmptyValueInARowIsVisible)
{
    Report r;
    r.row("worker", Report().add("stage", ""));
    STRCMP_EQUAL("worker: stage=\"\"\n", r.text().c_str());
}

TEST(Report, AValueCannotMakeAnotherLine)
{
    Report r;
    r.add("what", "a\n\nOK: all well\r\n\x1b[2J");
    const std::string text = r.text();
    LONGS_EQUAL(text.size() - 1, text.find('\n'));
    CHECK(text.find('\x1b') == std::string::npos);
}

TEST(Report, JsonIsOneObjectWithASchemaOnOneLine)
{
    Report r;
    r.add("name", "a\nb").add("n", 3).add("ok", false).row("t", Report().add("x", 1.5));
    const std::string text = r.json();
    CHECK(text.find('\n') == std::string::npos);
    const Json j = Json::parse(text);
    LONGS_EQUAL(1, j["schema"].get<int>());
    STRCMP_EQUAL("a\nb", j["name"].get<std::string>().c_str());
    LONGS_EQUAL(3, j["n"].get<int>());
    CHECK_FALSE(j["ok"].get<bool>());
    DOUBLES_EQUAL(1.5, j["t"][0]["x"].get<double>(), 0);
}

TEST(Report, JsonSurvivesBytesThatAreNotUtf8)
{
    Report r;
    r.add("x", std::string("a\xff\xfe"));
    CHECK(Json::parse(r.json()).is_object());
}

TEST(Report, ATableWithoutRowsIsAnEmptyArray)
{
    Report r;
    r.table("workers");
    CHECK(Json::parse(r.json())["workers"].is_array());
    STRCMP_EQUAL("", r.text().c_str());
}

TEST(Report, NoNumberIsAZeroInBothForms)
{
    Report r;
    r.add("rate", std::nan(""));
    STRCMP_EQUAL("rate: 0\n", r.text().c_str());
    DOUBLES_EQUAL(0, Json::parse(r.json())["rate"].get<double>(), 0);
}

TEST(Report, HeadlineIsTheFirstLineAndAKeyOfJson)
{
    Report r;
    r.add("reason", "all well").headline("status", "OK");
    STRCMP_EQUAL("OK\nreason: all well\n", r.text().c_str());
    STRCMP_EQUAL("OK", Json::parse(r.json())["status"].get<std::string>().c_str());
}
