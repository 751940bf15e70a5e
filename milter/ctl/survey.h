// All messages of labelled sets through the engine, in sandboxed workers side by side: what
// training and evaluation start from. The same bytes, envelope and settling as `triagectl scan`;
// what a worker cannot read in time is counted and left out.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "milter/config.h"
#include "milter/ctl/corpus.h"
#include "milter/generation_file.h"
#include "triage/core/result.h"
#include "triage/core/verdict.h"
#include "triage/train/study.h"

namespace ctl {

struct Surveyed {
    std::uint16_t set = 0; // index in the sets
    std::uint32_t file = 0; // index in the set's files
    std::string failure; // why there is nothing else here; empty: there is
    std::vector<core::Finding> findings; // worst first, without evidence
    core::Threat threat = core::Threat::Unknown;
    int score = 0; // 0…100 of the findings, also when the scan is incomplete
    std::string language;
    core::Category category = core::Category::Unknown;
    std::vector<core::Feature> features;
    std::string due; // of its action
    core::Correspondence correspondence;
    train::Study study;
};

struct Survey {
    std::vector<MailSet> sets;
    std::vector<Surveyed> messages; // in order of sets and files
    std::shared_ptr<const milter::GenerationFile> generation; // names the findings
};

// One thread and one worker for each CPU. Fails if no generation can be built, with every mistake
// in one text.
core::Result<Survey> survey(const milter::Config& config, std::vector<MailSet> sets);

// For each message whether one before it with the same label is nearly the same.
std::vector<bool> repeated(const Survey& survey);

} // namespace ctl
