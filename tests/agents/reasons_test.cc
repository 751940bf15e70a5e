// What explains a judgement adds up to it, for messages written for the purpose, with the models
// that come with the program.
#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>

#include "tests/agents/example.h"
#include "triage/agents/category_reasons.h"
#include "triage/agents/category_terms.h"
#include "triage/agents/classify.h"
#include "triage/agents/prioritise.h"
#include "triage/agents/sentence_terms.h"
#include "triage/agents/summarise.h"
#include "triage/agents/summary.h"
#include "triage/model/file.h"

#include <CppUTest/TestHarness.h>

using agents::ActionRule;
using agents::CategoryRule;
using agents::Explanation;
using agents::Fact;
using agents::ModelUse;
using core::Category;
using support::Example;

namespace {

model::Linear shipped(const std::string& name)
{
    std::ifstream file("etc/models/" + name + ".model", std::ios::binary);
    const std::string text { std::istreambuf_iterator<char>(file), {} };
    return model::Linear::open(model::serialise(model::read(name, text).coefficients)).value();
}

std::shared_ptr<const agents::Models> shipped_models()
{
    auto models = std::make_shared<agents::Models>();
    models->category = shipped("category");
    models->requests = shipped("requests");
    models->summary = shipped("summary");
    return models;
}

std::vector<Example> examples()
{
    return {
        Example()
            .from("Jo Park", "jo@company.example")
            .subject("Draft contract")
            .text("Hi Tom,\n\nattached is the draft contract for the client. I would be glad to "
                  "have your view on the budget section before the meeting. The client waits."),
        Example()
            .from("Grandma", "grandma@gmail.com")
            .subject("Sunday dinner")
            .text("Hi Tom,\n\nare you coming for dinner with the kids this weekend? We miss "
                  "you.\n\nLove, Grandma"),
        Example()
            .from("Shop", "service@shop.example")
            .subject("Your order 4711 has shipped")
            .text("Your order has shipped. Order total: $ 42.00. Tracking number below."),
        Example()
            .from("Garden News", "news@garden.example")
            .bulk()
            .subject("This week in the garden: our newsletter")
            .text("Welcome to the newsletter. Roses want water now. Read more about tomatoes. "
                  "Unsubscribe at any time."),
        Example()
            .from("Bank", "no-reply@bank.example")
            .bulk()
            .subject("Your verification code")
            .text("Your verification code is 123456. Never share it. Unsubscribe from this "
                  "newsletter, weekly offers, 50 % off, sale ends today."),
        Example()
            .from("Petra Kern", "petra@company.example")
            .subject("Re: Projektbericht")
            .text("Hallo Tom,\n\nanbei der Entwurf für die Besprechung mit dem Kunden. Bitte "
                  "prüfen."),
        Example(),
    };
}

const agents::CategoryReasons::Ranked& ranked(
    const agents::CategoryReasons& reasons, Category category)
{
    return *std::find_if(reasons.ranked.begin(), reasons.ranked.end(),
        [&](const auto& r) { return r.category == category; });
}

}

TEST_GROUP(Reasons)
{
    std::shared_ptr<const agents::Models> models = shipped_models();
    agents::Classify classify { models };
    agents::Summarise summarise { models };

    // Judged as the engine does it, then explained.
    Explanation explain(Example & e)
    {
        const core::Notes of_classify = e.run(classify);
        e.so_far = of_classify;
        const core::Notes of_summarise = e.run(summarise);
        e.so_far.action = of_summarise.action;
        e.so_far.summary = of_summarise.summary;
        Explanation explanation;
        classify.explain(e.get(), explanation);
        summarise.explain(e.get(), explanation);
        return explanation;
    }
    static agents::CategoryReasons by_hand(const agents::Facts& facts)
    {
        return agents::explain_category({}, facts, {});
    }
};

