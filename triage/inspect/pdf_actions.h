// Walks all objects of a PDF for what it does: scripts, actions, links, files inside. Used by
// pdf.cc; one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <string_view>

#include "triage/inspect/pdf_file.h"
#include "triage/inspect/pdf_script.h"
#include "triage/inspect/yield.h"

namespace inspect {

class PdfActions {
public:
    PdfActions(PdfFile& file, Yield& out)
        : file_(file)
        , out_(out)
        , scripts_(out)
    {
    }

    // Looks at every object and trailer, then marks.
    void run();
    // Different URLs that the document offers to click.
    const std::set<std::string, std::less<>>& links() const { return links_; }

private:
    using Start = PdfScripts::Start;

    void walk(const PdfValue& v, std::size_t depth);
    void dictionary(const PdfValue& d);
    void hidden_names(const PdfValue& d);
    void starters(const PdfValue& d);
    void listed(const PdfValue& tree, std::size_t depth);
    void start(const PdfValue& action, std::size_t depth);
    void action(const PdfValue& d, Start start);
    void script(const PdfValue& code, Start start);
    void launch(const PdfValue& d, Start start);
    void remote(const PdfValue& d, Start start);
    void uri(const PdfValue& url, Start start);
    void form(const PdfValue& xfa);
    void form_xml(std::string_view xml);
    void attached(const PdfValue& specification);
    void embedded(std::size_t index, std::string_view name);
    void active(std::string_view what);
    std::string target(const PdfValue& specification);
    std::string text_of(const PdfValue& string_or_stream);
    bool once(const PdfValue& ref);

    PdfFile& file_;
    Yield& out_;
    PdfScripts scripts_;
    std::set<std::string, std::less<>> links_;
    std::set<std::string, std::less<>> said_; // marks
    std::set<std::size_t> given_; // objects handed on as files
    std::set<std::uint32_t> started_; // objects followed from where the document starts something
};

} // namespace inspect
