// The threat scan: runs every check and rule over one parsed message. A Scanner is opened from a
// generation's sections, const and shared between threads; a Scratch belongs to one thread. The
// generation's bytes must outlive the scanner.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "triage/core/clock.h"
#include "triage/core/envelope.h"
#include "triage/core/finding.h"
#include "triage/core/message.h"
#include "triage/core/result.h"
#include "triage/core/verdict.h"
#include "triage/scan/content_model.h"
#include "triage/scan/context.h"
#include "triage/scan/score.h"
#include "triage/scan/sections.h"

namespace scan {

struct Scanned {
    core::Notes notes;
    std::uint32_t facts = 0; // Fact bits of the message
    bool finished = false;
};

class Scanner {
public:
    class Scratch {
    public:
        Scratch();
        ~Scratch();
        Scratch(Scratch&&) noexcept;
        Scratch& operator=(Scratch&&) noexcept;
        ModelView& model_view(); // of the last message that was not attached to another

    private:
        friend class Scanner;
        struct State;
        std::unique_ptr<State> state_;
    };

    static core::Result<Scanner> open(const SectionLookup& section);
    ~Scanner();
    Scanner(Scanner&&) noexcept;
    Scanner& operator=(Scanner&&) noexcept;

    core::Result<Scratch> make_scratch() const;

    // Not finished when the deadline passed or a pattern scan failed: what was found until then
    // stands, and the message is never clean. Notes::limit_hit when the message was not seen
    // completely.
    Scanned scan(const Subject& subject, Scratch& scratch, const core::Deadline& deadline) const;

    // What the content model made of the last message of that scratch whose scan finished and that
    // was not attached to another; `findings`: what was found.
    std::optional<ContentReasons> explain_model(
        Scratch& scratch, std::span<const core::Finding> findings) const;

    // Built-in rows, then those of the rule files, in order; operator's severities applied.
    const core::FindingTable& findings() const;
    // What each row weighs. Those that the model has learnt say so, but for rows that an operator
    // has given a severity, and with MODEL_CONTENT switched off none.
    SeverityTable severities() const;

private:
    struct State;
    explicit Scanner(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

} // namespace scan
