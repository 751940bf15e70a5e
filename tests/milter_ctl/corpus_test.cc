// Which files of a folder are mail, how sets are named, and what is refused.
#include "milter/ctl/corpus.h"

#include <CppUTest/TestHarness.h>

#include <filesystem>
#include <fstream>

#include "tests/support/temp_dir.h"

TEST_GROUP(Corpus)
{
    support::TempDir dir;
    void write(const std::string& name, const std::string& text)
    {
        const std::filesystem::path path = dir.path() + "/" + name;
        std::filesystem::create_directories(path.parent_path());
        std::ofstream(path) << text;
    }
    std::string at(const char* name)
    {
        return dir.path() + "/" + name;
    }
};

TEST(Corpus, TakesMailAndLeavesNotes)
{
    write("a/2/x", "Subject: hello\n\ntext\n");
    write("a/1/y.eml", "From ann Mon Jan  1 00:00:00 2026\nSubject: hello\n\ntext\n");
    write("a/index.tsv", "one\ttwo: three\n");
    write("a/README.md", "# About: this\n");
    write("a/empty", "");
    write("b/z", "Received: by mx\n\n");
    const auto sets = ctl::list_mail({ { at("a") }, { at("b/") } });
    CHECK(sets.ok());
    LONGS_EQUAL(2, sets->size());
    LONGS_EQUAL(2, (*sets)[0].files.size());
    STRCMP_EQUAL(at("a/1/y.eml").c_str(), (*sets)[0].files[0].c_str());
    CHECK((*sets)[0].hostile);
    CHECK_FALSE((*sets)[1].hostile);
    STRCMP_EQUAL("b", (*sets)[1].name.c_str());
    const auto mail = ctl::read_mail((*sets)[0].files[0]);
    STRCMP_EQUAL("Subject: hello\r\n\r\ntext\r\n", mail->c_str());
}

TEST(Corpus, SetsOfOneNameTellTheFolderAbove)
{
    write("bad/mail/x", "Subject: hello\n\n");
    write("good/mail/x", "Subject: hello\n\n");
    const auto sets = ctl::list_mail({ { at("bad/mail") }, { at("good/mail") } });
    STRCMP_EQUAL("bad/mail", (*sets)[0].name.c_str());
    STRCMP_EQUAL("good/mail", (*sets)[1].name.c_str());
}

TEST(Corpus, SaysWhichFolderIsMissingOrEmpty)
{
    write("a/x", "Subject: hello\n\n");
    write("notes/x", "no mail at all\n");
    STRCMP_CONTAINS(
        "/gone: ", ctl::list_mail({ { at("a") }, { at("gone") } }).error().what.c_str());
    STRCMP_CONTAINS("notes: holds no message",
        ctl::list_mail({ { at("a") }, { at("notes") } }).error().what.c_str());
}
