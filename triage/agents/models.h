// What the agents have learnt: linear models over named terms, opened once from a generation and
// shared by the agents of a worker. Const. A model that is not there is empty, and its agent does
// without it: generation.cc says which, health repeats it.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>

#include "triage/core/result.h"
#include "triage/model/linear.h"
#include "triage/scan/sections.h"

namespace agents {

struct Models {
    model::Linear category; // of classes: category_terms.h
    model::Linear requests; // whether a sentence asks its reader for something: sentence_terms.h
    model::Linear signature; // where a signature without a mark begins: zone/signature.h
    model::Linear summary; // which sentence says what a text is about: summary.h
};

// Its file is NAME.model, its section "model." and the name.
struct ModelRow {
    std::string_view name;
    model::Linear Models::*model;
    std::string_view without; // what it means that it is not there
};
inline constexpr auto model_rows = std::to_array<ModelRow>({
    { "category", &Models::category, "categories are weighed by hand alone" },
    { "requests", &Models::requests, "requests are known by fixed phrases alone" },
    { "signature", &Models::signature, "signatures without a mark count as text" },
    { "summary", &Models::summary, "summaries are the first sentence that says something" },
});
std::string model_section(std::string_view name);

// Fails if a section is malformed; an absent one is an empty model.
core::Result<std::shared_ptr<const Models>> open_models(const scan::SectionLookup& section);

} // namespace agents
