// The learned model as one finding among the others: MODEL_CONTENT, graded by how sure the model
// is. It may make a message suspicious alone and dangerous never (its weight ends where that
// begins, and score() holds one group back). Const and shared; what it saw of a message is in a
// ModelView, which belongs to one thread.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "triage/core/finding.h"
#include "triage/core/result.h"
#include "triage/core/sum.h"
#include "triage/model/linear.h"
#include "triage/scan/context.h"
#include "triage/scan/sink.h"

namespace scan {

struct ModelView {
    bool wanted = false; // keep the terms, also where there is no model: for training
    std::vector<model::Term> terms; // of the last message, if wanted
    double margin = 0; // what the model makes of them; 0 without a model
};

inline constexpr std::string_view content_model_id = "MODEL_CONTENT";

// Why it weighs what it weighs.
struct ContentReasons {
    core::Sum sum; // adds up to the margin
    int hundredths = 0; // what the margin weighs
    bool counted = true; // false: a rule excused the finding, or it is another's
    bool operator==(const ContentReasons&) const = default;
};

class ContentModel {
public:
    // An empty section: no model, and no finding.
    static core::Result<ContentModel> open(std::string_view section);

    // Whether training saw a finding of this id, so that it counts in the model.
    bool has_learnt(std::string_view finding_id) const;

    // `row`: that of content_model_id. Call it when everything else has reported.
    void judge(const Context& c, core::FindingId row, const core::FindingTable& table, Sink& sink,
        ModelView& view) const;

    // Of a view that judge() has filled. Nothing without a model.
    std::optional<ContentReasons> explain(const ModelView& view) const;

private:
    model::Linear model_;
};

} // namespace scan
