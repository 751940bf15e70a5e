#include "milter/store/memory_store.h"

#include "CppUTest/TestHarness.h"
#include "milter/steady_clock.h"
#include "tests/milter/store/contract.h"

TEST_GROUP(MemoryStore) {};

TEST(MemoryStore, KeepsTheContract)
{
    const milter::SteadyClock clock;
    contract::check([] { return std::make_unique<store::MemoryStore>(); }, clock);
}
