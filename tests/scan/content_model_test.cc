// The learned model as a finding: graded by what it is sure of, with its reasons, never dangerous
// alone; and what it is not to see.
#include "triage/scan/content_model.h"

#include <algorithm>

#include "tests/scan/scan_fixture.h"
#include "tests/support/temp_dir.h"
#include "triage/model/file.h"
#include "triage/scan/score.h"

#include <CppUTest/TestHarness.h>

using namespace scan_fixture;

namespace {

// Rules take seconds to compile, and nothing here asks for one.
triage::GenerationSources without_rules()
{
    triage::GenerationSources s = sources();
    s.rule_files.clear();
    return s;
}

// One word decides: how often its weight reaches over the scale is the test's.
triage::GenerationSources with_model(const support::TempDir& folder, double weight)
{
    model::Coefficients c;
    c.name = "threats";
    c.scale.margins = { 1, 2, 3 };
    c.weights = { { model::term_hash("+freemail-with-links"), static_cast<float>(weight) } };
    triage::GenerationSources s = without_rules();
    s.model_file = folder.write("threats.model", model::write(c, {}));
    return s;
}

Mail suspect()
{
    return { .from = "Ann <ann@gmail.com>",
        .text = "Look here: https://example.net/x Bob",
        .mail_from = "ann@gmail.com" };
}

std::optional<core::Finding> model_finding(Bench& bench, const Mail& mail)
{
    const auto id = bench.findings().find(scan::content_model_id);
    for (const core::Finding& f : bench.scan(mail).findings)
        if (f.id == *id)
            return f;
    return std::nullopt;
}

bool has_term(const std::vector<model::Term>& terms, std::string_view name)
{
    return std::any_of(
        terms.begin(), terms.end(), [&](const model::Term& t) { return t.name == name; });
}

}

TEST_GROUP(ContentModel)
{
    support::TempDir folder;
};

TEST(ContentModel, GradesByItsScaleAndNamesItsReasons)
{
    Bench sure(with_model(folder, 9));
    const auto finding = model_finding(sure, suspect());
    CHECK(finding.has_value());
    LONGS_EQUAL(static_cast<int>(core::Severity::High), static_cast<int>(finding->severity));
    LONGS_EQUAL(model::Scale::top, finding->weight);
    STRCMP_EQUAL("freemail-with-links", finding->evidence.c_str());
    CHECK_FALSE(model_finding(sure, {}).has_value());
}

TEST(ContentModel, MakesSuspiciousAloneAndDangerousNever)
{
    for (const double weight : { 2.01, 9.0 }) {
        Bench b(with_model(folder, weight));
        const auto finding = model_finding(b, suspect());
        const core::Finding alone[] = { *finding };
        CHECK(scan::score(alone, scan::severity_table(b.findings())).threat
            == core::Threat::Suspicious);
    }
}

TEST(ContentModel, BelowItsMiddleItIsALowHint)
{
    Bench b(with_model(folder, 1.8));
    const auto finding = model_finding(b, suspect());
    LONGS_EQUAL(static_cast<int>(core::Severity::Low), static_cast<int>(finding->severity));
    CHECK(finding->weight < model::Scale::middle);
}

TEST(ContentModel, WithoutAModelThereIsNoFinding)
{
    CHECK_FALSE(model_finding(bench(), suspect()).has_value());
}

TEST(ContentModel, DoesNotSeeWhomTheMessageIsForNorAddressesNorNumbers)
{
    auto& view = bench().scratch().model_view();
    view.wanted = true;
    bench().scan({ .to = "Bobby <robert@ourfirm.example>",
        .subject = "Bobby, your order 4711",
        .text = "Dear Robert, see https://shop.example/basket of 2026 or ask help@shop.example "
                "about paying" });
    view.wanted = false;
    CHECK(has_term(view.terms, "s:order"));
    CHECK(has_term(view.terms, "t:about paying"));
    for (const char* unseen :
        { "s:bobby", "t:robert", "t:basket", "t:shop", "t:2026", "s:4711", "t:help", "t:ourfirm" })
        CHECK_TEXT(!has_term(view.terms, unseen), unseen);
}

TEST(ContentModel, SeesTheFindingsOfTheOthers)
{
    auto& view = bench().scratch().model_view();
    view.wanted = true;
    bench().scan({ .html = "<a href=\"http://192.0.2.7/x\">x</a>" });
    view.wanted = false;
    CHECK(has_term(view.terms, "!LINK_IP_HOST"));
    CHECK(has_term(view.terms, "+links-ip"));
}

TEST(ContentModel, FindingsThatItHasLearntAreLeftToIt)
{
    model::Coefficients c;
    c.name = "threats";
    c.weights = { { model::term_hash("!LINK_IP_HOST"), 0 } };
    triage::GenerationSources s = without_rules();
    s.model_file = folder.write("threats.model", model::write(c, {}));
    const auto learnt = [](const triage::GenerationSources& from, std::string_view id) {
        Bench b(from);
        return b.severities().rows[*b.findings().find(id)].learnt;
    };
    CHECK_TRUE(learnt(s, "LINK_IP_HOST"));
    CHECK_FALSE(learnt(s, "LINK_SHORTENER"));
    CHECK_FALSE(learnt(without_rules(), "LINK_IP_HOST"));
    s.findings = { { "LINK_IP_HOST", { true, core::Severity::Low } } };
    CHECK_FALSE(learnt(s, "LINK_IP_HOST"));
    s.findings = { { "MODEL_CONTENT", { false, {} } } };
    CHECK_FALSE(learnt(s, "LINK_IP_HOST"));
}
