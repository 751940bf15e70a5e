// What the content model sees of a message: its words and facts about its build, as named terms.
// Only of what sender and content decide; nothing that tells where a message was collected: no
// recipient, no trace fields, no dates, no message ids, no lists' or own hosts' names. Pure,
// linear.
//
//     s:word  n:word  t:word a word of the subject, of the sender's name, of the new text
//     s:a b   …              two in a row
//     +fact                  may only speak against a message
//     -fact                  may only speak for it
//     =fact                  either
//     !ID                    a finding, may only speak against it
//
// The first character binds training (train/fit.h). That a fact has one direction keeps a model
// from learning what is only a habit of the collections that it was trained on.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "triage/model/linear.h"
#include "triage/scan/context.h"
#include "triage/scan/sink.h"

namespace scan {

void add_word_terms(const Context& c, std::vector<model::Term>& terms);
void add_fact_terms(const Context& c, std::vector<model::Term>& terms);
// The name of the term that a finding is.
std::string finding_term(std::string_view id);
// Of all findings that stand in the sink: call it last.
void add_finding_terms(
    const Sink& sink, const core::FindingTable& table, std::vector<model::Term>& terms);

} // namespace scan
