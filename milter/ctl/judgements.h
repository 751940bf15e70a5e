// Tables of what people judged mail of collections to be: digests of files and labels, for the mail
// itself is not ours to copy. Read by the evaluations of categories and deadlines.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "milter/ctl/corpus.h"
#include "triage/core/digest.h"
#include "triage/core/result.h"

namespace ctl {

struct Judgement {
    std::string settled; // the label that the readers settled on
    bool kept = false; // for the final measurement
};
using Judgements = std::map<std::string, Judgement>;

// By the file's SHA-256, hexadecimal. Lines of digest, source, the two readers' labels, the settled
// one, "learn" or "keep"; tabs between; '#' begins a remark. Fails with file and line.
core::Result<Judgements> read_judgements(const std::string& name);

// Takes files out of the sets that are not judged, but for those that `also` wants (null: none);
// returns the others' judgements by file.
core::Result<Judgements> keep_judged(std::vector<MailSet>& sets, const Judgements& judged,
    const std::function<bool(const core::Digest&)>& also);

} // namespace ctl
