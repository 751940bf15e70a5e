// Requests as bytes: what went in comes out, and nothing damaged comes through.
#include "milter/feedback/request.h"

#include <CppUTest/TestHarness.h>

using feedback::Request;
using feedback::Task;

TEST_GROUP(FeedbackRequest)
{
    Request request { Task::Learn, "ann@example.org",
        { core::Said::Category, core::Category::Newsletter, true }, true, "shop@example.net",
        { { "From", " Shop <shop@example.net>" }, { "Subject", " Two\n lines" } }, "Hello.\r\n" };

    std::string encoded()
    {
        const auto bytes = feedback::encode(request);
        CHECK(bytes.ok());
        return *bytes;
    }
    void refused(const char* why)
    {
        const auto decoded = feedback::decode(encoded());
        CHECK_FALSE(decoded.ok());
        STRCMP_CONTAINS(why, decoded.error().what.c_str());
    }
};

TEST(FeedbackRequest, ComesOutAsItWentIn)
{
    const auto decoded = feedback::decode(encoded());
    CHECK(decoded.ok());
    CHECK(*decoded == request);
}

TEST(FeedbackRequest, EveryCutIsDamaged)
{
    const std::string whole = encoded();
    for (std::size_t n = 0; n < whole.size(); ++n)
        CHECK_FALSE(feedback::decode(std::string_view(whole).substr(0, n)).ok());
    CHECK_FALSE(feedback::decode(whole + "x").ok());
}

TEST(FeedbackRequest, AnotherVersionIsSaidToBeOne)
{
    const auto decoded = feedback::decode("triage-feedback 9\n");
    STRCMP_CONTAINS("of this version", decoded.error().what.c_str());
}

TEST(FeedbackRequest, ACategoryGoesWithItsOpinionOnly)
{
    request.opinion = { core::Said::Important, core::Category::Work };
    refused("damaged");
    request.opinion = { core::Said::Category, core::Category::Unknown };
    refused("damaged");
}

TEST(FeedbackRequest, FieldsThatAreNoneAreRefused)
{
    for (const char* name : { "", "Fr om", "From:", "From\n", "Fr\xc3\xb6m" }) {
        request.fields = { { name, " x" } };
        refused("damaged");
    }
    using namespace std::string_literals;
    for (const std::string& value :
        { " a\nX-Triage-Threat: clean"s, " a\n"s, " a\rb"s, " a\0b"s }) {
        request.fields = { { "From", value } };
        refused("damaged");
    }
}

TEST(FeedbackRequest, ALongBodyIsCutAndALongHeaderRefused)
{
    request.body.assign(feedback::most_body + 10, 'x');
    const std::string bytes = encoded();
    CHECK(bytes.size() <= feedback::most_bytes);
    UNSIGNED_LONGS_EQUAL(feedback::most_body, feedback::decode(bytes)->body.size());
    request.fields.assign(feedback::most_fields + 1, { "A", "" });
    CHECK_FALSE(feedback::encode(request).ok());
    request.fields.assign(3, { "A", std::string(feedback::most_header / 2, 'x') });
    CHECK_FALSE(feedback::encode(request).ok());
}

TEST(FeedbackRequest, TheLargestThatIsMadeIsRead)
{
    request.body.assign(feedback::most_body, 'x');
    const std::size_t each = feedback::most_header / feedback::most_fields;
    request.fields.assign(feedback::most_fields, { "A", std::string(each - 3, 'x') });
    const std::string bytes = encoded();
    CHECK(bytes.size() <= feedback::most_bytes);
    CHECK(*feedback::decode(bytes) == request);
}

TEST(FeedbackRequest, ARefusalIsOneCleanLine)
{
    STRCMP_EQUAL("ERR a\\x0Ab\n\n", feedback::refusal("a\nb").c_str());
}
