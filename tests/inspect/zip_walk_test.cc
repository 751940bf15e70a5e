// ZIPs whose directory and local headers disagree.
#include "triage/inspect/zip_walk.h"

#include "tests/inspect/zip_writer.h"

#include <CppUTest/TestHarness.h>

using zip_writer::Member;

TEST_GROUP(ZipWalk) {
    static bool faulty(const std::string& zip) { return !inspect::walk_zip(zip).faults.empty();
}
}
;

TEST(ZipWalk, HonestArchives)
{
    CHECK_FALSE(
        faulty(zip_writer::write({ { "a" }, { "b", "" }, { "c/d", "PK\x03\x04 inside" } })));
    CHECK_FALSE(faulty(zip_writer::write({ { "a" } }) + "\r\n")); // a gateway's line end
    CHECK_FALSE(faulty(zip_writer::write({})));
    // What self-extracting archives have in front.
    CHECK_FALSE(faulty("MZ" + std::string(100, 'x') + zip_writer::write({ { "a" } })));
}

TEST(ZipWalk, TwoNames)
{
    CHECK_TRUE(faulty(zip_writer::write({ { .name = "a.txt", .local_name = "a.exe" } })));
}

TEST(ZipWalk, DuplicateNames)
{
    CHECK_TRUE(faulty(zip_writer::write({ { "a", "1" }, { "a", "2" } })));
}

TEST(ZipWalk, HiddenMembers)
{
    for (const auto& members : { std::vector<Member> { { .name = "x", .listed = false }, { "a" } },
             { { "a" }, { .name = "x", .listed = false } },
             { { "a" }, { .name = "x", .listed = false }, { "b" } } }) {
        const auto walk = inspect::walk_zip(zip_writer::write(members));
        CHECK_TRUE(walk.hides_members);
        STRCMP_EQUAL("x", walk.faults.front().member.c_str());
    }
}

TEST(ZipWalk, TwoArchivesInARow)
{
    const std::string a = zip_writer::write({ { "a" } }), b = zip_writer::write({ { "b" } });
    CHECK_TRUE(inspect::walk_zip(a + b).hides_members);
}

TEST(ZipWalk, DataBehindTheArchive)
{
    CHECK_TRUE(faulty(zip_writer::write({ { "a" } }) + "something else"));
}

TEST(ZipWalk, LyingCountsAndSizes)
{
    std::string zip = zip_writer::write({ { "a" }, { "b" } });
    std::string count = zip, size = zip;
    count[zip.size() - 12] = 7;
    CHECK_TRUE(faulty(count));
    size[18] = 1; // packed size of the first local header
    CHECK_TRUE(faulty(size));
}

TEST(ZipWalk, ReadsNothingBehindTheEnd)
{
    const std::string zip = zip_writer::write({ { "a" }, { .name = "x", .listed = false } });
    for (std::size_t n = 0; n <= zip.size(); ++n) {
        inspect::walk_zip(zip.substr(0, n));
        inspect::walk_zip(zip.substr(n));
        std::string wrong = zip;
        if (n < zip.size())
            wrong[n] = '\xFF';
        inspect::walk_zip(wrong);
    }
}
