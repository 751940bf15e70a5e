// A message as it comes in: its bytes into a sealed memory file within the budget, its digests, and
// what the daemon itself needs of its header. The bytes are what the sender's header and body were,
// without our own fields. Belongs to one transaction.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "milter/cache_key.h"
#include "milter/inflight.h"
#include "milter/memfd.h"
#include "milter/own_fields.h"
#include "triage/core/trace.h"
#include "triage/headers/seal.h"

namespace milter {

struct IntakePolicy {
    bool keep_bytes = true; // false: nobody is going to read them
    bool keep_own_values = false; // the peer's seals count
    std::uint64_t max_bytes = 64u << 20; // what is beyond is dropped
};

class Intake {
public:
    Intake(InflightMemory& memory, const IntakePolicy& policy);

    // `value`: what follows the colon, with its leading space; folds as the MTA sends them.
    void header(std::string_view name, std::string_view value);
    void end_of_header();
    void body(std::string_view chunk);
    void finish(); // seals the file; end_of_header() may not have come

    enum class Kept { Whole, Prefix, NoMemory, Failed, Unwanted };
    Kept kept() const { return kept_; }
    int fd() const { return file_ ? file_->fd() : -1; } // once finished, when Whole or Prefix
    std::uint64_t kept_bytes() const { return kept_bytes_; }
    std::uint64_t received_bytes() const { return received_bytes_; }
    const CacheKey::Digests& digests() const { return digests_; } // once finished

    const OwnFields& own_fields() const { return own_; }
    const headers::SealedFields& sealed_fields() const { return sealed_; }
    // Fields that tell by place who verified, topmost first; a flood of them is cut.
    const std::vector<core::TraceField>& trace() const { return trace_; }
    std::uint32_t x_priorities() const { return x_priorities_; }
    std::uint32_t importances() const { return importances_; }

private:
    void note(std::string_view name, std::string_view value);
    void append(std::string_view bytes);
    void flush();
    void drop(Kept why);

    InflightMemory::Share share_;
    IntakePolicy policy_;
    Kept kept_;
    bool in_header_ = true;
    std::optional<Memfd> file_;
    std::string buffer_; // not yet in the file
    std::uint64_t kept_bytes_ = 0, received_bytes_ = 0;
    CacheKey key_;
    CacheKey::Digests digests_;
    OwnFields own_;
    headers::SealedFields sealed_;
    std::vector<core::TraceField> trace_;
    bool seen_[4] = { false, false, false, false };
    std::uint32_t x_priorities_ = 0, importances_ = 0;
};

// Folds as CRLF, each followed by white space, so that a value is one field to every parser.
std::string with_crlf_folds(std::string_view value);

} // namespace milter
