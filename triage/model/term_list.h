// Collects the terms of a message, each name once, however often the message has it. Belongs to one
// thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "triage/model/linear.h"

namespace model {

class TermList {
public:
    // Appends to `terms`; what those hold already does not count.
    explicit TermList(std::vector<Term>& terms)
        : terms_(terms)
        , first_(terms.size())
    {
    }

    void add(std::initializer_list<std::string_view> name); // the pieces of it

    std::size_t size() const { return terms_.size() - first_; } // terms added
    void set_values(double value); // of all that were added

private:
    void grow();
    std::size_t slot_of(std::string_view name) const; // where it is, or where it belongs

    std::vector<Term>& terms_;
    const std::size_t first_;
    std::vector<std::uint32_t> slots_; // open addressing; one more than the index among the added
    std::string name_; // kept for its capacity
};

} // namespace model
