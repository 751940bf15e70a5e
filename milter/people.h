// Who a recipient is: addresses come before any alias is expanded, and one person's mail must meet
// one past under whatever address it comes. Made of the configuration at a reload, then const and
// thread-safe. Used by transaction.cc, the feedback desk and the commands that forget and export.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "triage/core/result.h"

namespace milter {

class People {
public:
    // `delimiters`: any of these characters begins what a user adds to the own local part, as in
    // Postfix's recipient_delimiter; empty: none does. `aliases`: "ALIAS = ADDRESS", where either
    // may be "@domain": the whole domain, with the same local part or for one person. Error: the
    // entry that is wrong, or that leads back to itself.
    static core::Result<People> parse(
        std::string_view delimiters, const std::vector<std::string>& aliases);
    // Why a text is no entry of that list, and what to write; empty if it is one.
    static std::string check_alias(const std::string& text);

    // The address, in normal form, of whose mail this is. What is no address comes back in lower
    // case. As in Postfix's virtual(5): the address itself goes before the one without addition,
    // and that before the domain. At most `most_steps` aliases behind each other.
    std::string person(std::string_view address) const;
    // The address in normal form, without what the user added to the local part.
    std::string without_addition(std::string_view address) const;

    static constexpr int most_steps = 10;

private:
    const std::string* aliased(std::string_view normal) const;
    bool step(std::string& address) const; // false: nobody else's

    std::string delimiters_;
    std::map<std::string, std::string, std::less<>> aliases_;
};

} // namespace milter
