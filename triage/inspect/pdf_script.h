// What the JavaScript of a PDF does (Acrobat's interfaces), told from its names and literals;
// nothing is run. Used by pdf_actions.cc. A PdfScripts belongs to one thread.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "triage/inspect/yield.h"

namespace inspect {

class PdfScripts {
public:
    explicit PdfScripts(Yield& out)
        : out_(out)
    {
    }

    // Who runs it: a reader's click or a field; the document's own list of scripts, which readers
    // run as well, but which forms have for their calculations; an event of document or page.
    enum class Start { No, Listed, Event };
    void add(std::string_view code, Start start);
    void judge(); // marks; call once, after the last script

private:
    void read(std::string_view code, Start start);

    Yield& out_;
    std::set<std::string, std::less<>> defined_; // functions
    std::set<std::string, std::less<>> called_; // by what an event starts
    std::string acts_; // the first word that makes code or leaves the document
    std::string exploits_; // the first that no form needs
    bool any_ = false;
    bool starts_ = false;
    bool event_ = false;
};

} // namespace inspect
