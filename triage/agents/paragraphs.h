// Plain text of a mail as sentences: lines that a client wrapped are joined first, because a line
// end in the middle of a sentence would end it. Used by summarise and respond. Linear, pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace agents {

// `text` with wrapped lines joined by a space; line ends that mean something (short lines, lists,
// blank lines) stay. Reads at most `max_bytes`.
std::string unwrap(std::string_view text, std::size_t max_bytes);

} // namespace agents
