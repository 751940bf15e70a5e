// What becomes of an errand, whatever the writer does with its job.
#include "milter/store/errands.h"

#include "milter/store/memory_store.h"
#include "tests/support/silent_store.h"

#include <CppUTest/TestHarness.h>

using store::Errands;
using store::Task;

TEST_GROUP(Errands)
{
    support::SilentStore store { std::make_unique<store::MemoryStore>() };
    Errands errands;
    std::vector<store::Job> queue;
    store::Id anna { 1 };

    void setup() override
    {
        store.away = false;
        const store::Change change { { store::Kind::Recipient, anna }, 1, 100, { { 0, 1 } } };
        CHECK_TRUE(store.behind->apply(std::span(&change, 1)).ok());
    }
    bool begin(Task task)
    {
        return errands
            .begin(task, anna,
                [this](store::Job job) {
                    queue.push_back(std::move(job));
                    return true;
                })
            .ok();
    }
    bool work() // once, as the writer does
    {
        return queue.back()(store).ok();
    }
};

TEST(Errands, AnExportFindsAndForgettingTakes)
{
    CHECK_TRUE(begin(Task::Export));
    CHECK_TRUE(errands.status().running);
    CHECK_TRUE(work());
    queue.clear();
    auto status = errands.status();
    CHECK_FALSE(status.running);
    CHECK_EQUAL(1u, status.done);
    CHECK_EQUAL(1u, status.holdings->records.size());
    CHECK_TRUE(begin(Task::Forget));
    CHECK_TRUE(errands.status().holdings == nullptr);
    CHECK_TRUE(work());
    queue.clear();
    CHECK_EQUAL(1u, errands.status().rows);
    STRCMP_EQUAL("", errands.status().error.c_str());
}

TEST(Errands, OneAtATime)
{
    CHECK_TRUE(begin(Task::Export));
    CHECK_FALSE(begin(Task::Forget));
    queue.clear();
    CHECK_TRUE(begin(Task::Forget));
}

TEST(Errands, ItIsOverWhenTheWriterLetsGo)
{
    CHECK_TRUE(begin(Task::Forget));
    CHECK_TRUE(work());
    CHECK_TRUE(errands.status().running); // its transaction may still fail
    queue.clear();
    CHECK_FALSE(errands.status().running);
}

TEST(Errands, AFailureIsSaidUnlessItWentWellLater)
{
    store.away = true;
    CHECK_TRUE(begin(Task::Forget));
    CHECK_FALSE(work());
    store.away = false;
    CHECK_TRUE(work());
    queue.clear();
    STRCMP_EQUAL("", errands.status().error.c_str());
    store.away = true;
    CHECK_TRUE(begin(Task::Export));
    CHECK_FALSE(work());
    queue.clear();
    STRCMP_EQUAL("no answer", errands.status().error.c_str());
}

TEST(Errands, WhatIsDroppedWasNotDone)
{
    CHECK_TRUE(begin(Task::Forget));
    queue.clear();
    STRCMP_CONTAINS("could not take it", errands.status().error.c_str());
    CHECK_FALSE(errands.begin(Task::Forget, anna, [](store::Job) { return false; }).ok());
    CHECK_FALSE(errands.status().running);
    CHECK_EQUAL(2u, errands.status().done);
}
