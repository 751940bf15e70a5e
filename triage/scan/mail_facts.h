// What the facts among the content model's terms are read from: counts of a message's links and its
// sender's ways, computed once. Used by fact_terms.h's tables alone; read-only afterwards. Linear.
#pragma once

#include <cstddef>
#include <string>

#include "triage/scan/context.h"
#include "triage/scan/link_counts.h"

namespace scan {

struct HtmlCounts {
    std::size_t bytes = 0, visible = 0;
    bool for_outlook = false, for_phones = false, titled = false, preheader = false, forms = false;
};

struct MailFacts {
    const Context& c;
    std::string from_label; // of the sender's registrable domain
    std::string name; // of the sender, folded
    LinkCounts links {};
    HtmlCounts html {};
    // A DKIM signature of the sender's domain, not verified; MAIL FROM of another domain.
    bool signed_by_sender = false, path_differs = false;
    bool name_is_domain = false; // "Example Shop" of example-shop.com
    bool name_shares_word = false;
    // Something ties the message to who it says it is from: pages of many links and pictures are
    // then the sender's own and not a copy.
    bool at_home() const
    {
        return links.affiliated > 0 || signed_by_sender || c.is(Bulk | Aligned);
    }
    // It came by a way that strangers do not have.
    bool expected() const { return c.is(Reply | ListMail | Bulk | Aligned); }
};
MailFacts mail_facts(const Context& c);

} // namespace scan
