#include "triage/inspect/pdf.h"

#include <string>

#include "triage/inspect/pdf_actions.h"
#include "triage/inspect/pdf_file.h"
#include "triage/inspect/pdf_pictures.h"
#include "triage/inspect/pdf_text.h"

namespace inspect {

namespace {

// A page that is there to be clicked: one link, and either little to read or a link as large as the
// page.
void judge_pages(const PdfPages& pages, const PdfActions& actions, Yield& out)
{
    constexpr std::size_t few_pages = 2, little_text = 700; // letters; an invoice has more
    constexpr double large = 0.4;
    if (pages.count == 0 || pages.count > few_pages || actions.links().size() != 1)
        return;
    if (pages.link_share >= large)
        out.mark(Mark::PdfOnePager, "a link that covers the page");
    else if (pages.letters <= little_text)
        out.mark(Mark::PdfOnePager, "hardly more than a link");
}

} // namespace

bool is_pdf(Format f)
{
    return f == Format::Pdf;
}

void look_into_pdf(const Item& item, Yield& out)
{
    PdfFile file(item.data, out);
    if (file.locked())
        return out.mark(Mark::DocumentEncrypted, "encrypted with a password");
    PdfActions actions(file, out);
    actions.run();
    look_at_pdf_pictures(file, out);
    judge_pages(PdfText(file, out).run(), actions, out);
    if (!file.unread().empty())
        out.unscannable(file.unread());
}

} // namespace inspect
