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
#include "triage/identity/auth.h"
#include "triage/identity/lists.h"

namespace identity {

class Affiliation {
public:
    void add(std::string org_domain, bool proven);
    bool has(std::string_view org_domain) const; // proven or claimed: lowers what is weak anyway
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
    bool arc_aligned = false; // it was when a configured ARC sealer received the message
    bool signed_for_from
        = false; // a signature of From's organisation stands there, whoever made it
    bool freemail = false;
    bool local = false; // From is in a local domain
    bool ours = false; // From is in a local domain or in the list own_domains
    bool allowed = false; // From is proven and on the site's list `allow`
    bool list = false; // through a discussion list
    bool bulk = false; // list or newsletter: List-Unsubscribe, List-Id or Precedence
    bool bounce = false; // a delivery report
    bool automatic = false; // Auto-Submitted other than no
    Affiliation affiliated;

    // The host belongs to an organisation that the sender is tied to: by proof where a verifier
    // spoke, else by claim.
    bool tied_to(std::string_view org_domain) const
    {
        return auth.known ? affiliated.proven(org_domain) || org_domain_is_from(org_domain)
                          : affiliated.has(org_domain);
    }

private:
    // Links to the domain that From shows mislead nobody, unless a verifier says it is not From's.
    bool org_domain_is_from(std::string_view org_domain) const
    {
        return org_domain == from_org && auth.dmarc != AuthState::Fail;
    }
};

struct SenderSources {
    const Lists& lists;
    std::span<const std::string> local_domains;
    core::TraceTrustees trusted;
};
Sender read_sender(const core::Message& m, const core::Envelope& e, const SenderSources& sources);

// `host` is one of these domains or below one.
bool is_below(std::string_view host, std::span<const std::string> domains);

// The brand's own host or an organisation of its that is proven, or claimed where nobody verified.
bool speaks_for(const Sender& s, const Brand& brand);

} // namespace identity
