// Where two readers of the same bytes may part ways: the kinds that mime's raw view reports and
// that scan turns into findings. Of its own, because message.h is included everywhere.
#pragma once

#include <cstdint>

namespace core {

enum class AmbiguityKind : std::uint8_t {
    // Fields of an entity's header
    FieldTwice, // a MIME field with two values
    FieldRepeated, // a MIME field with the same value twice
    FieldSyntax, // no field, or one that only some readers take for one
    FieldHidden, // a MIME field inside of another one or behind the header
    ControlInHeader, // NUL or another control
    HeaderLineEnds, // the header's line ends, or what ends it, are not the same to all readers
    // Parameters
    BoundaryTwice, // several boundaries for one multipart
    BoundaryForm, // a boundary that readers take differently
    BoundaryLong, // beyond 70 characters, but the same to all
    BoundaryMissing, // a multipart without one
    BoundaryOnLeaf, // a boundary, and delimiters of it, but no multipart
    NameTwice, // file names that differ
    CharsetTwice, // charsets that differ
    TypeForm, // a type that readers take differently
    // Structure
    BoundaryReused, // one boundary for two multiparts, or the beginning of another
    DelimiterForm, // a delimiter in the middle of a line or with more behind it
    Unclosed, // no closing delimiter
    HiddenContent, // a part or an encoded file outside of all parts
    EncodedComposite, // base64 or quoted-printable on a multipart or message
    // Bodies
    EncodingForm, // an encoding that does not exist or is written so that readers differ
    EncodingFalse, // the data is not in the encoding that is declared
    DecodingDiffers, // strict and lenient decoders get different bytes
    SmuggledCommands, // a lone dot and SMTP commands in the body
    // The views
    ViewDiffers, // a leaf that only one of the two views has
};

} // namespace core
