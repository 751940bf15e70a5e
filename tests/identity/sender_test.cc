// Who a message is from: affiliation, alignment, lists, and what an ARC sealer's word changes.
#include "triage/identity/sender.h"

#include "triage/link/extract.h"

#include <CppUTest/TestHarness.h>

namespace {
core::Message with(const std::vector<std::pair<std::string, std::string>>& fields)
{
    core::Message m;
    for (const auto& [name, value] : fields)
        m.headers.push_back({ name, " " + value, value });
    return m;
}
}

TEST_GROUP(Sender)
{
    identity::CompiledLists compiled = [] {
        identity::ListSources s;
        identity::layers_of(s, "brands")
            ->push_back({ "b", "Acme | acmebank | acmebank.example\n" });
        identity::layers_of(s, "arc_sealers")->push_back({ "a", "forwarder.example\n" });
        identity::layers_of(s, "allow")->push_back({ "a", "shop.example\n" });
        return identity::compile_lists(s);
    }();
    identity::Lists lists = *identity::Lists::open(compiled.bytes);
    std::string name = "Ann";
    std::string to = "talk@esp.example";
    core::Envelope envelope { .mail_from = "bounce@esp.example" };
    std::vector<std::string> local { "ourfirm.example" };
    std::vector<std::string> trusted { "mx.example.org" };

    identity::Sender read(std::vector<std::pair<std::string, std::string>> fields,
        const std::string& domain = "shop.example")
    {
        fields.push_back({ "From", "ann@" + domain });
        auto m = with(fields);
        m.from.push_back({ name, "ann@" + domain, domain });
        m.to.push_back({ "", to, to.substr(to.find('@') + 1) });
        return identity::read_sender(m, envelope, { lists, local, { trusted, "", 3 } });
    }
};

TEST(Sender, AffiliationGathersWhatTheSenderClaims)
{
    const auto s = read({ { "List-Unsubscribe",
                              "<https://click.list.example:8443/u?x=1>, <mailto:u@mail.example>" },
        { "DKIM-Signature", "v=1; a=rsa-sha256; d=signer.example; s=x" } });
    for (const char* org :
        { "shop.example", "esp.example", "list.example", "mail.example", "signer.example" }) {
        CHECK_TEXT(s.affiliated.has(org), org);
        CHECK_FALSE_TEXT(s.affiliated.proven(org), org);
    }
    CHECK_FALSE(s.affiliated.has("other.example"));
}

TEST(Sender, UnverifiedSignatureCountsNothingOnceAVerifierSpoke)
{
    const auto s
        = read({ { "Authentication-Results", "mx.example.org; dkim=pass header.d=good.example" },
            { "DKIM-Signature", "v=1; d=bad.example" } });
    CHECK_FALSE(s.affiliated.has("bad.example"));
    CHECK_TRUE(s.affiliated.proven("good.example"));
    CHECK_FALSE(s.aligned);
}

TEST(Sender, AlignedByDmarcOrSignatureOfFrom)
{
    CHECK_TRUE(read(
        { { "Authentication-Results", "mx.example.org; dmarc=pass header.from=shop.example" } })
                   .aligned);
    CHECK_TRUE(read(
        { { "Authentication-Results", "mx.example.org; dkim=pass header.d=mail.shop.example" } })
                   .aligned);
    CHECK_FALSE(read(
        { { "Authentication-Results", "mx.example.org; dmarc=pass header.from=other.example" } })
                    .aligned);
    CHECK_FALSE(read({ { "Authentication-Results",
                         "mx.example.org; dmarc=fail; dkim=pass header.d=shop.example" } })
                    .aligned);
}

TEST(Sender, SeveralAuthorsAreNotProvenByOne)
{
    const std::vector<std::pair<std::string, std::string>> fields {
        { "Authentication-Results", "mx.example.org; dmarc=pass header.from=shop.example" },
        { "From", "ann@shop.example" }, { "From", "boss@ourfirm.example" }
    };
    auto m = with(fields);
    m.from.push_back({ "Ann", "ann@shop.example", "shop.example" });
    const identity::SenderSources sources { lists, local, { trusted, "", 3 } };
    CHECK_FALSE(identity::read_sender(m, envelope, sources).aligned);
}

