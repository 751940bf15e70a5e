// What all sources of style say of an element together: presentational attributes, the part's style
// elements, its own style attribute. Used by the reader for one part.
#pragma once

#include <string_view>
#include <unordered_map>
#include <vector>

#include "triage/html/sheet.h"
#include "triage/html/style.h"
#include "triage/html/tokenizer.h"
#include "triage/html/tree.h"

namespace html {

class Styling {
public:
    // Reads the style elements of `html`, wherever they stand; `html` must outlive this.
    explicit Styling(std::string_view html);

    Described describe(const Token& tag) const;
    // Fills `out`. True if only an @media that may not hold makes the element seen.
    bool style(const Token& tag, const Tree& tree, const Described& described, Style& out);
    // There are styles that were not read and may paint a background.
    bool unread_paper() const { return sheet_.unread_paper() || linked_; }
    bool cut() const { return sheet_.cut(); }

private:
    const std::vector<Declaration>& inline_style(std::string_view raw);

    Sheet sheet_;
    bool linked_ = false; // a style sheet that the mail does not hold
    std::unordered_map<std::string_view, std::vector<Declaration>> inline_; // by value as written
    std::vector<Declaration> last_;
};

} // namespace html
