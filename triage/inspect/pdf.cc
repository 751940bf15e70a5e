#include "triage/inspect/pdf.h"

#include <string>

#include "triage/inspect/pdf_actions.h"
#include "triage/inspect/pdf_file.h"

namespace inspect {

bool is_pdf(Format f)
{
    return f == Format::Pdf;
}

void look_into_pdf(const Item& item, Yield& out)
{
    PdfFile file(item.data, out);
    PdfActions actions(file, out);
    actions.run();
    if (!file.unread().empty())
        out.unscannable(file.unread());
}

} // namespace inspect
