// Every finding has a mail that triggers it and a legitimate one that does not; and what the
// scanner itself promises: one finding an id, deadline, limits, candidates, the operator's word.
#include "triage/scan/scanner.h"

#include <set>

#include "tests/scan/fixtures.h"
#include "tests/support/fake_clock.h"
#include "tests/support/temp_dir.h"
#include "triage/core/digest.h"
#include "triage/core/text.h"

#include <CppUTest/TestHarness.h>

using namespace scan_fixture;

namespace {
std::vector<Fixture> all_fixtures()
{
    std::vector<Fixture> all;
    for (const auto make : { sender_fixtures, link_fixtures, body_fixtures, attachment_fixtures,
             inspection_fixtures, header_fixtures, content_fixtures })
        for (Fixture& f : make())
            all.push_back(std::move(f));
    return all;
}

// With an operator's word on some findings; one for all tests, because building it takes seconds.
Bench& overridden()
{
    auto s = sources();
    s.findings["ATT_HTML"].enabled = false;
    s.findings["ATT_EXECUTABLE"].severity = core::Severity::Low;
    s.findings["HDR_DATE_MSGID"].severity = core::Severity::Low;
    static Bench bench(s);
    return bench;
}
}

TEST_GROUP(Scanner) {};

TEST(Scanner, EveryFindingFiresOnItsFixtureAndNotOnItsTwin)
{
    for (const Fixture& f : all_fixtures()) {
        CHECK_TEXT(
            bench().found(f.trigger, f.id).has_value(), (std::string(f.id) + " fires").c_str());
        CHECK_TEXT(!bench().found(f.twin, f.id).has_value(),
            (std::string(f.id) + " spares its twin").c_str());
    }
}

TEST(Scanner, EveryFindingHasAFixture)
{
    std::set<std::string, std::less<>> covered;
    for (const Fixture& f : all_fixtures())
        covered.emplace(f.id);
    for (const core::FindingRow& row : bench().findings().rows())
        if (row.group != core::Group::Model) // wants a model: content_model_test.cc
            CHECK_TEXT(covered.contains(row.id), row.id.c_str());
}

TEST(Scanner, OrdinaryMailHasNoFindings)
{
    const auto notes = bench().scan({});
    LONGS_EQUAL(0, notes.findings.size());
    CHECK_FALSE(notes.limit_hit);
}

TEST(Scanner, EvidenceIsBoundedUtf8)
{
    for (const Fixture& f : all_fixtures()) {
        const auto notes = bench().scan(f.trigger);
        for (const core::Finding& finding : notes.findings) {
            CHECK_TEXT(finding.evidence.size() <= 200, finding.evidence.c_str());
            CHECK_TRUE(core::is_valid_utf8(finding.evidence));
        }
    }
}

TEST(Scanner, RecipientTokenNamesTheAddressByDigest)
{
    const Mail mail { .html = "<a href=\"https://other.com/?e=Bob%40ourfirm.example\">x</a>" };
    const auto notes = bench().scan(mail);
    const auto id = bench().findings().find("LINK_RECIPIENT_TOKEN");
    for (const core::Candidate& c : notes.candidates)
        if (c.finding.id == *id) {
            LONGS_EQUAL(1, c.addresses.size());
            CHECK_TRUE(c.addresses[0] == core::address_digest("bob@ourfirm.example"));
            CHECK_FALSE(c.when_absent);
            return;
        }
    FAIL("no candidate");
}

TEST(Scanner, PassedDeadlineIsUnfinished)
{
    const support::FakeClock clock;
    const core::Message empty;
    CHECK_FALSE(bench()
                    .scanner()
                    .scan({ empty, {}, "", {} }, bench().scratch(), { clock, clock.now() })
                    .finished);
}

TEST(Scanner, IncompleteMessageSetsLimitHit)
{
    const support::FakeClock clock;
    core::Message cut;
    cut.incomplete = true;
    const auto scanned = bench().scanner().scan(
        { cut, {}, "", {} }, bench().scratch(), core::Deadline::in(clock, std::chrono::seconds(1)));
    CHECK_TRUE(scanned.finished);
    CHECK_TRUE(scanned.notes.limit_hit);
}

TEST(Scanner, OperatorSwitchesFindingsOffAndChangesSeverity)
{
    const Mail page { .file = "invoice.html", .data = "<html>x</html>", .file_type = "text/html" };
    CHECK_FALSE(overridden().found(page, "ATT_HTML").has_value());
    CHECK(core::Severity::Low == overridden().found({ .file = "a.exe" }, "ATT_EXECUTABLE"));
}

