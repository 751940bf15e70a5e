#include "milter/stats/client.h"

#include <algorithm>

#include "triage/core/text.h"

namespace stats {

void Client::input(std::string_view bytes)
{
    while (!closing_ && !bytes.empty()) {
        const std::size_t end = bytes.find('\n');
        in_ += bytes.substr(0, end);
        if (in_.size() > line_limit + 1) // one more for a CR
            return refuse("a line has at most 4096 bytes");
        if (end == std::string_view::npos)
            return;
        bytes.remove_prefix(end + 1);
        std::string text;
        text.swap(in_);
        line(text);
    }
}

void Client::input_ended()
{
    if (!closing_ && !in_.empty())
        line(std::string(in_));
    closing_ = true;
}

void Client::line(std::string_view text)
{
    if (text.ends_with('\r'))
        text.remove_suffix(1);
    if (text.size() > line_limit)
        return refuse("a line has at most 4096 bytes");
    for (std::size_t start = 0; start <= text.size();) {
        const std::size_t end = std::min(text.find(';', start), text.size());
        const auto command = core::trim(text.substr(start, end - start));
        if (!command.empty())
            commands_left_.emplace_back(command);
        start = end + 1;
    }
    if (commands_left_.empty()) { // an empty line
        if (prompt_)
            out_ += "> ";
        else
            refuse("no command, try 'help'");
    }
    if (!prompt_ && (commands_left_.empty() || commands_left_.front() != "prompt"))
        closing_ = true;
}

void Client::refuse(std::string_view why)
{
    out_ += "ERR " + std::string(why) + "\n\n";
    commands_left_.clear();
    closing_ = true;
}

bool Client::step()
{
    if (!output().empty() || commands_left_.empty())
        return false;
    const std::string command = std::move(commands_left_.front());
    commands_left_.pop_front();
    if (command == "quit") {
        commands_left_.clear();
        closing_ = true;
        return true;
    }
    if (command == "prompt") {
        prompt_ = true;
        out_ = "\n";
    } else {
        out_ = commands_.execute(command, admin_) + '\n';
    }
    if (prompt_ && commands_left_.empty())
        out_ += "> ";
    return true;
}

void Client::sent(std::size_t bytes)
{
    sent_ += bytes;
    if (sent_ < out_.size())
        return;
    out_.clear();
    sent_ = 0;
}

bool Client::finished() const
{
    return closing_ && commands_left_.empty() && output().empty();
}

} // namespace stats
