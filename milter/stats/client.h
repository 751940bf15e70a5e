// One client of the stats socket as a state machine over bytes: lines in, answers out. Owns no
// descriptor and no clock, so that tests feed it bytes. Used by socket.cc's thread only.
// Nothing a client sends may do more than close its own connection.
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>

#include "milter/stats/commands.h"

namespace stats {

class Client {
public:
    static constexpr std::size_t line_limit = 4096; // bytes, without the line end

    Client(const CommandTable& commands, bool admin)
        : commands_(commands)
        , admin_(admin)
    {
    }

    void input(std::string_view bytes);
    void input_ended(); // the peer shut its side: a last line without line end counts
    // Runs the next command that waits, if no output does: one answer at a time bounds memory,
    // whatever one line asks for. Whether one ran.
    bool step();

    std::string_view output() const { return std::string_view(out_).substr(sent_); }
    void sent(std::size_t bytes);
    bool waiting() const { return !commands_left_.empty(); }
    bool prompting() const { return prompt_; }
    bool finished() const; // nothing to send, nothing to run, no more to come

private:
    void line(std::string_view text);
    void refuse(std::string_view why);

    const CommandTable& commands_;
    bool admin_;
    bool prompt_ = false;
    bool closing_ = false; // reads no more
    std::string in_;
    std::string out_;
    std::size_t sent_ = 0; // of out_
    std::deque<std::string> commands_left_;
};

} // namespace stats
