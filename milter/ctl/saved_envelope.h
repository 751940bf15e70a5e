// The envelope of a message that lies in a file, as delivery agents keep it in the header: for
// `triagectl scan` without --from and --rcpt. Reads the first 64 KiB, linear. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ctl {

struct SavedEnvelope {
    std::string
        mail_from; // of Return-Path, else the address in From; empty: null sender or neither
    std::vector<std::string> rcpts; // of Delivered-To, else X-Original-To
};
SavedEnvelope saved_envelope(std::string_view raw);

} // namespace ctl
