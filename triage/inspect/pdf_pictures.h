// The pictures of a PDF, for the codes in them. Used by pdf.cc; one thread.
#pragma once

#include "triage/inspect/pdf_file.h"
#include "triage/inspect/yield.h"

namespace inspect {

// JPEG pictures become files inside; of those that are kept as plain samples the codes are read
// here. What is too dear for Budget::pictures is left alone.
void look_at_pdf_pictures(PdfFile& file, Yield& out);

} // namespace inspect
