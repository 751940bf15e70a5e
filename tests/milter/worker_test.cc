// What a worker shares with the daemon and how it fails on demand: outbox and faults. The program
// as a whole is tested through the pool.
#include "milter/outbox.h"

#include <stdexcept>

#include "milter/fault.h"

#include <CppUTest/TestHarness.h>

using core::Stage;
using milter::Outbox;
using milter::OutboxReader;

namespace {

struct Pair {
    OutboxReader reader;
    Outbox writer;
};

Pair make_pair()
{
    milter::UniqueFd fd;
    auto reader = OutboxReader::create(fd);
    auto writer = Outbox::open(fd.get());
    return { std::move(reader).value(), std::move(writer).value() };
}

}

TEST_GROUP(Outbox)
{
    Pair box = make_pair();
};

TEST(Outbox, TellsWhatIsUnderWay)
{
    box.writer.begin(5);
    CHECK_FALSE(box.reader.announced(5).has_value());
    box.writer.announce(Stage::Scan);
    CHECK_TRUE(box.reader.announced(5) == Stage::Scan);
    box.writer.add("report");
    CHECK_FALSE(box.reader.announced(5).has_value());
}

TEST(Outbox, HoldsReportsWithTheirLengths)
{
    box.writer.begin(5);
    CHECK_TRUE(box.writer.add("one"));
    CHECK_TRUE(box.writer.add(""));
    const auto view = box.reader.read(5);
    CHECK_TRUE(view.reports == std::string_view("\3\0\0\0one\0\0\0\0", 11));
}

TEST(Outbox, AnotherMessageSeesNothing)
{
    box.writer.begin(5);
    box.writer.announce(Stage::Scan);
    box.writer.add("one");
    CHECK_TRUE(box.reader.read(6).reports.empty());
    CHECK_FALSE(box.reader.read(6).announced.has_value());
    box.writer.begin(6);
    CHECK_TRUE(box.reader.read(6).reports.empty());
}

TEST(Outbox, RefusesWhatDoesNotFit)
{
    box.writer.begin(5);
    CHECK_FALSE(box.writer.add(std::string(milter::OutboxMemory::size, 'x')));
    const std::string large(400u << 10, 'x');
    CHECK_TRUE(box.writer.add(large));
    CHECK_TRUE(box.writer.add(large));
    CHECK_FALSE(box.writer.add(large));
    CHECK_EQUAL(2 * (large.size() + 4), box.reader.read(5).reports.size());
}

TEST(Outbox, NonsenseInTheWordReadsWithinTheMemory)
{
    milter::UniqueFd fd;
    const auto reader = OutboxReader::create(fd).value();
    const auto raw = milter::OutboxMemory::map(fd.get(), true).value();
    for (std::size_t i = 0; i < 8; ++i)
        raw.data()[i] = static_cast<char>(0xff);
    const auto view = reader.read(0xffffffff);
    CHECK_FALSE(view.announced.has_value());
    CHECK_TRUE(view.reports.size() < milter::OutboxMemory::size);
}

TEST(Outbox, CannotBeCutOff)
{
    milter::UniqueFd fd;
    const auto reader = OutboxReader::create(fd).value();
    CHECK_TRUE(::ftruncate(fd.get(), 0) != 0);
}

TEST_GROUP(Fault)
{
    agents::Settings settings;
    void setup() override
    {
        settings.fault = agents::Fault::Throw;
    }
};

TEST(Fault, ConcernsEveryMessageWithoutAField)
{
    CHECK_TRUE(milter::fault_concerns(settings, "Subject: x\r\n\r\n"));
    settings.fault = agents::Fault::None;
    CHECK_FALSE(milter::fault_concerns(settings, "Subject: x\r\n\r\n"));
}

TEST(Fault, LooksForItsFieldInTheHeadersOnly)
{
    settings.fault_field = "X-Fault";
    CHECK_TRUE(milter::fault_concerns(settings, "Subject: a\r\nx-fault : 1\r\n\r\n"));
    CHECK_TRUE(milter::fault_concerns(settings, "X-Fault:"));
    CHECK_FALSE(milter::fault_concerns(settings, "Subject: a\r\n\r\nX-Fault: 1\r\n"));
    CHECK_FALSE(milter::fault_concerns(settings, ""));
}

TEST(Fault, ThrowsAsAsked)
{
    CHECK_THROWS(std::runtime_error, milter::strike(agents::Fault::Throw, -1));
    CHECK_THROWS(std::bad_alloc, milter::strike(agents::Fault::Memory, -1));
}
