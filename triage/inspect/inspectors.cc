#include "triage/inspect/inspectors.h"

#include <array>

#include "triage/inspect/archive.h"
#include "triage/inspect/html_file.h"
#include "triage/inspect/invitation.h"
#include "triage/inspect/office.h"
#include "triage/inspect/one_note.h"
#include "triage/inspect/ooxml.h"
#include "triage/inspect/pdf.h"
#include "triage/inspect/qr_code.h"
#include "triage/inspect/rtf_file.h"
#include "triage/inspect/svg.h"
#include "triage/inspect/tnef.h"

namespace inspect {

namespace {

template <Format... formats>
bool is(Format f)
{
    return ((f == formats) || ...);
}

constexpr std::array<Inspector, 11> table { {
    { "html", is<Format::Html>, look_into_html },
    { "svg", is<Format::Svg>, look_into_svg },
    { "archive", is_read_as_archive, look_into_archive },
    { "office", is_compound, look_into_compound },
    { "onenote", is<Format::OneNote>, look_into_one_note },
    { "ooxml", is<Format::OoxmlPart>, look_into_ooxml_part },
    { "pdf", is_pdf, look_into_pdf },
    { "calendar", is<Format::Calendar>, look_into_invitation },
    { "picture", is<Format::Png, Format::Jpeg>, look_into_picture },
    { "rtf", is<Format::Rtf>, look_into_rtf },
    { "tnef", is<Format::Tnef>, look_into_tnef },
} };

} // namespace

std::span<const Inspector> inspectors()
{
    return table;
}

} // namespace inspect
