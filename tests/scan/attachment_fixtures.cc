#include "tests/scan/fixtures.h"

namespace scan_fixture {

namespace {
Mail file(const std::string& name, const std::string& data = "some text\r\n",
    const std::string& type = "application/octet-stream")
{
    return { .file = name, .data = data, .file_type = type };
}
}

std::vector<Fixture> attachment_fixtures()
{
    const std::string eicar
        = std::string("X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-") + "STANDARD-ANTIVIRUS-TEST-FILE!$H+H*";
    return {
        { "ATT_EXECUTABLE", file("setup.exe"), file("setup.pdf", "%PDF-1.4 x") },
        { "ATT_SCRIPT", file("invoice.js"), file("invoice.csv") },
        { "ATT_SHORTCUT", file("open.lnk"), file("open.txt") },
        { "ATT_INSTALL_CONFIG", file("office.rdp"), file("office.docx", "PK\x03\x04") },
        { "ATT_DISK_IMAGE", file("order.iso"), file("order.zip", "PK\x03\x04") },
        { "ATT_DOUBLE_EXT", file("invoice.pdf.exe"), file("2026.01.pdf", "%PDF-1.4 x") },
        { "ATT_NAME_TRICK", file("=?utf-8?Q?invoice=E2=80=AEfdp.exe?="),
            file("=?utf-8?Q?R=C3=A4chnung.pdf?=", "%PDF-1.4 x") },
        { "ATT_TYPE_MISMATCH",
            file("photo.jpg",
                "\x7F"
                "ELF program"),
            file("photo.png", "\xFF\xD8\xFF picture") },
        { "ATT_HTML", file("invoice.html", "<html>Invoice</html>", "text/html"),
            file("invoice.txt", "Invoice") },
        { "ATT_EICAR", file("test.txt", eicar), file("test.txt", "EICAR is a test") },
    };
}

} // namespace scan_fixture
