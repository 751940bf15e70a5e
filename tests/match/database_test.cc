// Patterns compile, travel as bytes and match; what goes wrong is said, never swallowed.
#include "triage/match/database.h"

#include <CppUTest/TestHarness.h>

namespace {
std::vector<match::Match> matches(
    const std::vector<match::Pattern>& patterns, std::string_view text)
{
    const auto compiled = match::Database::compile(patterns);
    CHECK_TRUE(compiled.errors.empty());
    const auto database = match::Database::open(compiled.bytes);
    CHECK_TRUE(database.ok());
    match::Scratch scratch;
    CHECK_TRUE(scratch.prepare(*database).ok());
    std::vector<match::Match> found;
    const auto done = database->scan(text, scratch, [&](const match::Match& m) {
        found.push_back(m);
        return true;
    });
    CHECK_TRUE(done.ok());
    return found;
}
}

TEST_GROUP(Database) {};

TEST(Database, ReportsIdAndEndOfAMatch)
{
    const auto found = matches({ { "gamma", match::Caseless | match::Once, 7 } }, "alpha GAMMA x");
    LONGS_EQUAL(1, found.size());
    LONGS_EQUAL(7, found[0].id);
    LONGS_EQUAL(11, found[0].to);
}

TEST(Database, DotAllMatchesAcrossLines)
{
    LONGS_EQUAL(1, matches({ { "a.b", match::DotAll, 0 } }, "a\nb").size());
    LONGS_EQUAL(0, matches({ { "a.b", 0, 0 } }, "a\nb").size());
}

TEST(Database, StartOfMatchIsReportedWhenAskedFor)
{
    const auto found = matches({ { "b+c", match::StartOfMatch, 0 } }, "abbc");
    LONGS_EQUAL(1, found.size());
    LONGS_EQUAL(1, found[0].from);
}

TEST(Database, MatchesOfOneIdAreCapped)
{
    const auto found = matches({ { "x", 0, 0 }, { "y", 0, 1 } }, std::string(1000, 'x') + "y");
    LONGS_EQUAL(match::matches_per_id + 1, found.size());
}

TEST(Database, AllBadPatternsAreReportedWithTheirIndex)
{
    const auto compiled = match::Database::compile(std::vector<match::Pattern> {
        { "(", 0, 0 }, { "fine", 0, 1 }, { "(a)\\1", 0, 2 }, { "x*", 0, 3 } });
    LONGS_EQUAL(3, compiled.errors.size());
    LONGS_EQUAL(0, compiled.errors[0].index);
    LONGS_EQUAL(2, compiled.errors[1].index);
    LONGS_EQUAL(3, compiled.errors[2].index);
    CHECK_TRUE(compiled.bytes.empty());
}

TEST(Database, CancelledScanIsAnError)
{
    const auto compiled = match::Database::compile(std::vector<match::Pattern> { { "a", 0, 0 } });
    const auto database = match::Database::open(compiled.bytes);
    match::Scratch scratch;
    CHECK_TRUE(scratch.prepare(*database).ok());
    CHECK_FALSE(database->scan("a", scratch, [](const match::Match&) { return false; }).ok());
}

TEST(Database, ScanWithoutPreparedScratchIsAnError)
{
    const auto compiled = match::Database::compile(std::vector<match::Pattern> { { "a", 0, 0 } });
    const auto database = match::Database::open(compiled.bytes);
    match::Scratch scratch;
    CHECK_FALSE(database->scan("a", scratch, [](const match::Match&) { return true; }).ok());
}

TEST(Database, OneScratchServesSeveralDatabases)
{
    const auto a = match::Database::open(
        match::Database::compile(std::vector<match::Pattern> { { "abc", 0, 0 } }).bytes);
    const auto b = match::Database::open(match::Database::compile(
        std::vector<match::Pattern> { { "(foo|bar).*baz[0-9]{3}", match::DotAll,
            40 } }).bytes);
    match::Scratch scratch;
    CHECK_TRUE(scratch.prepare(*a).ok());
    CHECK_TRUE(scratch.prepare(*b).ok());
    int found = 0;
    const auto count = [&](const match::Match&) {
        ++found;
        return true;
    };
    CHECK_TRUE(a->scan("abc", scratch, count).ok());
    CHECK_TRUE(b->scan("foo baz123", scratch, count).ok());
    LONGS_EQUAL(2, found);
}

TEST(Database, DamagedBytesDoNotOpen)
{
    auto bytes = match::Database::compile(std::vector<match::Pattern> { { "abc", 0, 0 } }).bytes;
    CHECK_FALSE(match::Database::open(bytes.substr(0, bytes.size() / 2)).ok());
    CHECK_FALSE(match::Database::open("xx").ok());
    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 0x55);
    CHECK_FALSE(match::Database::open(bytes).ok());
}

TEST(Database, EmptyDatabaseMatchesNothing)
{
    const auto database = match::Database::open("");
    CHECK_TRUE(database.ok());
    match::Scratch scratch;
    CHECK_TRUE(database->scan("abc", scratch, [](const match::Match&) { return true; }).ok());
}
