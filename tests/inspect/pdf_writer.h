// Writes PDF files for tests: objects as text, streams packed in the usual ways.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace pdf_writer {

std::string deflated(std::string_view bytes); // a zlib stream

// The body of object `number`: a dictionary's inside and data behind it.
std::string stream(const std::string& dictionary, const std::string& data);
std::string flate(const std::string& dictionary, const std::string& data);
// An object stream that holds these values as objects first, first + 1 …
std::string packed(int first, const std::vector<std::string>& values);

// A file with a catalog (1), a page tree (2) and one page (3), and `objects` from 4 on. What the
// catalog and the page have besides goes into their dictionaries.
struct Pdf {
    std::vector<std::string> objects {};
    std::string catalog {};
    std::string page {};
    std::string trailer {};
};
std::string write(const Pdf& pdf);

} // namespace pdf_writer
