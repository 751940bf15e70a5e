#include "tests/inspect/pdf_writer.h"

#include <zlib.h>

namespace pdf_writer {

namespace {

std::string object(std::size_t number, const std::string& value)
{
    return std::to_string(number) + " 0 obj\n" + value + "\nendobj\n";
}

} // namespace

std::string deflated(std::string_view bytes)
{
    uLongf size = compressBound(bytes.size());
    std::string out(size, '\0');
    compress(reinterpret_cast<Bytef*>(out.data()), &size,
        reinterpret_cast<const Bytef*>(bytes.data()), bytes.size());
    out.resize(size);
    return out;
}

std::string stream(const std::string& dictionary, const std::string& data)
{
    return "<< " + dictionary + " /Length " + std::to_string(data.size()) + " >>\nstream\n" + data
        + "\nendstream";
}

std::string flate(const std::string& dictionary, const std::string& data)
{
    return stream(dictionary + " /Filter /FlateDecode", deflated(data));
}

std::string packed(int first, const std::vector<std::string>& values)
{
    std::string head, body;
    for (const std::string& v : values) {
        head += std::to_string(first++) + " " + std::to_string(body.size()) + " ";
        body += v + "\n";
    }
    return flate("/Type /ObjStm /N " + std::to_string(values.size()) + " /First "
            + std::to_string(head.size()),
        head + body);
}

std::string write(const Pdf& pdf)
{
    std::string out = "%PDF-1.7\n";
    out += object(1, "<< /Type /Catalog /Pages 2 0 R " + pdf.catalog + " >>");
    out += object(2, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>");
    out += object(3, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] " + pdf.page + " >>");
    for (std::size_t i = 0; i < pdf.objects.size(); ++i)
        out += object(i + 4, pdf.objects[i]);
    return out + "trailer\n<< /Root 1 0 R " + pdf.trailer + " >>\n%%EOF\n";
}

} // namespace pdf_writer
