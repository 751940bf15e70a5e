// What the facts among the content model's terms are read from: counts of a message's links and its
// sender's ways, computed once. Used by fact_terms.cc alone; read-only afterwards. Linear.
#pragma once

#include <cstddef>
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
    std::set<std::string_view> foreign_orgs, orgs;
};

struct HtmlCounts {
    std::size_t bytes = 0, visible = 0;
    bool for_outlook = false, for_phones = false, titled = false, preheader = false, forms = false;
};

struct MailFacts {
    const Context& c;
    std::string from_label; // of the sender's registrable domain
    std::string name; // of the sender, folded
    std::string text; // folded: name, subject, beginning of the text
    LinkCounts links {};
    HtmlCounts html {};
    // A DKIM signature of the sender's domain, not verified; MAIL FROM of another domain.
    bool signed_by_sender = false, path_differs = false;
    bool name_is_domain = false; // "Example Shop" of example-shop.com
    bool name_shares_word = false;
};
MailFacts mail_facts(const Context& c);

std::size_t count(std::string_view s, bool (*is)(char));
bool is_digit(char c);
bool is_dot(char c);
bool is_hyphen(char c);
std::string_view top_level(std::string_view host);

} // namespace scan
