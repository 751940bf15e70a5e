// Wallet addresses by their checksums. The vectors are the published ones: the genesis block's
// address, BIP 173 and BIP 350, EIP-55, the donation address of the Monero project.
#include "triage/scan/wallet.h"

#include "triage/core/digest.h"
#include "triage/scan/keccak.h"

#include <CppUTest/TestHarness.h>

TEST_GROUP(Wallet) {};

TEST(Wallet, KeccakOfKnownTexts)
{
    const auto hex = [](std::string_view text) { return core::hex(scan::keccak256(text)); };
    STRCMP_EQUAL(
        "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470", hex("").c_str());
    STRCMP_EQUAL(
        "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45", hex("abc").c_str());
    CHECK(hex(std::string(136, 'a')) != hex(std::string(137, 'a')));
}

TEST(Wallet, RightChecksumsOnly)
{
    for (const std::string good : { "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
             "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy", "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4",
             "bc1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qccfmv3",
             "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
             "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
             "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359" }) {
        CHECK_TEXT(scan::is_wallet(good), good.c_str());
        std::string bad = good;
        bad[20] = bad[20] == 'a' ? 'c' : 'a';
        CHECK_FALSE_TEXT(scan::is_wallet(bad), bad.c_str());
    }
}

TEST(Wallet, Bech32VersionsHaveTheirOwnConstant)
{
    // Version 1 with the checksum of version 0, of BIP 350's invalid ones.
    CHECK_FALSE(scan::is_wallet("bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4"));
    CHECK_FALSE(scan::is_wallet("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7Kv8f3t4")); // two cases
}

TEST(Wallet, EthereumInOneCaseHasNoChecksum)
{
    CHECK_TRUE(scan::is_wallet("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"));
    CHECK_FALSE(scan::is_wallet("0x0000000000000000000000000000000000000000"));
    CHECK_FALSE(scan::is_wallet("5aaeb6053f3e94c9b9a09f33669435e7ef1beaed")); // a commit
}

TEST(Wallet, Monero)
{
    const std::string donation
        = "44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYB"
          "b98uNbr2VBBEt7f2wfn3RVGQBEP3A";
    CHECK_TRUE(scan::is_wallet(donation));
    std::string bad = donation;
    bad[50] = '1';
    CHECK_FALSE(scan::is_wallet(bad));
}

TEST(Wallet, FoundAmongWordsAndNotInOthers)
{
    CHECK(scan::find_wallet("send it to (1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa).")
        == "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa");
    CHECK(scan::find_wallet("order 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb, c0ffee").empty());
    CHECK(scan::find_wallet("").empty());
}
