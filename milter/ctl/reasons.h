// What `explain` prints of why a message was judged as it was: the rule that decided, or the sum,
// term by term, so that the lines add up to what stands below them. Whatever comes from the message
// is cleaned here for the terminal. Pure.
#pragma once

#include <string>

#include "triage/agents/explanation.h"
#include "triage/agents/prioritise.h"

namespace ctl {

// Each line ends with '\n'; some reasons take no line.
std::string category_reasons(const agents::CategoryReasons& reasons);
std::string action_reasons(const agents::ActionReasons& reasons, const core::Action& action);
std::string summary_reasons(const agents::SummaryReasons& reasons);
std::string content_reasons(const scan::ContentReasons& reasons);
std::string priority_reasons(const agents::PriorityReasons& reasons, core::Category category);

} // namespace ctl
