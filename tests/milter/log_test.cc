#include "milter/log.h"

#include <algorithm>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>
#include <unistd.h>

#include "tests/support/temp_dir.h"

#include <CppUTest/TestHarness.h>

TEST_GROUP(Log)
{
    support::TempDir folder;
    stats::Registry metrics;
    milter::Config::Log config;

    void setup() override
    {
        config.target = "file";
        config.file = folder.file("t.log");
    }
    std::unique_ptr<milter::Log> open()
    {
        return std::move(*milter::Log::open(config, metrics, false));
    }
    std::string text(const std::string& name = "t.log") const
    {
        std::ostringstream out;
        out << std::ifstream(folder.file(name)).rdbuf();
        return out.str();
    }
    // What `write` puts on standard error, taken through a pipe.
    template <typename Write>
    std::string from_stderr(Write write)
    {
        int ends[2];
        CHECK(::pipe(ends) == 0);
        const int saved = ::dup(2);
        ::dup2(ends[1], 2);
        write(milter::Log::open(config, metrics, false));
        ::dup2(saved, 2);
        ::close(saved);
        ::close(ends[1]);
        char buffer[4096];
        const auto n = ::read(ends[0], buffer, sizeof buffer);
        ::close(ends[0]);
        return { buffer, n > 0 ? static_cast<std::size_t>(n) : 0 };
    }
};

TEST(Log, FileLinesCarryTimeAndLevel)
{
    open()->warning("hello there");
    STRCMP_CONTAINS("Z warning hello there\n", text().c_str());
    CHECK(text()[4] == '-' && text()[10] == 'T');
}

TEST(Log, LinesBelowTheLevelAreNotWritten)
{
    auto log = open();
    log->debug("unseen");
    CHECK_FALSE(log->enabled(milter::Level::Debug));
    log->set_level(milter::Level::Debug);
    log->debug("seen");
    log->flush();
    CHECK(text().find("unseen") == std::string::npos);
    STRCMP_CONTAINS("debug seen", text().c_str());
}

TEST(Log, ControlsAreEscapedSoThatALineStaysOne)
{
    open()->info("a\nb\x1b[31m");
    const std::string seen = text();
    LONGS_EQUAL(1, std::count(seen.begin(), seen.end(), '\n'));
    CHECK(seen.find('\x1b') == std::string::npos);
}

TEST(Log, ReopenWritesToANewFileAfterRotation)
{
    auto log = open();
    log->info("first");
    log->flush();
    std::filesystem::rename(folder.file("t.log"), folder.file("old.log"));
    log->reopen();
    log->info("second");
    log->flush();
    STRCMP_CONTAINS("first", text("old.log").c_str());
    STRCMP_CONTAINS("second", text().c_str());
    CHECK(text("old.log").find("second") == std::string::npos);
}

TEST(Log, ReopenKeepsTheOldFileWhenANewOneCannotBeMade)
{
    config.file = folder.file("sub/t.log");
    std::filesystem::create_directory(folder.file("sub"));
    auto log = open();
    std::filesystem::rename(folder.file("sub"), folder.file("gone"));
    log->reopen();
    log->info("still here");
    log->flush();
    STRCMP_CONTAINS("still here", text("gone/t.log").c_str());
    STRCMP_CONTAINS("error log.file: cannot open", text("gone/t.log").c_str());
}

TEST(Log, OpenFailsWithTheNameOfTheFile)
{
    config.file = folder.file("none/t.log");
    const auto log = milter::Log::open(config, metrics, false);
    CHECK_FALSE(log.ok());
    STRCMP_CONTAINS("none/t.log: No such file or directory", log.error().what.c_str());
}

TEST(Log, JournalLinesCarryAPriority)
{
    config.target = "journal";
    const auto seen = from_stderr([](auto log) {
        (*log)->error("bad");
        (*log)->info("good");
    });
    STRCMP_EQUAL("<3>bad\n<6>good\n", seen.c_str());
}

TEST(Log, AutoMeansStandardErrorWhenTheJournalIsElsewhere)
{
    config.target = "auto";
    ::setenv("JOURNAL_STREAM", "1:2", 1);
    const auto seen = from_stderr([](auto log) { (*log)->info("plain"); });
    ::unsetenv("JOURNAL_STREAM");
    STRCMP_CONTAINS("Z info plain\n", seen.c_str());
}

TEST(Log, ASlowReaderLosesLinesAndNeverDelaysTheWriter)
{
    int ends[2];
    CHECK(::pipe(ends) == 0);
    config.file = "/dev/fd/" + std::to_string(ends[1]); // a pipe that nobody reads
    auto log = open();
    const std::string line(1000, 'x');
    for (int i = 0; i < 20000; ++i) // 20 MB: more than the pipe and the queue hold
        log->info(line);
    CHECK(metrics.value(stats::Metric::LogDropped) > 5000);
    std::string buffer(1 << 16, ' ');
    ::close(ends[1]);
    ::fcntl(ends[0], F_SETFL, 0);
    std::thread reader([&] {
        while (::read(ends[0], buffer.data(), buffer.size()) > 0)
            continue;
    });
    log.reset(); // the queue drains: nothing waits for ever
    reader.join();
    ::close(ends[0]);
}

TEST(Log, LinesThatCannotBeWrittenAreCounted)
{
    config.file = "/dev/full";
    auto log = open();
    log->info("lost");
    log->flush();
    LONGS_EQUAL(1, metrics.value(stats::Metric::LogDropped));
}