TEST(Reasons, LogitsAreTheSumsOfTheirTermsAndSharesTheirSoftmax)
{
    for (Example& e : examples()) {
        const auto reasons = *explain(e).category;
        UNSIGNED_LONGS_EQUAL(2, reasons.weighed.size());
        for (const auto& w : reasons.weighed)
            DOUBLES_EQUAL(ranked(reasons, w.category).logit, w.sum.total(), 1e-9);
        double all = 0, shares = 0;
        for (const auto& r : reasons.ranked)
            all += r.excluded == CategoryRule::None ? std::exp(r.logit) : 0;
        for (const auto& r : reasons.ranked) {
            const bool in = r.excluded == CategoryRule::None;
            DOUBLES_EQUAL(in ? std::exp(r.logit) / all : 0, r.share, 1e-9);
            shares += r.share;
        }
        DOUBLES_EQUAL(1, shares, 1e-9);
    }
}

TEST(Reasons, AreThoseOfTheVerdict)
{
    for (Example& e : examples()) {
        const auto reasons = *explain(e).category;
        CHECK_TRUE(reasons.decided == *e.so_far.category);
        const auto& first = reasons.weighed.front();
        DOUBLES_EQUAL(e.so_far.category_confidence, ranked(reasons, first.category).share, 1e-12);
        if (reasons.rule != CategoryRule::Unsure)
            CHECK_TRUE(first.category == reasons.decided);
    }
}

TEST(Reasons, NameWordsAndSayHowMuchTheHandCounts)
{
    Example e = examples()[2];
    const auto reasons = *explain(e).category;
    CHECK_TRUE(reasons.model == ModelUse::Asked);
    CHECK_TRUE(reasons.by_hand > 0 && reasons.by_hand != 1);
    const auto& portions = reasons.weighed.front().sum.portions;
    UNSIGNED_LONGS_EQUAL(4, portions.size());
    bool found = false;
    for (const core::Contribution& c : portions[2].strongest)
        found = found || c.name.starts_with("s:") || c.name.starts_with("t:");
    CHECK_TRUE(found);
}

TEST(Reasons, TheModelIsNotAskedAboutOtherLanguages)
{
    Example e = examples()[5];
    const auto explanation = explain(e);
    CHECK_TRUE(explanation.category->model == ModelUse::OtherLanguage);
    DOUBLES_EQUAL(1, explanation.category->by_hand, 0);
    for (const core::Portion& p : explanation.category->weighed.front().sum.portions)
        CHECK_TRUE(p.source == core::Source::Constant || p.source == core::Source::ByHand);
    CHECK_TRUE(by_hand({}).model == ModelUse::Absent);
}

TEST(Reasons, TheRuleThatDecidedIsNamed)
{
    agents::Facts facts;
    facts.set(Fact::ListUnsubscribe, 1);
    facts.set(Fact::OfferWords, 1);
    CHECK_TRUE(by_hand(facts).rule == CategoryRule::None);
    facts.set(Fact::Code, 0.9);
    CHECK_TRUE(by_hand(facts).rule == CategoryRule::GuardsAccount);
    agents::Facts spam;
    spam.set(Fact::SpamWords, 1);
    spam.set(Fact::Undisclosed, 1);
    CHECK_TRUE(by_hand(spam).rule == CategoryRule::NeedsEvidence);
    spam.set(Fact::Findings, 0.5);
    CHECK_TRUE(by_hand(spam).rule == CategoryRule::None);
    CHECK_TRUE(by_hand(spam).decided == Category::Unwanted);
    agents::Facts torn; // nothing speaks for people, everything a little for machines
    for (const Fact f : { Fact::ListId, Fact::AutoSubmitted, Fact::NoReply, Fact::FeedbackId })
        torn.set(f, 0.6);
    torn.set(Fact::NewsletterWords, 0.3);
    torn.set(Fact::TransactionWords, 0.3);
    const auto reasons = by_hand(torn);
    CHECK_TRUE((reasons.rule == CategoryRule::Unsure) == (reasons.decided == Category::Unknown));
}

