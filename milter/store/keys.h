// Ids of the store: 16 bytes of an HMAC under a sub-key of the site's key, so that the store tells
// nobody who writes to whom. Made by history.h from what a worker and the envelope say. Const once
// made, thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "milter/store/store.h"
#include "triage/core/correspondence.h"
#include "triage/core/digest.h"
#include "triage/core/verdict.h"

namespace store {

using Id = std::array<std::uint8_t, 16>;

// Who wrote a message, as far as that can be known. History goes by it, so it holds what makes a
// forger somebody else: a proven From stands for itself, another one only together with the
// domain of MAIL FROM and the network that it came from.
struct Author {
    core::Digest address {}; // of From
    Id identity {}; // of From and how it is known
    Id domain {}; // of From's organisation and how it is known
    bool proven = false;
};

class Keys {
public:
    explicit Keys(std::string_view site_key); // milter/key_file.h

    // `network`: of the client (breaker's NetworkId), 0 for our own users, who authenticated.
    Author author(const core::Correspondence& c, bool proven, std::uint64_t network) const;
    // One of ours, who authenticated: the same as that person's proven mail from elsewhere.
    Author own(const core::Digest& address, const core::Digest& domain) const;

    Id recipient(const core::Digest& address) const;
    Id message(const core::Digest& message_id, const core::Digest& from) const;
    Id opinion(const Id& message, std::uint8_t number) const; // opinion.cc's row of it

    Id anybody() const; // whose rows trace answers to addresses, see alias.h
    Id answered(const Id& address, const Id& person, const core::Digest& thread) const;

    Key alias(const Id& recipient) const { return { Kind::Alias, recipient }; }
    Key person(const Id& recipient) const { return { Kind::Recipient, recipient }; }
    Key writing(const Id& recipient) const { return { Kind::Writing, recipient }; }
    Key pair(const Id& recipient, const Author& author) const;
    // What the recipient wrote to that address, which no spoof can add to.
    Key written(const Id& recipient, const core::Digest& address) const;
    Key pair_domain(const Id& recipient, const Id& domain) const;
    Key sender(const Author& author) const { return { Kind::Sender, author.identity }; }
    Key thread(const Id& recipient, const core::Digest& thread) const;
    Key wrote_in(const Id& recipient, const core::Digest& thread) const; // Kind::Thread
    Key wrote(const core::Digest& message_id, const Id& person) const; // Kind::Author
    Key member(const core::Digest& thread, const core::Digest& address) const;
    Key list(const Id& recipient, const core::Digest& list) const;
    Key shape(const Id& recipient, const core::Digest& shape) const;
    // The mail of that sender, or of that list, that we file under `category`.
    Key called(const Id& recipient, const Author& author, const core::Digest& list,
        core::Category category) const;
    // What is learnt comes in parts, each a record.
    Key residual(const Id& recipient, unsigned part) const;
    static Key weights(unsigned part);

    // Another place for a term (core::Feature) of a message, different at every site: what is kept
    // of words says nothing to who does not have the key.
    std::uint16_t term(std::uint16_t id) const { return places_[id % core::Feature::terms]; }

private:
    Id id(std::string_view purpose, std::string_view a, std::string_view b = {}) const;
    // Begins with half of the recipient's id (store.h).
    Id owned(const Id& recipient, std::string_view purpose, std::string_view what) const;

    std::string key_;
    std::vector<std::uint16_t> places_; // a permutation of 0…terms - 1
};

} // namespace store
