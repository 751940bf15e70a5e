// Formats by first bytes, and what decides where those say nothing.
#include "triage/inspect/format.h"

#include <string>

#include <CppUTest/TestHarness.h>

using inspect::Format;
using inspect::format_of;

namespace {
struct Case {
    const char* what;
    std::string data;
    const char* name;
    const char* type;
    Format format;
};
}

TEST_GROUP(Format) {};

TEST(Format, FollowsTheTableOfCases)
{
    const std::string ooxml = "PK\x03\x04" + std::string(26, '\0') + "[Content_Types].xml";
    const Case cases[] {
        { "nothing", "", "", "", Format::Unknown },
        { "zip", "PK\x03\x04 rest", "a.pdf", "application/pdf", Format::Zip },
        { "office document", ooxml, "a.zip", "", Format::Ooxml },
        { "compound file", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 rest", "", "", Format::Ole },
        { "PDF behind junk", "junk\n%PDF-1.7 rest", "", "", Format::Pdf },
        { "HTML behind a comment", "<!-- x --><html><body>", "a.txt", "text/plain", Format::Html },
        { "a page that shows a drawing", "<html><svg></svg></html>", "", "", Format::Html },
        { "SVG", "<?xml version='1.0'?><svg xmlns='x'>", "", "", Format::Svg },
        { "calendar", "BEGIN:VCALENDAR\r\n", "", "", Format::Calendar },
        { "by name", "anything", "mail.EML", "", Format::Message },
        { "by claimed type", "anything", "", "message/rfc822", Format::Message },
        { "text", "just words", "a.txt", "text/plain", Format::Unknown },
    };
    for (const Case& c : cases)
        CHECK_TRUE_TEXT(format_of(c.data, c.name, c.type) == c.format, c.what);
}
