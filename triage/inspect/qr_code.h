// QR codes in pictures: where they lead is a link, what else they say is text of the document.
// This file's .cc alone includes ZXing. Used by inspect() and by inspectors that unpack pictures.
#pragma once

#include <string>
#include <vector>

#include "triage/inspect/item.h"
#include "triage/inspect/picture.h"
#include "triage/inspect/yield.h"

namespace inspect {

// What the codes in a picture say, as UTF-8; empty if there is none. Some 10 ms for a megapixel.
std::vector<std::string> read_codes(const Picture& picture);

// Links and text of the codes in a picture, which is shrunk first where it is large.
void yield_codes(Picture picture, Yield& out);

// PNG and JPEG files. Pictures that a message has no room for (Budget::pictures) are left alone:
// photographs must not cost the message its verdict.
void look_into_picture(const Item& item, Yield& out);

} // namespace inspect
