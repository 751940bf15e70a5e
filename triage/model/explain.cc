#include "triage/model/explain.h"

namespace model {

void explain(std::span<const Linear::Part> parts, SourceOf source_of, core::Summands& summands)
{
    for (const Linear::Part& p : parts)
        summands.add(source_of(p.term->name), p.term->name, p.contribution);
}

core::Sum explain(const Linear& model, std::span<const Term> terms, SourceOf source_of)
{
    core::Summands summands;
    summands.add(core::Source::Constant, "bias", model.bias());
    explain(model.parts(terms), source_of, summands);
    return summands.take();
}

} // namespace model
