// The bounded encoding: what is written comes back, and no bytes whatsoever make the reader read
// past its end, allocate beyond what is there, or accept what does not fit.
#include "triage/core/codec.h"

#include <cstdint>
#include <limits>
#include <random>

#include <CppUTest/TestHarness.h>

namespace {
enum class Colour : std::uint8_t { Red, Green, Blue };
}

TEST_GROUP(Codec) {};

TEST(Codec, ReadsBackWhatWasWritten)
{
    core::Writer w;
    w.number(std::uint8_t { 200 });
    w.number(std::int64_t { -5 });
    w.number(std::numeric_limits<std::uint64_t>::max());
    w.number(Colour::Blue);
    w.number(true);
    w.real(-0.5);
    w.text(std::string_view("a\0b", 3));
    w.text("");

    core::Reader r(w.bytes());
    CHECK_EQUAL(200, r.number<std::uint8_t>());
    CHECK_EQUAL(-5, r.number<std::int64_t>());
    CHECK(r.number<std::uint64_t>() == std::numeric_limits<std::uint64_t>::max());
    CHECK(r.choice<Colour>(3) == Colour::Blue);
    CHECK(r.flag());
    DOUBLES_EQUAL(-0.5, r.real(), 0);
    CHECK(r.text(3) == std::string_view("a\0b", 3));
    CHECK(r.text(0).empty());
    CHECK(r.done());
}

TEST(Codec, NumbersAreLittleEndian)
{
    core::Writer w;
    w.number(std::uint32_t { 0x01020304 });
    CHECK(w.bytes() == std::string_view("\x04\x03\x02\x01", 4));
}

TEST(Codec, EveryTruncationFails)
{
    core::Writer w;
    w.number(std::uint32_t { 7 });
    w.text("abc");
    w.real(1);
    for (std::size_t n = 0; n < w.bytes().size(); ++n) {
        core::Reader r(std::string_view(w.bytes()).substr(0, n));
        r.number<std::uint32_t>();
        r.text(100);
        r.real();
        CHECK_FALSE(r.ok());
    }
}

TEST(Codec, LeftOverBytesAreNotDone)
{
    core::Reader r("\x01\x02");
    r.number<std::uint8_t>();
    CHECK(r.ok());
    CHECK_FALSE(r.done());
}

TEST(Codec, TextBeyondItsLimitFails)
{
    core::Writer w;
    w.text("four");
    core::Reader r(w.bytes());
    CHECK(r.text(3).empty());
    CHECK_FALSE(r.ok());
}

TEST(Codec, EnumeratorBeyondTheTableFails)
{
    core::Reader r("\x03");
    CHECK(r.choice<Colour>(3) == Colour::Red);
    CHECK_FALSE(r.ok());
}

TEST(Codec, FlagIsZeroOrOne)
{
    core::Reader r("\x02");
    r.flag();
    CHECK_FALSE(r.ok());
}

TEST(Codec, CountThatTheRestCannotHoldFails)
{
    core::Writer w;
    w.number(std::uint32_t { 1000 });
    w.raw("only a few bytes");
    core::Reader r(w.bytes());
    CHECK_EQUAL(0u, r.count(5000, 4));
    CHECK_FALSE(r.ok());
}

TEST(Codec, NothingIsReadAfterAFailure)
{
    core::Writer w;
    w.text("too long");
    w.number(std::uint8_t { 9 });
    core::Reader r(w.bytes());
    r.text(1);
    CHECK_EQUAL(0, r.number<std::uint8_t>());
    CHECK_FALSE(r.ok());
}

TEST(Codec, RandomBytesNeverReachBeyondTheirEnd)
{
    std::mt19937 random { 4711 };
    for (int round = 0; round < 2000; ++round) {
        std::string bytes(random() % 40, '\0');
        for (char& c : bytes)
            c = static_cast<char>(random());
        core::Reader r(bytes);
        std::size_t read = 0;
        while (r.ok() && !r.done() && read < 1000) {
            const std::size_t n = r.count(100, 1);
            for (std::size_t i = 0; i < n && r.ok(); ++i)
                read += r.text(16).size();
            ++read;
        }
        CHECK(read < 1000);
    }
}
