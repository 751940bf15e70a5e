// The wire as properties: what goes in comes out, and nothing but what an encoder makes is taken.
#include "milter/wire.h"

#include <cmath>
#include <limits>
#include <random>

#include <CppUTest/TestHarness.h>

using namespace std::chrono_literals;
using core::Cause;
using core::Stage;
using core::StageReport;
namespace wire = milter::wire;

namespace {

constexpr std::size_t finding_count = 300;

// Reports within every cap, of all shapes; the same ones in each run.
class Reports {
public:
    StageReport next()
    {
        StageReport r;
        r.stage = pick<Stage>(core::stage_count);
        r.took = core::Duration { below(1'000'000'000) };
        if (coin())
            r.failed = pick<Cause>(core::cause_names.size());
        for (auto n = below(20); n > 0; --n)
            r.notes.findings.push_back(finding());
        for (auto n = below(5); n > 0; --n)
            r.notes.candidates.push_back({ finding(), digests(), coin() });
        for (auto n = below(50); n > 0; --n)
            r.notes.features.push_back(
                { static_cast<std::uint16_t>(below(65536)), static_cast<float>(below(1000)) / 7 });
        fill_class(r.notes);
        fill_texts(r.notes);
        r.notes.limit_hit = coin();
        return r;
    }

private:
    unsigned below(unsigned n) { return static_cast<unsigned>(random_() % n); }
    bool coin() { return below(2) == 0; }
    template <typename Enum>
    Enum pick(std::size_t n)
    {
        return static_cast<Enum>(below(static_cast<unsigned>(n)));
    }
    std::string text(unsigned limit) { return std::string(below(limit + 1), coin() ? 'a' : '\n'); }
    core::Finding finding()
    {
        return { static_cast<core::FindingId>(below(finding_count)),
            pick<core::Severity>(core::severity_names.size()), text(256),
            static_cast<std::uint8_t>(below(96)) };
    }
    std::vector<core::Digest> digests()
    {
        std::vector<core::Digest> all;
        for (auto n = below(20); n > 0; --n)
            all.push_back(core::sha256(std::to_string(n)));
        return all;
    }
    void fill_class(core::Notes& n)
    {
        if (coin())
            n.category = pick<core::Category>(core::category_names.size());
        n.category_confidence = below(101) / 100.0;
        if (coin())
            n.action = core::Action { pick<core::ActionKind>(core::action_names.size()),
                coin() ? "2026-11-25T17:00+01:00" : "", below(101) / 100.0 };
        if (coin())
            n.priority_fields = core::PriorityFieldFacts { coin(), coin(), coin(), coin() };
        if (coin())
            fill_correspondence(n.correspondence.emplace());
        n.from_proven = coin();
    }
    void fill_correspondence(core::Correspondence& c)
    {
        for (core::Digest* d : { &c.message, &c.from, &c.from_domain, &c.envelope_domain, &c.list,
                 &c.shape, &c.thread })
            *d = core::sha256(text(20));
        c.answers = digests();
        c.to = digests();
        c.cc = digests();
        c.automatic = coin();
    }
    void fill_texts(core::Notes& n)
    {
        n.summary = coin() ? "Grüße aus Köln" : "";
        for (auto i = below(4); i > 0; --i)
            n.replies.push_back(text(100));
        n.language = coin() ? "de-AT" : "";
    }
    std::mt19937 random_ { 20261123 };
};

bool same(const StageReport& a, const StageReport& b)
{
    return a.stage == b.stage && a.took == b.took && a.failed == b.failed && a.notes == b.notes;
}

StageReport round_trip(const StageReport& r)
{
    const auto back = wire::decode_report(wire::encode_report(r), finding_count);
    CHECK_TRUE(back.has_value());
    return back.value_or(StageReport {});
}

core::Finding finding(std::size_t evidence)
{
    return { 1, core::Severity::High, std::string(evidence, 'x'), 95 };
}

wire::Hello hello()
{
    return { "1.0/abc", core::sha256("generation"), true, "none", true, core::StageSet(0x13) };
}

wire::Request request()
{
    wire::Request r;
    r.sequence = 7;
    r.size = 1u << 20;
    r.skip.add(Stage::Scan);
    r.budget = 200ms;
    r.envelope = { "a@example.org", core::ClientClass::Own, core::Direction::Internal, 498000, true,
        "mx1.example.org" };
    return r;
}

template <typename T>
T frame_round_trip(const T& frame)
{
    const auto back = wire::decode(wire::encode(frame));
    CHECK_TRUE(back && std::holds_alternative<T>(*back));
    return std::get<T>(*back);
}

// Every prefix and every extension of a good frame is a bad one.
template <typename Decode>
void check_exact(const std::string& good, Decode decode)
{
    CHECK_TRUE(decode(good).has_value());
    for (std::size_t n = 0; n < good.size(); ++n)
        CHECK_FALSE(decode(std::string_view(good).substr(0, n)).has_value());
    CHECK_FALSE(decode(good + '\0').has_value());
}

}

TEST_GROUP(Wire) {};

TEST(Wire, FramesComeBackAsTheyWere)
{
    const wire::Start start { wire::Sandbox::Prefer, 1u << 30 };
    CHECK_TRUE(frame_round_trip(start) == start);
    CHECK_TRUE(frame_round_trip(hello()) == hello());
    const wire::Done done { 9, { { Stage::Scan, Cause::Open }, { Stage::Fault, Cause::Crash } } };
    CHECK_TRUE(frame_round_trip(done) == done);
    CHECK_TRUE(frame_round_trip(wire::Fork {}) == wire::Fork {});
    CHECK_EQUAL(4711, frame_round_trip(wire::Forked { 4711 }).pid);
    const wire::Request r = frame_round_trip(request());
    CHECK_EQUAL(7u, r.sequence);
    CHECK_TRUE(r.skip.has(Stage::Scan));
    CHECK_TRUE(r.budget == 200ms);
    STRCMP_EQUAL("a@example.org", r.envelope.mail_from.c_str());
    CHECK_TRUE(r.envelope.direction == core::Direction::Internal);
    CHECK_EQUAL(498000, r.envelope.hour_received);
    CHECK_TRUE(r.envelope.forged_fields);
    STRCMP_EQUAL("mx1.example.org", r.envelope.mta.c_str());
}

TEST(Wire, AFrameIsTakenWholeOrNotAtAll)
{
    for (const std::string& good :
        { wire::encode(wire::Start {}), wire::encode(hello()), wire::encode(request()),
            wire::encode(wire::Done { 1, { { Stage::Scan, Cause::Open } } }),
            wire::encode(wire::Fork {}), wire::encode(wire::Forked { 1 }) })
        check_exact(good, wire::decode);
    CHECK_FALSE(wire::decode(wire::encode(wire::Forked { -1 })).has_value());
}

TEST(Wire, FramesFitTheSocketsFrame)
{
    auto h = hello();
    h.build = std::string(10000, 'b');
    h.error = std::string(10000, 'e');
    CHECK_TRUE(wire::encode(h).size() <= wire::max_frame);
    auto r = request();
    r.envelope.mail_from = std::string(10000, 'm');
    CHECK_TRUE(wire::encode(r).size() <= wire::max_frame);
    CHECK_TRUE(wire::decode(wire::encode(r)).has_value());
}

TEST(Wire, DoneNamesAStageOnce)
{
    const wire::Done twice { 1, { { Stage::Scan, Cause::Open }, { Stage::Scan, Cause::Crash } } };
    CHECK_FALSE(wire::decode(wire::encode(twice)).has_value());
}

TEST(Wire, AnEnumeratorOutOfRangeIsRefused)
{
    const std::string good = wire::encode(wire::Done { 1, { { Stage::Scan, Cause::Open } } });
    for (const std::size_t at : { good.size() - 1, good.size() - 2, std::size_t { 1 } }) {
        std::string bad = good;
        bad[at] = 50;
        CHECK_FALSE(wire::decode(bad).has_value());
    }
}

// Found by the fuzzer: any number but 0 was taken for "yes".
TEST(Wire, AFlagIsZeroOrOne)
{
    wire::Request request;
    request.envelope.forged_fields = true;
    std::string bytes = wire::encode(request);
    const std::size_t flag = bytes.size() - 5; // before the host's name, which is empty
    LONGS_EQUAL(1, bytes[flag]);
    CHECK_TRUE(wire::decode(bytes).has_value());
    bytes[flag] = 2;
    CHECK_FALSE(wire::decode(bytes).has_value());
}

TEST(Wire, ReportsComeBackAsTheyWere)
{
    Reports reports;
    for (int i = 0; i < 500; ++i) {
        const StageReport r = reports.next();
        CHECK_TRUE(same(round_trip(r), r));
    }
}

TEST(Wire, AReportIsTakenWholeOrNotAtAll)
{
    Reports reports;
    for (int i = 0; i < 5; ++i)
        check_exact(wire::encode_report(reports.next()),
            [](std::string_view s) { return wire::decode_report(s, finding_count); });
}

TEST(Wire, ADamagedReportIsRefusedOrWithinTheCaps)
{
    Reports reports;
    std::mt19937 random { 1 };
    for (int i = 0; i < 2000; ++i) {
        std::string bytes = wire::encode_report(reports.next());
        for (int k = 0; k < 3; ++k)
            bytes[random() % bytes.size()] = static_cast<char>(random());
        const auto r = wire::decode_report(bytes, finding_count);
        if (r)
            CHECK_TRUE(same(round_trip(*r), *r));
    }
}

TEST(Wire, TheLargestReportFits)
{
    StageReport r;
    r.notes.findings.assign(500, finding(5000));
    r.notes.candidates.assign(500, { finding(5000), { core::Digest {}, core::Digest {} }, true });
    r.notes.features.assign(5000, { 1, 1 });
    r.notes.summary = std::string(5000, 's');
    r.notes.replies.assign(10, std::string(5000, 'r'));
    const std::string bytes = wire::encode_report(r);
    CHECK_TRUE(bytes.size() <= wire::max_report);
    const auto back = wire::decode_report(bytes, finding_count);
    CHECK_TRUE(back.has_value());
    CHECK_EQUAL(200u, back->notes.findings.size());
    CHECK_EQUAL(200u, back->notes.candidates.size());
    CHECK_EQUAL(256u, back->notes.findings[0].evidence.size());
    CHECK_EQUAL(3u, back->notes.replies.size());
    CHECK_TRUE(back->notes.limit_hit);
}

TEST(Wire, ACandidateWhoseAddressesDoNotFitIsDroppedWhole)
{
    StageReport r;
    r.notes.candidates.push_back({ finding(1), std::vector<core::Digest>(1001), true });
    r.notes.candidates.push_back({ finding(2), std::vector<core::Digest>(1000), true });
    const StageReport back = round_trip(r);
    CHECK_EQUAL(1u, back.notes.candidates.size());
    CHECK_EQUAL(1000u, back.notes.candidates[0].addresses.size());
    CHECK_TRUE(back.notes.limit_hit);
}

TEST(Wire, EvidenceIsCutBetweenCharacters)
{
    StageReport r;
    r.notes.findings.push_back({ 1, core::Severity::Low, std::string(255, 'x') + "ü" });
    CHECK_EQUAL(255u, round_trip(r).notes.findings[0].evidence.size());
}

TEST(Wire, AnAgentsSlipIsMended)
{
    StageReport r;
    r.notes.summary = "broken \xff";
    r.notes.language = "de\r\nX-Evil: 1";
    r.notes.category_confidence = std::nan("");
    r.notes.action = core::Action { core::ActionKind::Pay, "soon", 7 };
    r.notes.features.push_back({ 1, std::numeric_limits<float>::infinity() });
    const StageReport back = round_trip(r);
    STRCMP_EQUAL("broken \xef\xbf\xbd", back.notes.summary.c_str());
    STRCMP_EQUAL("", back.notes.language.c_str());
    CHECK_EQUAL(0, back.notes.category_confidence);
    STRCMP_EQUAL("", back.notes.action->due.c_str());
    CHECK_EQUAL(1, back.notes.action->confidence);
    CHECK_EQUAL(0, back.notes.features[0].value);
}

TEST(Wire, AFindingBeyondTheTableIsRefused)
{
    StageReport r;
    r.notes.findings.push_back({ finding_count, core::Severity::Low, "" });
    CHECK_FALSE(wire::decode_report(wire::encode_report(r), finding_count).has_value());
    CHECK_TRUE(wire::decode_report(wire::encode_report(r), finding_count + 1).has_value());
}

TEST(Wire, TheBuildIdNamesTheVersion)
{
    STRCMP_CONTAINS(TRIAGE_VERSION, wire::build_id().c_str());
}
