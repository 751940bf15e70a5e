// List files are read with every mistake named; look-ups go by label.
#include "triage/identity/lists.h"

#include "triage/identity/imitation.h"

#include <CppUTest/TestHarness.h>

namespace {
identity::ListSources small()
{
    identity::ListSources s;
    const auto ship = [&](std::string name, std::string text) {
        identity::layers_of(s, name)->push_back({ name, std::move(text) });
    };
    ship("freemail", "# providers\nfreemail.example # a comment\n\n");
    ship("not_lookalikes", "acmebanc.example\n");
    ship("brands",
        "Acme Bank | acmebank, acme bank | acmebank.example, acme-mail.example\n"
        "Tonline | tonline | tonline.example\nXcloud | xcloud | xcloud.example\n"
        "Spring | ~spring | spring.example\n");
    ship("own_domains", "sister.example\n");
    ship("partners", "bigpartner.example\n");
    ship("vips", "J\u00FCrgen B\u00F6hm | jb@ourfirm.example, jb@home.example\n");
    ship("allow", "friend.example\nonly@one.example\n");
    return s;
}
}

TEST_GROUP(Lists)
{
    identity::CompiledLists compiled = identity::compile_lists(small());
    identity::Lists lists = *identity::Lists::open(compiled.bytes);

    bool tricks(identity::Trick trick, std::string_view host, std::string_view org)
    {
        const auto found = identity::imitated_brand(lists, host, org);
        return found && found->trick == trick;
    }
};

TEST(Lists, SubdomainsAreInTheList)
{
    CHECK_TRUE(lists.contains(identity::HostList::Freemail, "freemail.example"));
    CHECK_TRUE(lists.contains(identity::HostList::Freemail, "eu.freemail.example"));
    CHECK_FALSE(lists.contains(identity::HostList::Freemail, "notfreemail.example"));
}

TEST(Lists, BrandsAreFoundByWholeWords)
{
    STRCMP_EQUAL(
        "Acme Bank", std::string(lists.brand_in_name("your acme bank team")->brand->name).c_str());
    CHECK_FALSE(lists.brand_in_name("acmebanking tips").has_value());
    CHECK_TRUE(lists.brand_in_name("spring sale")->common);
    CHECK_TRUE(
        identity::Lists::owns(*lists.brand_of_host("x.acmebank.example"), "acme-mail.example"));
}

TEST(Lists, ImitationsAreToldApart)
{
    using identity::Trick;
    CHECK_TRUE(tricks(Trick::Lookalike, "acmebamk.example", "acmebamk.example"));
    CHECK_TRUE(tricks(Trick::Lookalike, "acrnebank.example", "acrnebank.example"));
    CHECK_TRUE(tricks(Trick::Combination, "acmebank-login.example", "acmebank-login.example"));
    CHECK_TRUE(tricks(Trick::Combination, "secureacmebank.example", "secureacmebank.example"));
    CHECK_TRUE(tricks(Trick::Mention, "acmebank-fans.example", "acmebank-fans.example"));
    CHECK_TRUE(tricks(Trick::Domain, "acmebank.com.evil.example", "evil.example"));
    CHECK_TRUE(tricks(Trick::Subdomain, "acmebank.evil.example", "evil.example"));
    CHECK_TRUE(tricks(Trick::Homograph, "xn--cmebank-1fg.example", "xn--cmebank-1fg.example"));
}

TEST(Lists, OwnHostsAndExemptOnesImitateNobody)
{
    CHECK_FALSE(
        identity::imitated_brand(lists, "www.acmebank.example", "acmebank.example").has_value());
    CHECK_FALSE(
        identity::imitated_brand(lists, "acmebanc.example", "acmebanc.example").has_value());
    CHECK_FALSE(identity::imitated_brand(lists, "sprint.example", "sprint.example").has_value());
}

TEST(Lists, WordsOfTheirOwnImitateNobody)
{
    using identity::Trick;
    CHECK_TRUE(tricks(Trick::Lookalike, "tonlime.example", "tonlime.example"));
    CHECK_TRUE(tricks(Trick::Combination, "rain-xclowd.example", "rain-xclowd.example"));
    for (const char* host : { "ecmebank.example", "racmebank.example", "online.example",
             "rain-online.example", "rain-cloud.example" })
        CHECK_FALSE_TEXT(identity::imitated_brand(lists, host, host).has_value(), host);
}

TEST(Lists, LocalDomainsAreImitatedToo)
{
    const std::vector<std::string> local { "ourfirm.example" };
    CHECK_TRUE(identity::imitated_own(lists, "0urfirm.example", local).has_value());
    CHECK_FALSE(identity::imitated_own(lists, "ourfirm.example", local).has_value());
    CHECK_FALSE(identity::imitated_own(lists, "ourfarms.example", local).has_value());
}

TEST(Lists, SiblingsAreNoImitationsAndPartnersAreImitated)
{
    CHECK_FALSE(identity::imitated_own(lists, "sister.example", {}).has_value());
    STRCMP_EQUAL("bigpartner.example",
        identity::imitated_own(lists, "bigpartmer.example", {})->name.c_str());
    CHECK_FALSE(identity::imitated_own(lists, "bigpartner.example", {}).has_value());
}