TEST(Reasons, OfARequestAreItsSentenceAndTerms)
{
    std::size_t by_model = 0;
    for (Example& e : examples()) {
        const auto reasons = *explain(e).action;
        if (reasons.rule != ActionRule::Model || reasons.sum.portions.empty())
            continue;
        ++by_model;
        CHECK_TRUE(e.message.text.find(reasons.quote.substr(0, 10)) != std::string::npos);
        const double sure = agents::request_probability(reasons.sum.total());
        const core::Action action = *e.so_far.action;
        if (action.kind == core::ActionKind::None)
            DOUBLES_EQUAL(action.confidence, 1 - sure, 1e-9);
        else
            DOUBLES_EQUAL(std::min(0.9, sure + (reasons.dated ? 0.1 : 0)), action.confidence, 1e-9);
    }
    CHECK_TRUE(by_model > 0);
}

TEST(Reasons, OfARequestMayBeARule)
{
    Example asks;
    asks.text("Could you review the contract by Friday?").language("en").category(Category::Work);
    Explanation explanation;
    summarise.explain(asks.get(), explanation);
    CHECK_TRUE(explanation.action->rule == ActionRule::Phrase);
    STRCMP_CONTAINS("review", explanation.action->quote.c_str());
    CHECK_TRUE(explanation.action->dated);
    asks.threat = core::Threat::Dangerous;
    summarise.explain(asks.get(), explanation);
    CHECK_TRUE(explanation.action->rule == ActionRule::Dangerous);
    asks.threat = core::Threat::Clean;
    asks.category(Category::Newsletter);
    summarise.explain(asks.get(), explanation);
    CHECK_TRUE(explanation.action->rule == ActionRule::CategoryAsksNothing);
}

TEST(Reasons, OfASummaryAreWhatPutsItAheadOfAnother)
{
    const agents::Lexicon lexicon;
    for (Example& e : examples()) {
        const auto reasons = explain(e).summary;
        CHECK_TRUE(reasons.has_value() == !e.so_far.summary.empty());
        if (!reasons || reasons->only)
            continue;
        CHECK_TRUE(reasons->other != e.so_far.summary);
        CHECK_TRUE(reasons->ahead.total() >= 0);
        const bool english = e.so_far.language == "en";
        const auto candidates = agents::summary_candidates(e.message.text, lexicon);
        const auto terms = agents::summary_terms(candidates, lexicon, english);
        double one = 0, other = 0;
        for (std::size_t i = 0; i < candidates.size(); ++i) {
            if (candidates[i].line == e.so_far.summary)
                one = models->summary.margin(terms[i]);
            if (candidates[i].line == reasons->other)
                other = models->summary.margin(terms[i]);
        }
        DOUBLES_EQUAL(one - other, reasons->ahead.total(), 1e-9);
    }
}

TEST(Reasons, OfAPriorityAddUpToItBelowItsCap)
{
    for (Example& e : examples()) {
        explain(e);
        for (const core::Threat threat : { core::Threat::Clean, core::Threat::Suspicious }) {
            const auto reasons
                = agents::explain_priority(e.so_far.features, *e.so_far.category, threat);
            const auto verdict = agents::prioritise(e.so_far.features, *e.so_far.category, threat);
            LONGS_EQUAL(verdict.priority, std::min(reasons.by_sum, reasons.highest));
            LONGS_EQUAL(reasons.by_sum, std::lround(100 / (1 + std::exp(-reasons.sum.total()))));
        }
    }
}

TEST(Reasons, NothingIsExplainedOfEncryptedMail)
{
    Example e = examples()[0];
    e.message.encrypted = true;
    Explanation explanation;
    summarise.explain(e.get(), explanation);
    CHECK_FALSE(explanation.summary.has_value());
    CHECK_FALSE(explanation.action.has_value());
}
