// URLs in running text, as mail programs make links of them. Pure, linear.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace linking {

// At most `most` URLs, in order, as they stand: "scheme://…", "www.…", "mailto:…" and
// "host.tld/path". Punctuation that ends a sentence and brackets around are left out.
std::vector<std::string_view> find_urls(std::string_view text, std::size_t most);

// What mail programs open for a URL as it stands in text: hosts without a scheme are web pages.
std::string absolute(std::string_view found);

} // namespace linking
