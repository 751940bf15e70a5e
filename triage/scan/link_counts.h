// Counts of a message's links, from which the content model's facts about links are read. Computed
// once for a message, read-only afterwards. Linear.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "triage/scan/context.h"

namespace scan {

struct LinkCounts { // of web links to click, unless they say otherwise
    int all = 0, affiliated = 0, foreign = 0, unnamed = 0;
    int images = 0, foreign_images = 0, own_images = 0;
    int plain_http = 0, ip = 0, port = 0, userinfo = 0, tricks = 0;
    int free_host = 0, shortener = 0, risky_tld = 0, digits = 0, hyphens = 0, deep = 0;
    int script_path = 0, root_path = 0, fragment = 0, long_path = 0, neutral = 0;
    int mail = 0, free_mail = 0; // mailto:
    std::set<std::string_view> foreign_orgs, orgs, image_orgs;

    // Whether an organisation that is linked keeps an image of the message.
    bool shares_org_with_image() const;
};

// `shown_words`: what a reader is shown (links.h).
LinkCounts count_links(const Context& c, const std::string& shown_words);

// The first label of a registrable domain.
std::string_view label(std::string_view org);
std::size_t count(std::string_view s, bool (*is)(char));
bool is_digit(char c);
bool is_dot(char c);
bool is_hyphen(char c);
std::string_view top_level(std::string_view host);

} // namespace scan
