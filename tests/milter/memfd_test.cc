// Sealed memory files: what a receiver may rely on.
#include "milter/memfd.h"

#include <string>

#include <sys/mman.h>

#include <CppUTest/TestHarness.h>

using milter::Mapping;
using milter::Memfd;
using milter::read_all;

TEST_GROUP(Memfd)
{
    Memfd file { Memfd::create("test").value() };

    void write(std::string_view bytes)
    {
        CHECK_TRUE(file.append(bytes).ok());
    }
};

TEST(Memfd, GivesBackWhatWasAppended)
{
    write("one ");
    write("two");
    CHECK_TRUE(file.seal().ok());
    CHECK_EQUAL(7u, file.size());
    const auto map = Mapping::open(file.fd(), 7);
    CHECK_TRUE(map.ok());
    CHECK_TRUE(map->bytes() == "one two");
}

TEST(Memfd, CannotBeWrittenOnceSealed)
{
    write("one");
    CHECK_TRUE(file.seal().ok());
    CHECK_FALSE(file.append("two").ok());
    CHECK_TRUE(::ftruncate(file.fd(), 0) != 0);
}

TEST(Memfd, IsNotSealedWhileSomebodyCanWrite)
{
    write("one");
    void* at = ::mmap(nullptr, 3, PROT_READ | PROT_WRITE, MAP_SHARED, file.fd(), 0);
    CHECK_TRUE(at != MAP_FAILED);
    CHECK_FALSE(file.seal().ok());
    ::munmap(at, 3);
    CHECK_TRUE(file.seal().ok());
}

TEST(Memfd, AnUnsealedOneIsNotMapped)
{
    write("one");
    CHECK_FALSE(Mapping::open(file.fd(), 100).ok());
}

TEST(Memfd, AnOrdinaryDescriptorIsNotMapped)
{
    CHECK_FALSE(Mapping::open(0, 100).ok());
    CHECK_FALSE(Mapping::open(-1, 100).ok());
}

TEST(Memfd, OneLargerThanTheLimitIsNotMapped)
{
    write("four");
    CHECK_TRUE(file.seal().ok());
    CHECK_FALSE(Mapping::open(file.fd(), 3).ok());
}

TEST(Memfd, AnEmptyOneMapsToNothing)
{
    CHECK_TRUE(file.seal().ok());
    const auto map = Mapping::open(file.fd(), 0);
    CHECK_TRUE(map.ok());
    CHECK_TRUE(map->bytes().empty());
}

TEST(Memfd, AMappingOutlivesItsDescriptor)
{
    write(std::string(100000, 'x'));
    CHECK_TRUE(file.seal().ok());
    auto map = Mapping::open(file.fd(), 100000);
    file = Memfd::create("other").value();
    const Mapping moved = std::move(map).value();
    CHECK_EQUAL('x', moved.bytes()[99999]);
}

TEST(Memfd, IsReadWholeIntoWhatAnotherHasLeft)
{
    std::string bytes = "what another message left behind";
    write("one two");
    CHECK_TRUE(read_all(file.fd(), 7, bytes).ok());
    CHECK_TRUE(bytes == "one two");
}

TEST(Memfd, OneOfAnotherSizeIsNotRead)
{
    std::string bytes;
    write("four");
    CHECK_FALSE(read_all(file.fd(), 3, bytes).ok());
    CHECK_FALSE(read_all(file.fd(), 5, bytes).ok());
    CHECK_FALSE(read_all(-1, 4, bytes).ok());
}
