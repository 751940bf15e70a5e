// Addresses of cryptocurrencies, told from other strings of their shape by their checksums:
// Bitcoin, Litecoin, Dogecoin, Dash and Tron (Base58Check), Bitcoin and Litecoin (BIP 173 and 350),
// Ethereum (EIP-55) and Monero. Called when the scan makes its facts. Pure, thread-safe.
#pragma once

#include <string_view>

namespace scan {

// One whole word. Ethereum's in one case carries no checksum and counts by its shape.
bool is_wallet(std::string_view word);

// The first wallet among the words of a text; empty if there is none. Reads 256 KiB, linear: only
// words of the right length and beginning are computed, at most 200 of them.
std::string_view find_wallet(std::string_view text);

} // namespace scan
