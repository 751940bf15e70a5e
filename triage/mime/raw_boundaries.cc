#include "triage/mime/raw_boundaries.h"

#include <utility>

namespace mime {

Boundaries::Boundaries()
{
    first_.fill(-1);
}

int Boundaries::child_of(int node, char byte) const
{
    if (node == 0)
        return first_[static_cast<unsigned char>(byte)];
    int child = nodes_[static_cast<std::size_t>(node)].child;
    while (child >= 0 && nodes_[static_cast<std::size_t>(child)].byte != byte) {
        ++steps_;
        child = nodes_[static_cast<std::size_t>(child)].sibling;
    }
    return child;
}

int Boundaries::add(std::string_view boundary, int owner)
{
    if (boundary.empty() || boundary.size() > longest || count_ >= most)
        return -1;
    int node = 0;
    for (const char c : boundary) {
        int next = child_of(node, c);
        if (next < 0) {
            next = static_cast<int>(nodes_.size());
            nodes_.push_back({ c, -1, nodes_[static_cast<std::size_t>(node)].child, -1 });
            nodes_[static_cast<std::size_t>(node)].child = next;
            if (node == 0)
                first_[static_cast<unsigned char>(c)] = next;
        }
        node = next;
    }
    const int before = std::exchange(nodes_[static_cast<std::size_t>(node)].owner, owner);
    count_ += before < 0;
    return before;
}

std::optional<Boundaries::Match> Boundaries::at(std::string_view s) const
{
    std::optional<Match> best;
    int node = 0;
    for (std::size_t i = 0; i < s.size() && i < longest; ++i) {
        ++steps_;
        node = child_of(node, s[i]);
        if (node < 0)
            break;
        if (const int owner = nodes_[static_cast<std::size_t>(node)].owner; owner >= 0)
            best = Match { owner, i + 1 };
    }
    return best;
}

} // namespace mime
