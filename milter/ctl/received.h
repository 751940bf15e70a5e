// A message file as an MTA would have handed it on. Pure, linear.
#pragma once

#include <string>
#include <string_view>

namespace ctl {

// Lines end with CRLF (a file in UNIX style is converted, one whose first line ends with CRLF is
// left as it is, stray line feeds included) and a leading mbox "From " line goes.
std::string as_received(std::string_view file);

} // namespace ctl
