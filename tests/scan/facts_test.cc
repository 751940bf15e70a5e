// Facts of the content model that hold or not by the company in which the same thing stands.
#include <algorithm>

#include "tests/scan/scan_fixture.h"

#include <CppUTest/TestHarness.h>

using namespace scan_fixture;

namespace {

std::vector<model::Term> terms(const Mail& mail)
{
    auto& view = bench().scratch().model_view();
    view.wanted = true;
    bench().scan(mail);
    view.wanted = false;
    return view.terms;
}

bool has(const Mail& mail, std::string_view name)
{
    const auto all = terms(mail);
    return std::any_of(
        all.begin(), all.end(), [&](const model::Term& t) { return t.name == name; });
}

const std::string answer = "In-Reply-To: <q1@ourfirm.example>\r\n";
const std::string stranger = "Ann <ann@gmail.com>";

Mail page(const std::string& link, const std::string& image)
{
    return { .html = "<p>Hello Bob, <a href=\"https://" + link
            + "/x\">this</a> is it. <img src=\"https://" + image + "/i.png\"></p>" };
}

Mail pages(std::size_t links, const std::string& org)
{
    std::string html = "<p>Hello Bob</p>";
    for (std::size_t i = 0; i < links; ++i)
        html += "<a href=\"https://www." + org + "/" + std::to_string(i) + "\">more</a> ";
    return { .html = html };
}

} // namespace

TEST_GROUP(Facts) {};

TEST(Facts, TextAloneSpeaksForThoseWhoWereWaitedFor)
{
    CHECK_TRUE(has({ .extra = answer }, "-text-alone"));
    CHECK_TRUE(has({ .extra = answer }, "-links-none-text"));
    CHECK_FALSE(has({}, "-text-alone"));
    CHECK_FALSE(has({}, "-links-none-text"));
}

TEST(Facts, AFreemailAccountThatWritesFirst)
{
    CHECK_TRUE(has({ .from = stranger }, "+freemail-alone"));
    CHECK_FALSE(has({ .from = stranger, .extra = answer }, "+freemail-alone"));
    CHECK_FALSE(has({ .from = stranger, .text = "See https://other.com/x" }, "+freemail-alone"));
    CHECK_FALSE(has({}, "+freemail-alone"));
}

TEST(Facts, ManyLinksSpeakForWhoseTheyAre)
{
    CHECK_TRUE(has(pages(13, "supplier.example"), "-links-many"));
    CHECK_FALSE(has(pages(13, "other.com"), "-links-many"));
    CHECK_FALSE(has(pages(12, "supplier.example"), "-links-many"));
}

TEST(Facts, PicturesFromWhereNothingIsLinked)
{
    CHECK_TRUE(has(page("other.com", "third.com"), "+images-elsewhere"));
    CHECK_FALSE(has(page("other.com", "img.other.com"), "+images-elsewhere"));
    CHECK_FALSE(has(page("other.com", "www.supplier.example"), "+images-elsewhere"));
}

TEST(Facts, AServiceThatShowsForWhomItMails)
{
    Mail mail { .from = "Garden Shop Service <mail@supplier.example>",
        .extra = "Reply-To: <help@garden-shop.example>\r\n" };
    CHECK_TRUE(has(mail, "-reply-to-is-name"));
    mail.from = "Help desk <mail@supplier.example>";
    CHECK_FALSE(has(mail, "-reply-to-is-name"));
}

TEST(Facts, ASignatureOfTheServiceBesideTheSenders)
{
    const std::string one = "DKIM-Signature: v=1; d=supplier.example; h=from; b=x\r\n";
    CHECK_TRUE(has({ .extra = one + "DKIM-Signature: v=1; d=service.example; h=from; b=y\r\n" },
        "-signed-twice"));
    CHECK_FALSE(has({ .extra = one }, "-signed-twice"));
}

TEST(Facts, NoWordWeighsMoreThanItsShare)
{
    for (const model::Term& t : terms({ .subject = "Hello", .text = "Bye" }))
        CHECK_TEXT(t.value <= 1.5, t.name.c_str());
}
