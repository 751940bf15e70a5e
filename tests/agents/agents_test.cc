#include "triage/agents/agents.h"

#include <CppUTest/TestHarness.h>

TEST_GROUP(Agents) {};

TEST(Agents, RunInTheOrderOfTheTable)
{
    const auto all = agents::make_agents({}, std::make_shared<agents::Models>());
    UNSIGNED_LONGS_EQUAL(3, all.size());
    CHECK(all[0].name == "classify" && all[0].stage == core::Stage::Classify);
    CHECK(all[1].name == "summarise" && all[1].stage == core::Stage::Summarise);
    CHECK(all[2].name == "respond" && all[2].stage == core::Stage::Respond);
    for (const auto& a : all)
        CHECK(a.budget > core::Duration::zero() && a.agent);
}

TEST(Agents, DisabledOneIsLeftOut)
{
    agents::Settings settings;
    settings.disabled.add(core::Stage::Summarise);
    const auto some = agents::make_agents(settings, std::make_shared<agents::Models>());
    UNSIGNED_LONGS_EQUAL(2, some.size());
    CHECK(some[1].name == "respond");
}

TEST(Agents, SettingsSurviveTheGeneration)
{
    agents::Settings s;
    s.disabled.add(core::Stage::Respond);
    s.fault = agents::Fault::Spin;
    s.fault_stage = core::Stage::Scan;
    s.fault_field = "X-Fault";
    const auto read = agents::Settings::parse(s.serialise());
    CHECK(read.ok());
    CHECK(read->disabled == s.disabled && read->fault == s.fault);
    CHECK(read->fault_stage == s.fault_stage && read->fault_field == s.fault_field);
}

TEST(Agents, MalformedSettingsAreAnError)
{
    const std::string good = agents::Settings {}.serialise();
    CHECK_FALSE(agents::Settings::parse("").ok());
    CHECK_FALSE(agents::Settings::parse(good + "x").ok());
    for (std::size_t n = 0; n < good.size(); ++n)
        CHECK_FALSE(agents::Settings::parse(good.substr(0, n)).ok());
    std::string wrong = good;
    wrong[2] = 99;
    CHECK_FALSE(agents::Settings::parse(wrong).ok());
}
