#include "milter/stats/commands.h"

#include <exception>

#include "triage/core/text.h"

namespace stats {

namespace {

constexpr std::size_t echo_limit = 80; // of a client's own words in an error

std::string error(std::string_view what)
{
    return "ERR " + core::escape_log(what, 1000) + '\n';
}

bool begins_with_words(std::string_view text, std::string_view words)
{
    return text.starts_with(words) && (text.size() == words.size() || text[words.size()] == ' ');
}

const Command* longest_match(const std::vector<Command>& commands, std::string_view text)
{
    const Command* best = nullptr;
    for (const Command& c : commands)
        if (begins_with_words(text, c.name) && (!best || c.name.size() > best->name.size()))
            best = &c;
    return best;
}

bool take_last_word(std::string_view& arguments, std::string_view word)
{
    if (arguments != word && !arguments.ends_with(" " + std::string(word)))
        return false;
    arguments.remove_suffix(word.size());
    arguments = core::trim(arguments);
    return true;
}

// An empty line ends an answer on the socket, so none may stand inside one. A command that has
// nothing to say is answered with OK.
std::string without_empty_lines(std::string_view text)
{
    if (text.empty())
        return "OK\n";
    std::string out;
    for (const char c : text)
        if (c != '\n' || (!out.empty() && out.back() != '\n'))
            out += c;
    if (out.empty() || out.back() != '\n')
        out += '\n';
    return out;
}

struct Render {
    bool json;
    std::string operator()(const Report& r) const
    {
        return without_empty_lines(json ? r.json() : r.text());
    }
    std::string operator()(const std::string& s) const { return without_empty_lines(s); }
    std::string operator()(const core::Error& e) const { return error(e.what); }
};

} // namespace

void CommandTable::add(Command command)
{
    commands_.push_back(std::move(command));
}

const Command* CommandTable::find(std::string_view name) const
{
    for (const Command& c : commands_)
        if (c.name == name)
            return &c;
    return nullptr;
}

std::string CommandTable::execute(std::string_view command, bool admin) const
{
    const std::string text = core::single_spaced(command);
    const Command* found = longest_match(commands_, text);
    if (!found)
        return error("unknown command '" + core::escape_log(text, echo_limit) + "', try 'help'");
    if (found->admin && !admin)
        return error(
            "'" + found->name + "' is for root, the daemon's own user and monitoring.admins only");
    std::string_view arguments = core::trim(std::string_view(text).substr(found->name.size()));
    try {
        const bool json = take_last_word(arguments, "json");
        return std::visit(Render { json }, found->run(arguments));
    } catch (const std::exception& e) {
        return error("'" + found->name + "' failed: " + e.what());
    }
}

} // namespace stats