TEST(Lists, LettersOfAnyScriptThatLookLikeABrandAreFound)
{
    // Cherokee, which the fold does not know.
    STRCMP_EQUAL(
        "Acme Bank", std::string(lists.brand_like_name("\u0251cmebank")->brand->name).c_str());
    CHECK_FALSE(lists.brand_like_name("acmebank").has_value()); // nothing is disguised
    CHECK_FALSE(lists.brand_like_name("B\u00E4ckerei").has_value());
}

TEST(Lists, VipsAreKnownByAllTheirNames)
{
    CHECK_TRUE(lists.vip_named("jurgen bohm"));
    CHECK_TRUE(lists.vip_named("bohm, dr. jurgen"));
    CHECK_FALSE(lists.vip_named("jurgen"));
    CHECK_FALSE(lists.vip_named("jurgen bohm at some company"));
    LONGS_EQUAL(2, lists.vip_named("jurgen bohm")->addresses.size());
}

TEST(Lists, AllowedIsADomainWithThoseBelowOrOneAddress)
{
    CHECK_TRUE(lists.allows("any@mail.friend.example"));
    CHECK_TRUE(lists.allows("only@one.example"));
    CHECK_FALSE(lists.allows("other@one.example"));
    CHECK_FALSE(lists.allows("only@one.example@evil.example"));
    CHECK_FALSE(lists.allows(""));
}

TEST(Lists, TheSiteAddsAndTakesAway)
{
    auto s = small();
    const auto site = [&](std::string_view list, std::string text) {
        identity::layers_of(s, list)->push_back({ "site", std::move(text) });
    };
    site("freemail", "-freemail.example\n-never.example\nmore.example\n");
    site("brands",
        "Acme Bank | acme, -acme bank | acme.example, -acme-mail.example\n"
        "-Spring\nNew Bank | newbank | newbank.example\n");
    site("vips", "-J\u00FCrgen B\u00F6hm\nAnn Lee | ann@ourfirm.example\n");
    const auto bytes = identity::compile_lists(s);
    LONGS_EQUAL(0, bytes.errors.size());
    const auto l = *identity::Lists::open(bytes.bytes);
    CHECK_FALSE(l.contains(identity::HostList::Freemail, "freemail.example"));
    CHECK_TRUE(l.contains(identity::HostList::Freemail, "more.example"));
    CHECK_TRUE(l.brand_in_name("acme").has_value());
    CHECK_FALSE(l.brand_in_name("the acme-bank").value().brand->domains.empty());
    CHECK_FALSE(l.brand_of_host("acme-mail.example"));
    CHECK_TRUE(l.brand_of_host("acmebank.example"));
    CHECK_FALSE(l.brand_in_name("spring").has_value());
    CHECK_TRUE(l.brand_of_host("newbank.example"));
    CHECK_FALSE(l.vip_named("jurgen bohm"));
    CHECK_TRUE(l.vip_named("ann lee"));
}

TEST(Lists, MistakesOfTheSiteAreNamedToo)
{
    auto s = small();
    for (const auto& [list, text] :
        { std::pair { "freemail", "a.example\na.example\n" }, { "freemail", "--x\n" },
            { "brands", "-Nobody\n" }, { "brands", "Other | spring | other.example\n" },
            { "vips", "Ann\n" }, { "vips", "Ann Lee | ann\n" }, { "allow", "Ann@x.example\n" } })
        identity::layers_of(s, list)->push_back({ "site", text });
    LONGS_EQUAL(7, identity::compile_lists(s).errors.size());
    CHECK_FALSE(identity::layers_of(s, "brnads"));
}

TEST(Lists, PunycodeIsDecodedAndBrokenOneRefused)
{
    STRCMP_EQUAL("b\u00FCcher", identity::decode_label("xn--bcher-kva").c_str());
    STRCMP_EQUAL("", identity::decode_label("xn--99999999").c_str());
    STRCMP_EQUAL("", identity::decode_label("plain").c_str());
}

TEST(Lists, MistakesAreAllNamedWithTheirLine)
{
    auto s = small();
    s.hosts[0][0].text = "ok.example\nhttp://bad.example\nok.example\n";
    s.brands[0].text += "No columns\nTwice | acmebank | x.example\nBad | | .example\n";
    const auto errors = identity::compile_lists(s).errors;
    LONGS_EQUAL(6, errors.size());
    CHECK(errors[0].what.starts_with("freemail:2: 'http://bad.example' is no host"));
    CHECK(errors[1].what.starts_with("freemail:3: 'ok.example' stands here twice"));
    CHECK(errors[2].what.starts_with("brands:5: a brand is written"));
    CHECK(errors[3].what.starts_with("brands:6: token 'acmebank' belongs to a brand already"));
}

TEST(Lists, DamagedBytesDoNotOpen)
{
    for (std::size_t n = 0; n < compiled.bytes.size(); ++n)
        CHECK_FALSE(identity::Lists::open(std::string_view(compiled.bytes).substr(0, n)).ok());
}
