// Small mails for the scan's tests: described by what differs from an ordinary one, written out as
// raw bytes, parsed and scanned with the project's own rules and lists.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "triage/core/envelope.h"
#include "triage/core/finding.h"
#include "triage/core/limits.h"
#include "triage/core/verdict.h"
#include "triage/generation.h"
#include "triage/inspect/report.h"
#include "triage/mime/parse.h"
#include "triage/scan/scanner.h"

namespace scan_fixture {

struct Mail {
    std::string from = "Ann Smith <ann@supplier.example>";
    std::string to = "Bob <bob@ourfirm.example>";
    std::string subject = "Minutes of the meeting";
    std::string text = "Hello Bob,\r\nplease find my notes below.\r\nAnn";
    std::string html {}; // instead of text; both if text is set too
    std::string extra {}; // header lines, each with CRLF
    std::string file {}; // name of an attachment
    std::string data = "some text\r\n"; // its bytes
    std::string file_type = "application/octet-stream";
    std::string mail_from = "ann@supplier.example";
    std::string date = "Mon, 02 Nov 2026 08:00:00 +0000";
    std::string message_id = "<a1@supplier.example>";
    std::string raw {}; // the whole message, instead of all the above
    bool forged_fields = false; // the daemon took X-Triage-* fields off it
    // What inspection is to have seen, instead of what it sees: guards are tested without files.
    std::vector<inspect::Mark> marks {};
    std::string document {}; // what attached documents show
    std::vector<std::pair<core::LinkOrigin, std::string>> inner_links {};
};

std::string write(const Mail& mail);

// The generation built from etc/, with local domain ourfirm.example and the verifier mx.ourfirm.
// `overrides` are the operator's.
triage::GenerationSources sources();

class Bench {
public:
    explicit Bench(const triage::GenerationSources& sources);
    core::Notes scan(const Mail& mail, const core::Limits& limits = {});
    // Severity by which the finding is reported, also as a candidate; nullopt if it is not.
    std::optional<core::Severity> found(const Mail& mail, std::string_view id);
    const core::FindingTable& findings() const { return scanner_.findings(); }
    scan::SeverityTable severities() const { return scanner_.severities(); }
    const scan::Scanner& scanner() const { return scanner_; }
    scan::Scanner::Scratch& scratch() { return scratch_; }

private:
    mime::Runtime runtime_; // one for all mails: GMime does not like to be started twice
    triage::BuildResult built_;
    triage::Generation generation_;
    scan::Scanner scanner_;
    scan::Scanner::Scratch scratch_;
};

// One bench for all tests of the program: building it takes seconds.
Bench& bench();

} // namespace scan_fixture
