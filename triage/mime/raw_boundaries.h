// The boundaries of one message, and which of them stands at a place: a tree of bytes, so that a
// look-up takes as many steps as bytes agree, however many boundaries there are.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace mime {

class Boundaries {
public:
    static constexpr std::size_t longest = 200; // bytes; RFC 2046 allows 70
    static constexpr std::size_t most = 256;

    Boundaries();
    // For entity `owner`. A boundary that another one has already goes to the new owner: the
    // innermost is the one that readers close first. Nothing happens beyond the limits.
    // The owner that it had before, or -1.
    int add(std::string_view boundary, int owner);
    struct Match {
        int owner;
        std::size_t length;
    };
    // The longest boundary that `s` begins with. The empty one needs the whole line.
    std::optional<Match> at(std::string_view s) const;
    bool empty() const { return count_ == 0; }
    // Comparisons made: what a look-up costs, for tests of its bound.
    std::size_t steps() const { return steps_; }

private:
    struct Node {
        char byte = 0;
        int child = -1, sibling = -1;
        int owner = -1;
    };
    int child_of(int node, char byte) const;
    std::vector<Node> nodes_ { Node {} };
    std::array<int, 256> first_ {}; // children of the root: most lines of dashes end a look-up here
    std::size_t count_ = 0;
    mutable std::size_t steps_ = 0;
};

} // namespace mime
