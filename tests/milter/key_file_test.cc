// The master key's file: made once, read back, refused when it is not what it should be.
#include "milter/key_file.h"

#include <sys/stat.h>

#include "tests/support/temp_dir.h"

#include <CppUTest/TestHarness.h>

TEST_GROUP(KeyFile)
{
    support::TempDir dir;
};

TEST(KeyFile, IsMadeOnceAndThenReadBack)
{
    const auto first = milter::load_or_make_key(dir.file("key"));
    CHECK(first.ok());
    CHECK_EQUAL(32u, first.value().size());
    const auto second = milter::load_or_make_key(dir.file("key"));
    CHECK(second.ok());
    CHECK(first.value() == second.value());
}

TEST(KeyFile, IsReadableByItsOwnerOnly)
{
    CHECK(milter::load_or_make_key(dir.file("key")).ok());
    struct stat st { };
    CHECK_EQUAL(0, ::stat(dir.file("key").c_str(), &st));
    CHECK_EQUAL(0600u, st.st_mode & 0777);
}

TEST(KeyFile, ThatOthersCanReadIsRefusedWithTheRemedy)
{
    CHECK(milter::load_or_make_key(dir.file("key")).ok());
    ::chmod(dir.file("key").c_str(), 0640);
    const auto key = milter::load_or_make_key(dir.file("key"));
    CHECK_FALSE(key.ok());
    CHECK(key.error().what.find("chmod 0600") != std::string::npos);
}

TEST(KeyFile, OfAnotherLengthIsRefusedAndKept)
{
    dir.write("key", "short");
    ::chmod(dir.file("key").c_str(), 0600);
    CHECK_FALSE(milter::load_or_make_key(dir.file("key")).ok());
    CHECK(std::filesystem::file_size(dir.file("key")) == 5);
}

TEST(KeyFile, InAFolderThatIsNotThereNamesThePath)
{
    const auto key = milter::load_or_make_key(dir.file("absent/key"));
    CHECK_FALSE(key.ok());
    CHECK(key.error().what.find("absent/key") != std::string::npos);
}