TEST(Sender, AVerifiersWordMakesClaimsWorthLittle)
{
    const std::pair<std::string, std::string> unsubscribe { "List-Unsubscribe",
        "<https://tracker.example/u>" };
    CHECK_TRUE(read({ unsubscribe }).tied_to("tracker.example"));
    const auto verified = read({ unsubscribe,
        { "Authentication-Results", "mx.example.org; dkim=pass header.d=esp.example" } });
    CHECK_FALSE(verified.tied_to("tracker.example"));
    CHECK_TRUE(verified.affiliated.has("tracker.example"));
    CHECK_TRUE(verified.tied_to("esp.example"));
    CHECK_TRUE(verified.tied_to("shop.example")); // what From shows
    CHECK_FALSE(read({ { "Authentication-Results", "mx.example.org; dmarc=fail" } })
                    .tied_to("shop.example"));
}

TEST(Sender, AllowedOnlyWhenProven)
{
    CHECK_FALSE(read({}).allowed);
    CHECK_TRUE(read(
        { { "Authentication-Results", "mx.example.org; dmarc=pass header.from=shop.example" } })
                   .allowed);
    CHECK_FALSE(read(
        { { "Authentication-Results", "mx.example.org; dmarc=fail header.from=shop.example" } })
                    .allowed);
}

TEST(Sender, TheWordOfAConfiguredSealerCounts)
{
    const auto sealed = [&](const std::string& sealer, const std::string& arc) {
        return read({ { "Authentication-Results", "mx.example.org; dmarc=fail; arc=" + arc },
                        { "ARC-Seal", "i=2; a=rsa-sha256; d=" + sealer + "; b=x" },
                        { "ARC-Authentication-Results",
                            "i=2; mx.forwarder.example; dmarc=pass header.from=shop.example" },
                        { "ARC-Seal", "i=1; a=rsa-sha256; d=evil.example; b=x" },
                        { "ARC-Authentication-Results", "i=1; evil.example; dmarc=fail" } })
            .arc_aligned;
    };
    CHECK_TRUE(sealed("forwarder.example", "pass"));
    CHECK_FALSE(sealed("other.example", "pass"));
    CHECK_FALSE(sealed("forwarder.example", "fail"));
}

TEST(Sender, NewsletterIsBulkButNoDiscussionList)
{
    const auto news = read({ { "List-Unsubscribe", "<https://shop.example/u>" } });
    CHECK_TRUE(news.bulk);
    CHECK_FALSE(news.list);
}

TEST(Sender, AListNamesItselfSendsFromItselfAndIsAddressed)
{
    const std::vector<std::pair<std::string, std::string>> fields {
        { "List-Id", "Talk <talk.esp.example>" }, { "List-Post", "<mailto:talk@esp.example>" }
    };
    CHECK_TRUE(read(fields).list);
    CHECK_FALSE(read({ fields[0] }).list); // takes no posts
    to = "bob@ourfirm.example";
    CHECK_FALSE(read(fields).list);
    to = "talk@esp.example";
    name = "Acmebank Service";
    CHECK_FALSE(read(fields).list); // brands do not write to lists
    name = "Ann";
    envelope.mail_from = "x@evil.example";
    CHECK_FALSE(read(fields).list);
}

TEST(Sender, WhereAVerifierSpokeTheListMustBeProven)
{
    const auto list = [&](const std::string& results) {
        return read({ { "List-Id", "Talk <talk.esp.example>" },
                        { "List-Post", "<mailto:talk@esp.example>" },
                        { "Authentication-Results", "mx.example.org; " + results } })
            .list;
    };
    CHECK_TRUE(list("dkim=pass header.d=esp.example; dmarc=fail"));
    CHECK_TRUE(list("spf=pass smtp.mailfrom=bounce@esp.example"));
    CHECK_FALSE(list("spf=pass smtp.mailfrom=x@evil.example"));
    CHECK_FALSE(list("dkim=fail header.d=esp.example"));
}

TEST(Sender, NullSenderAloneIsNoBounce)
{
    envelope.mail_from.clear();
    CHECK_FALSE(read({}).bounce);
    CHECK_TRUE(read({ { "Auto-Submitted", "auto-replied" } }).bounce);
}

TEST(Sender, LocalDomainsIncludeTheirSubdomains)
{
    CHECK_TRUE(read({}, "mail.ourfirm.example").local);
    CHECK_FALSE(read({}, "notourfirm.example").local);
}
