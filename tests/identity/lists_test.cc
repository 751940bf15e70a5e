// List files are read with every mistake named; look-ups go by label.
#include "triage/identity/lists.h"

#include "triage/identity/imitation.h"

#include <CppUTest/TestHarness.h>

namespace {
identity::ListSources small()
{
    identity::ListSources s;
    for (std::size_t i = 0; i < identity::host_list_files.size(); ++i)
        s.hosts[i].name = identity::host_list_files[i];
    s.hosts[static_cast<std::size_t>(identity::HostList::Freemail)].text
        = "# providers\nfreemail.example # a comment\n\n";
    s.hosts[static_cast<std::size_t>(identity::HostList::NotLookalikes)].text
        = "acmebanc.example\n";
    s.brands = { "brands",
        "Acme Bank | acmebank, acme bank | acmebank.example, acme-mail.example\n"
        "Tonline | tonline | tonline.example\nXcloud | xcloud | xcloud.example\n"
        "Spring | ~spring | spring.example\n" };
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
    CHECK_TRUE(tricks(Trick::Homograph, "xn--cmebank-2fg.example", "xn--cmebank-2fg.example"));
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
    for (const char* host : { "online.example", "rain-online.example", "rain-cloud.example" })
        CHECK_FALSE_TEXT(identity::imitated_brand(lists, host, host).has_value(), host);
}

TEST(Lists, LocalDomainsAreImitatedToo)
{
    const std::vector<std::string> local { "ourfirm.example" };
    CHECK_TRUE(identity::imitated_local(lists, "0urfirm.example", local).has_value());
    CHECK_FALSE(identity::imitated_local(lists, "ourfirm.example", local).has_value());
    CHECK_FALSE(identity::imitated_local(lists, "ourfarms.example", local).has_value());
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
    s.hosts[0].text = "ok.example\nhttp://bad.example\nok.example\n";
    s.brands.text += "No columns\nTwice | acmebank | x.example\nBad | | .example\n";
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
