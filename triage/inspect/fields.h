// Fields of a document, put together while its code and text go by: code is cut into runs, and
// fields in the code of others (QUOTE, SET, REF) build what the outer one does. Used by the readers
// of Office documents and rich text; one object for each document. Judged by judge_field().
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "triage/inspect/yield.h"

namespace inspect {

class Fields {
public:
    explicit Fields(Yield& out)
        : out_(out)
    {
    }
    void open();
    void code(std::string_view text); // of the innermost field, or of none that was opened
    void shown(std::string_view text); // counts where it is the result of a field
    void separate(); // code ends, result begins
    void close();
    void end_loose(); // judges code that stands in no field
    void finish(); // the document ends, whatever is open

private:
    struct Field {
        std::string code, result;
        bool in_result = false;
    };
    std::string value(const Field& f);

    Yield& out_;
    std::vector<Field> open_;
    std::size_t beyond_ = 0; // open ones nested too deeply, which count as part of the deepest
    std::string loose_;
    std::map<std::string, std::string> names_; // bookmarks of SET
    std::size_t expanded_ = 0; // bytes of values put into other fields
};

} // namespace inspect
