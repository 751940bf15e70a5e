// Digests against published vectors: FIPS 180-4 examples, RFC 4231 (HMAC-SHA256), RFC 4648.
#include "triage/core/digest.h"

#include <CppUTest/TestHarness.h>

namespace {

std::string hex(const core::Digest& d)
{
    return core::hex(d);
}

std::string base64(std::string_view s)
{
    return core::base64({ reinterpret_cast<const std::uint8_t*>(s.data()), s.size() });
}

} // namespace

TEST_GROUP(Digest) {};

TEST(Digest, Sha256MatchesTheExamplesOfNist)
{
    STRCMP_EQUAL("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        hex(core::sha256("")).c_str());
    STRCMP_EQUAL("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        hex(core::sha256("abc")).c_str());
    STRCMP_EQUAL("248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
        hex(core::sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")).c_str());
    STRCMP_EQUAL("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
        hex(core::sha256(std::string(1000000, 'a'))).c_str());
}

TEST(Digest, HmacMatchesRfc4231)
{
    STRCMP_EQUAL("b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
        hex(core::hmac_sha256(std::string(20, '\x0b'), "Hi There")).c_str());
    STRCMP_EQUAL("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        hex(core::hmac_sha256("Jefe", "what do ya want for nothing?")).c_str());
    STRCMP_EQUAL("773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe",
        hex(core::hmac_sha256(std::string(20, '\xaa'), std::string(50, '\xdd'))).c_str());
    STRCMP_EQUAL("60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
        hex(core::hmac_sha256(
                std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First"))
            .c_str());
}

TEST(Digest, PiecesHashLikeTheWhole)
{
    core::Hasher h;
    h.add("abcdbcdecdefdefgefghfghi");
    h.add("");
    h.add("ghijhijkijkljklmklmnlmnomnopnopq");
    CHECK(core::sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") == h.finish());
}

TEST(Digest, HasherIsFreshAfterFinish)
{
    core::Hasher h;
    h.add("something else");
    h.finish();
    h.add("abc");
    CHECK(core::sha256("abc") == h.finish());
}

TEST(Digest, FieldsDoNotRunIntoEachOther)
{
    core::Hasher a;
    a.add_field("ab");
    a.add_field("c");
    core::Hasher b;
    b.add_field("a");
    b.add_field("bc");
    CHECK(a.finish() != b.finish());
}

TEST(Digest, NumbersAreEightBytesLittleEndian)
{
    core::Hasher a;
    a.add_number(0x0102030405060708u);
    CHECK(core::sha256("\x08\x07\x06\x05\x04\x03\x02\x01") == a.finish());
}

TEST(Digest, DerivedKeysDifferByPurposeAndMatchRfc5869)
{
    CHECK(core::derive_key("master", "seal") != core::derive_key("master", "stamp"));
    CHECK(core::derive_key("master", "seal") != core::derive_key("Master", "seal"));
    // RFC 5869 A.3: no salt, no info; the first block of its output.
    STRCMP_EQUAL("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d",
        hex(core::derive_key(std::string(22, '\x0b'), "")).c_str());
}

TEST(Digest, Base64MatchesRfc4648)
{
    STRCMP_EQUAL("", base64("").c_str());
    STRCMP_EQUAL("Zg==", base64("f").c_str());
    STRCMP_EQUAL("Zm8=", base64("fo").c_str());
    STRCMP_EQUAL("Zm9v", base64("foo").c_str());
    STRCMP_EQUAL("Zm9vYmFy", base64("foobar").c_str());
    STRCMP_EQUAL("+/8=", base64("\xfb\xff").c_str());
}

TEST(Digest, ConstantTimeComparisonSeesLengthAndContent)
{
    CHECK(core::equal_constant_time("abc", "abc"));
    CHECK_FALSE(core::equal_constant_time("abc", "abd"));
    CHECK_FALSE(core::equal_constant_time("abc", "abcd"));
    CHECK(core::equal_constant_time("", ""));
}

TEST(Digest, SpellingsOfOneAddressShareADigest)
{
    CHECK(core::address_digest("<User@Example.ORG>") == core::address_digest("user@example.org"));
    CHECK(core::address_digest("user@example.org") != core::address_digest("user@example.com"));
}
