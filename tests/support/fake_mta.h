// An MTA's side of Actions: macros to ask for, and a record of every edit, which support::apply
// then carries out as Postfix or Sendmail would.
#pragma once

#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "milter/actions.h"
#include "tests/support/mail.h"

namespace support {

class FakeMta final : public milter::Actions {
public:
    std::map<std::string, std::string, std::less<>> macros { { "i", "4bX2k" },
        { "j", "mx1.example.org" } };
    std::vector<Edit> edits;
    std::string reply; // set_reply's code and text
    std::string quarantined; // its reason
    bool gone = false; // the connection broke: edits fail
    bool throws = false; // every edit throws

    std::string macro(std::string_view name) const override
    {
        const auto found = macros.find(name);
        return found == macros.end() ? "" : found->second;
    }
    bool insert_header(int index, const std::string& name, const std::string& value) override
    {
        return edit({ 'i', static_cast<std::uint32_t>(index), name, value });
    }
    bool delete_header(const std::string& name, int index) override
    {
        return edit({ 'm', static_cast<std::uint32_t>(index), name, "" });
    }
    bool quarantine(const std::string& reason) override
    {
        quarantined = reason;
        return !gone;
    }
    void set_reply(const std::string& code, const std::string& text) override
    {
        reply = code + " " + text;
    }
    std::size_t deletions() const
    {
        std::size_t n = 0;
        for (const Edit& e : edits)
            n += e.kind == 'm';
        return n;
    }

private:
    bool edit(Edit e)
    {
        if (throws)
            throw std::runtime_error("edit");
        if (!gone)
            edits.push_back(std::move(e));
        return !gone;
    }
};

} // namespace support
