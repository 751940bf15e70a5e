// Labelled folders of mail: one message a file, below any number of folders. Used by training and
// evaluation. What does not begin like a message (indexes, notes, licences) is left out.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "triage/core/result.h"

namespace ctl {

struct MailSet {
    std::string
        name; // last part of the folder's path, with the one before it if that is not unique
    bool hostile = false;
    std::vector<std::string> files; // sorted, so that the same folders give the same result
};

struct LabelledFolders {
    std::vector<std::string> hostile, legit;
};

// Fails if a folder cannot be read or holds no message.
core::Result<std::vector<MailSet>> list_mail(const LabelledFolders& folders);

// The message in a file as an MTA would have handed it on.
core::Result<std::string> read_mail(const std::string& file);

} // namespace ctl
