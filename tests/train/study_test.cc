// The record that a worker leaves for training: what goes in comes out, damage is noticed.
#include "triage/train/study.h"

#include <CppUTest/TestHarness.h>

TEST_GROUP(Study) {};

TEST(Study, RecordComesBack)
{
    core::Message m;
    scan::ModelView view { true, { { "t:word", 0.5 }, { "+fact", 1 } }, -1.5 };
    m.subject = "Hello";
    m.text = "some words to count";
    m.new_text = "some words";
    m.from.push_back({ "Ann", "ann@example.org", "example.org" });
    const train::Study s = train::study(m, view);
    const auto back = train::decode_study(train::encode(s));
    CHECK(back.has_value());
    CHECK_EQUAL(s.fingerprint, back->fingerprint);
    DOUBLES_EQUAL(-1.5, back->margin, 0);
    LONGS_EQUAL(2, back->terms.size());
    STRCMP_EQUAL("t:word", back->terms[0].name.c_str());
    DOUBLES_EQUAL(0.5, back->terms[0].value, 0);
    STRCMP_EQUAL("ann@example.org", back->sender.c_str());
    STRCMP_EQUAL("Hello", back->subject.c_str());
    STRCMP_EQUAL("some words", back->new_text.c_str());
}

TEST(Study, EveryCutIsNoticed)
{
    core::Message m;
    scan::ModelView view { true, { { "t:word", 0.5 }, { "+fact", 1 } }, -1.5 };
    m.subject = "Hello";
    const std::string bytes = train::encode(train::study(m, view));
    for (std::size_t n = 0; n < bytes.size(); ++n)
        CHECK_FALSE(train::decode_study(std::string_view(bytes).substr(0, n)).has_value());
    CHECK_FALSE(train::decode_study(bytes + "x").has_value());
}
