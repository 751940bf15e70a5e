#include "milter/store/delivery_data.h"

#include <CppUTest/TestHarness.h>

using store::DeliveryData;

TEST_GROUP(DeliveryData)
{
    const store::Keys keys { "the site's key" };
    DeliveryData data()
    {
        DeliveryData d;
        d.raised = { keys.person(keys.recipient(core::sha256("ann"))),
            keys.list(keys.recipient(core::sha256("ann")), core::sha256("list")) };
        d.priority = 73;
        d.band = core::Band::High;
        d.why = "pair-replied(+1.8)";
        d.category = core::Category::Newsletter;
        d.called = store::Id { 1, 2, 3 };
        d.example.inputs[3] = 1.5f;
        d.example.inputs[agents::input_count - 1] = -2;
        d.example.terms = { 7, 16383 };
        return d;
    }
};

TEST(DeliveryData, ComesBackAsItWas)
{
    const auto back = store::decode_delivery(store::encode(data()));
    CHECK_TRUE(back.has_value());
    LONGS_EQUAL(73, back->priority);
    CHECK_TRUE(back->band == core::Band::High);
    STRCMP_EQUAL("pair-replied(+1.8)", back->why.c_str());
    CHECK_TRUE(back->category == core::Category::Newsletter);
    CHECK_TRUE(back->called == (store::Id { 1, 2, 3 }));
    CHECK_TRUE(back->raised == data().raised);
    CHECK_TRUE(back->example.inputs == data().example.inputs);
    CHECK_TRUE(back->example.terms == data().example.terms);
}

TEST(DeliveryData, WhatIsDamagedIsNothing)
{
    const std::string whole = store::encode(data());
    for (std::size_t n = 0; n < whole.size(); ++n)
        CHECK_FALSE(store::decode_delivery(whole.substr(0, n)).has_value());
    CHECK_FALSE(store::decode_delivery(whole + "x").has_value());
    const std::size_t count = 9 + data().why.size() + 17; // where the keys' number stands
    for (const auto& [at, value] : { std::pair<std::size_t, char> { 1, 101 }, { 2, 5 }, { 3, 2 },
             { 4, 13 }, { count - 17, 2 }, { count, 33 }, { count + 1, 15 } }) {
        std::string bad = whole;
        bad[at] = value;
        CHECK_FALSE(store::decode_delivery(bad).has_value());
    }
}

TEST(DeliveryData, StaysSmall)
{
    DeliveryData d = data();
    d.raised.assign(100, d.raised.front());
    d.example.inputs.fill(1000);
    d.example.terms.assign(1000, 3);
    const std::string bytes = store::encode(d);
    CHECK_TRUE(bytes.size() < 4096);
    const auto back = store::decode_delivery(bytes);
    CHECK_TRUE(back.has_value());
    LONGS_EQUAL(DeliveryData::most_raised, back->raised.size());
    DOUBLES_EQUAL(16, back->example.inputs[0], 0.01);
}
