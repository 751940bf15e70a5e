// The milter socket's surroundings: one owner, the right mode, nothing of another's removed.
#include "milter/listener.h"

#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "tests/support/temp_dir.h"

#include <CppUTest/TestHarness.h>

using milter::SocketPath;

TEST_GROUP(Listener)
{
    support::TempDir dir;
    const std::string path = dir.file("m.sock");

    milter::UniqueFd bind_at(const std::string& where)
    {
        milter::UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM, 0));
        sockaddr_un a {};
        a.sun_family = AF_UNIX;
        where.copy(a.sun_path, sizeof a.sun_path - 1);
        CHECK_EQUAL(0, ::bind(fd.get(), reinterpret_cast<sockaddr*>(&a), sizeof a));
        return fd;
    }
    unsigned mode() const
    {
        struct stat s { };
        CHECK_EQUAL(0, ::stat(path.c_str(), &s));
        return s.st_mode & 07777;
    }
    bool exists() const
    {
        return std::filesystem::exists(path);
    }
};

TEST(Listener, ReadsPathsAsLibmilterWritesThem)
{
    STRCMP_EQUAL("/run/x.sock", milter::unix_path("unix:/run/x.sock").c_str());
    STRCMP_EQUAL("/run/x.sock", milter::unix_path("local:/run/x.sock").c_str());
    STRCMP_EQUAL("/run/x.sock", milter::unix_path("/run/x.sock").c_str());
    CHECK(milter::unix_path("inet:8890@127.0.0.1").empty());
    CHECK(milter::unix_path("inet6:8890@::1").empty());
}

TEST(Listener, SecondStartIsRefusedWhileTheFirstLives)
{
    {
        const auto first = SocketPath::claim(path);
        CHECK(first.ok());
        const auto second = SocketPath::claim(path);
        CHECK_FALSE(second.ok());
        STRCMP_CONTAINS(path.c_str(), second.error().what.c_str());
        STRCMP_CONTAINS("stop that one", second.error().what.c_str());
    }
    CHECK(SocketPath::claim(path).ok());
}

TEST(Listener, SetsTheModeAndRemovesTheSocketAtItsEnd)
{
    {
        auto claimed = SocketPath::claim(path);
        const auto fd = bind_at(path);
        CHECK(claimed.value().protect("0660", "").ok());
        CHECK_EQUAL(0660u, mode());
    }
    CHECK_FALSE(exists());
}

TEST(Listener, DoesNotRemoveASocketThatIsNotItsOwn)
{
    {
        auto claimed = SocketPath::claim(path);
        const auto fd = bind_at(path);
        CHECK(claimed.value().protect("0600", "").ok());
        std::filesystem::rename(path, dir.file("moved"));
        const auto other = bind_at(path);
    }
    CHECK(exists());
}

TEST(Listener, MovedOwnerRemovesOnce)
{
    auto claimed = SocketPath::claim(path);
    const auto fd = bind_at(path);
    CHECK(claimed.value().protect("0600", "").ok());
    {
        const SocketPath owner = std::move(claimed).value();
        CHECK(exists());
    }
    CHECK_FALSE(exists());
}

TEST(Listener, MistakesNameKeyAndRemedy)
{
    auto claimed = SocketPath::claim(path);
    const auto fd = bind_at(path);
    for (const char* wrong : { "", "rw", "0999", "07777" })
        STRCMP_CONTAINS(
            "milter.socket_mode", claimed.value().protect(wrong, "").error().what.c_str());
    STRCMP_CONTAINS("milter.socket_group",
        claimed.value().protect("0660", "no-such-group").error().what.c_str());
    STRCMP_CONTAINS(
        "create the folder", SocketPath::claim(dir.file("absent/m.sock")).error().what.c_str());
    STRCMP_CONTAINS("107", SocketPath::claim("/" + std::string(107, 'x')).error().what.c_str());
}

TEST(Listener, LockFileIsNoWayToAnotherFile)
{
    std::filesystem::create_symlink(dir.file("victim"), path + ".lock");
    CHECK_FALSE(SocketPath::claim(path).ok());
    CHECK_FALSE(std::filesystem::exists(dir.file("victim")));
}

TEST(Listener, DescriptorLimitIsTheHardOne)
{
    rlimit before {};
    CHECK_EQUAL(0, ::getrlimit(RLIMIT_NOFILE, &before));
    CHECK(milter::raise_descriptor_limit() == before.rlim_max);
    ::setrlimit(RLIMIT_NOFILE, &before);
}

TEST(Listener, SessionsStayBelowTheDescriptors)
{
    CHECK_EQUAL(240u, milter::session_cap(0, 1024));
    CHECK_EQUAL(100u, milter::session_cap(100, 1024));
    CHECK_EQUAL(240u, milter::session_cap(5000, 1024));
    CHECK_EQUAL(1u, milter::session_cap(0, 10));
    CHECK_EQUAL(100000u, milter::session_cap(0, ~0ull));
}
