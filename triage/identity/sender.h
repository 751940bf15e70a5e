// Who a message says it is from, what of that is proven, and the affiliation set: the organisations
// that the sender is consistently tied to (From, MAIL FROM, DKIM, List-*). Nearly every link, form,
// image and reply finding is conditioned on it. It measures consistency, not trust: a sender
// chooses MAIL FROM and List-* freely. Computed once for each message. Pure, thread-safe.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "triage/core/envelope.h"
#include "triage/core/message.h"
#include "triage/identity/auth_results.h"
#include "triage/identity/lists.h"

namespace identity {

class Affiliation {
public:
    void add(std::string org_domain, bool proven);
    bool has(std::string_view org_domain) const;
    bool proven(std::string_view org_domain) const; // by a signature or SPF pass
    bool empty() const { return members_.empty(); }

private:
    struct Member {
        std::string org_domain;
        bool proven;
    };
    std::vector<Member> members_; // a handful
};

struct Sender {
    core::Address from; // the first mailbox of From; empty if there is none
    std::string from_org; // its registrable domain
    Auth auth;
    bool aligned = false; // From's organisation is proven (DMARC, or aligned DKIM or SPF)
    bool freemail = false;
    bool local = false; // From is in a local domain
    bool list = false; // through a discussion list
    bool bulk = false; // list or newsletter: List-Unsubscribe, List-Id or Precedence
    bool bounce = false; // a delivery report
    bool automatic = false; // Auto-Submitted other than no
    Affiliation affiliated;
};

Sender read_sender(const core::Message& m, const core::Envelope& e, const Lists& lists,
    std::span<const std::string> local_domains, std::span<const std::string> trusted_ids);

// `host` is one of these domains or below one.
bool is_below(std::string_view host, std::span<const std::string> domains);

} // namespace identity