TEST(Scanner, RaisesASeverityInBadCompany)
{
    const Mail alone { .text = "Please verify your account https://abc.xyz/x" };
    Mail branded = alone;
    branded.from = "PayPal <ann@supplier.example>";
    CHECK(core::Severity::Medium == bench().found(alone, "SOC_CREDENTIAL"));
    CHECK(core::Severity::High == bench().found(branded, "SOC_CREDENTIAL"));
}

TEST(Scanner, ADecoyOfTheSameWordsKeepsNoLureFromBeingRead)
{
    const std::string head = "From: Ann <ann@supplier.example>\r\nTo: bob@ourfirm.example\r\n"
                             "MIME-Version: 1.0\r\n"
                             "Content-Type: multipart/alternative; boundary=b\r\n\r\n";
    const std::string lure = "Please verify your account <a href=\"https://abc.xyz/x\">here</a>";
    const auto both = [&](const std::string& text) {
        return Mail { .raw = head + "--b\r\nContent-Type: text/plain\r\n\r\n" + text
                + "\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>" + lure + "\r\n--b--\r\n" };
    };
    CHECK(bench()
              .found(both("Your account here: please find it, and verify"), "SOC_CREDENTIAL")
              .has_value());
    CHECK(bench().found(both("Notes"), "SOC_CREDENTIAL").has_value());
}

TEST(Scanner, ReplyToPivotCountsOnlyWithContent)
{
    const Mail alone { .extra = "Reply-To: ann@elsewhere.example\r\n" };
    const Mail with { .from = "Ann <ann.smith@gmail.com>",
        .text = "Are you available? I need gift cards.",
        .extra = "Reply-To: ann@elsewhere.example\r\n" };
    CHECK(core::Severity::Info == bench().found(alone, "REPLYTO_PIVOT"));
    CHECK(core::Severity::Medium == bench().found(with, "REPLYTO_PIVOT"));
}

namespace {
// A low finding (no Message-ID) on a mail whose sender is proven.
Mail proven_without_message_id()
{
    return { .extra = "Authentication-Results: mx.ourfirm.example; dkim=pass "
                      "header.d=supplier.example\r\n",
        .message_id = "" };
}
}

TEST(Scanner, ProvenSenderWithOnlyOwnLinksIsSparedTheLows)
{
    Mail mail = proven_without_message_id();
    CHECK(core::Severity::Info == bench().found(mail, "HDR_DATE_MSGID"));
    mail.text = "Notes: https://www.supplier.example/n";
    CHECK(core::Severity::Info == bench().found(mail, "HDR_DATE_MSGID"));
    mail.text = "Notes: https://www.elsewhere.example/n";
    CHECK(core::Severity::Low == bench().found(mail, "HDR_DATE_MSGID"));
    mail.text = "Notes";
    mail.extra = "";
    CHECK(core::Severity::Low == bench().found(mail, "HDR_DATE_MSGID"));
}

TEST(Scanner, ProvenFreemailIsNotSpared)
{
    Mail mail = proven_without_message_id();
    mail.from = "Ann <ann.smith@gmail.com>";
    mail.extra = "Authentication-Results: mx.ourfirm.example; dkim=pass header.d=gmail.com\r\n";
    CHECK(core::Severity::Low == bench().found(mail, "HDR_DATE_MSGID"));
}

TEST(Scanner, OperatorsSeverityIsNotLifted)
{
    CHECK(core::Severity::Low == overridden().found(proven_without_message_id(), "HDR_DATE_MSGID"));
}

TEST(Scanner, ARuleIsMatchedOnItsOwnSurfacesOnly)
{
    const support::TempDir dir;
    const std::string rest
        = "\npattern = lantern\ngroup = content\nseverity = low\nexplain = Says lantern.\n";
    auto s = sources();
    s.rule_files = { dir.write(
        "my.conf", "[IN_SUBJECT]\nsurface = subject" + rest + "[IN_TEXT]\nsurface = text" + rest) };
    Bench mine(s);
    const Mail subject { .subject = "A lantern" }, text { .text = "A lantern" };
    CHECK_TRUE(mine.found(subject, "IN_SUBJECT").has_value());
    CHECK_FALSE(mine.found(subject, "IN_TEXT").has_value());
    CHECK_TRUE(mine.found(text, "IN_TEXT").has_value());
    CHECK_FALSE(mine.found(text, "IN_SUBJECT").has_value());
}
