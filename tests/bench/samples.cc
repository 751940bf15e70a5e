#include "tests/bench/samples.h"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace bench {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view head = "From: Ann Example <ann@sender.example>\r\n"
                                  "To: Bob <bob@ourfirm.example>\r\n"
                                  "Subject: The figures of this week\r\n"
                                  "Date: Mon, 2 Nov 2026 10:00:00 +0100\r\n"
                                  "Message-ID: <1@sender.example>\r\n"
                                  "MIME-Version: 1.0\r\n";
constexpr std::string_view prose
    = "We met the supplier on Tuesday and agreed on new terms for the spring delivery. Could\r\n"
      "you look at the second table and tell me whether the totals match your own notes?\r\n\r\n";

// `piece(n)` again and again until there are that many bytes.
template <typename Piece>
std::string repeated(std::string out, std::size_t bytes, Piece piece)
{
    out.reserve(bytes + 1024);
    for (std::size_t n = 0; out.size() < bytes; ++n)
        out += piece(n);
    return out;
}

std::string started(std::string_view type)
{
    return std::string(head) + "Content-Type: " + std::string(type) + "\r\n\r\n";
}

std::string text(std::size_t bytes)
{
    return repeated(started("text/plain; charset=utf-8"), bytes,
        [](std::size_t n) { return std::to_string(n) + ". " + std::string(prose); });
}

std::string quoted(std::size_t bytes)
{
    return repeated(started("text/plain"), bytes,
        [](std::size_t n) { return "> > answer " + std::to_string(n) + " to what was asked\r\n"; });
}

std::string html(std::size_t bytes)
{
    return repeated(started("text/html; charset=utf-8") + "<html><body>", bytes, [](std::size_t n) {
        return "<table><tr><td style=\"color:#333;font-size:14px\">Row " + std::to_string(n)
            + "</td><td><b>some words &amp; more</b></td></tr></table>\r\n";
    });
}

std::string links(std::size_t bytes)
{
    return repeated(started("text/html; charset=utf-8") + "<html><body>", bytes, [](std::size_t n) {
        const std::string number = std::to_string(n);
        return "<p><a href=\"https://www.shop" + std::to_string(n % 50)
            + ".example/item?id=" + number + "&amp;from=mail\">Item " + number + "</a></p>\r\n";
    });
}

std::string attachment(std::size_t bytes)
{
    const std::string opening = started("multipart/mixed; boundary=b")
        + "--b\r\nContent-Type: text/plain\r\n\r\n" + std::string(prose)
        + "--b\r\nContent-Type: application/octet-stream; name=data.bin\r\n"
          "Content-Transfer-Encoding: base64\r\n\r\n";
    unsigned state = 1;
    std::string out = repeated(opening, bytes, [&state](std::size_t) {
        static constexpr std::string_view alphabet
            = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        std::string line;
        for (int i = 0; i < 76; ++i) {
            state = state * 1664525 + 1013904223; // Knuth's linear congruence: bytes without a form
            line += alphabet[state >> 26];
        }
        return line + "\r\n";
    });
    return out + "--b--\r\n";
}

std::string header(std::size_t bytes)
{
    std::string out = repeated(std::string(head), bytes, [](std::size_t n) {
        return "X-Field-" + std::to_string(n) + ": a value of no account " + std::to_string(n)
            + "\r\n and its fold\r\n";
    });
    return out + "\r\n" + std::string(prose);
}

// What follows are attacks: shapes on which simple readers take quadratic time or too deep a stack.

std::string elements(std::size_t bytes)
{
    return repeated(started("text/html"), bytes,
        [](std::size_t) { return "<div style=\"display:none\"><b><table><tr><td>a"; });
}

std::string comments(std::size_t bytes)
{
    return repeated(started("text/html"), bytes, [](std::size_t) { return "<!--[if <a href='"; });
}

std::string styles(std::size_t bytes)
{
    std::string out = repeated(started("text/html") + "<style>", bytes / 2,
        [](std::size_t n) { return ".c" + std::to_string(n) + " .d{color:red;display:none}"; });
    return repeated(out + "</style>", bytes,
        [](std::size_t n) { return "<i class=\"c" + std::to_string(n) + " d\">a</i>"; });
}

std::string attribute(std::size_t bytes)
{
    return repeated(started("text/html") + "<p title=\"", bytes,
        [](std::size_t) { return "</style<&lt;/style"; });
}

// Every link to a host of its own, with an address in it and wrapped.
std::string hosts(std::size_t bytes)
{
    return repeated(started("text/html") + "<html><body>", bytes, [](std::size_t n) {
        const std::string number = std::to_string(n);
        return "<a href=\"https://www.google.com/url?q=https%3A%2F%2Fpay-pall" + number
            + "-login.example%2F%3Fu%3Dann%40a.example\">www.shop" + number + ".example</a>\r\n";
    });
}

std::string multiparts(std::size_t bytes)
{
    return repeated(started("multipart/mixed; boundary=b0"), bytes, [](std::size_t n) {
        return "--b" + std::to_string(n) + "\r\nContent-Type: multipart/mixed; boundary=b"
            + std::to_string(n + 1) + "\r\n\r\n";
    });
}

std::string parts(std::size_t bytes)
{
    return repeated(started("multipart/mixed; boundary=b"), bytes,
        [](std::size_t) { return "--b\r\nContent-Type: text/html\r\n\r\na\r\n"; });
}

std::string messages(std::size_t bytes)
{
    return repeated(started("message/rfc822"), bytes,
        [](std::size_t) { return "Subject: inner\r\nContent-Type: message/rfc822\r\n\r\n"; });
}

std::string groups(std::size_t bytes)
{
    return repeated("To: ", bytes, [](std::size_t n) { return n % 100 ? "a:b@c," : "\r\n d:"; })
        + "\r\n\r\nText\r\n";
}

std::string one_word(std::size_t bytes)
{
    return repeated(started("text/plain"), bytes, [](std::size_t) { return "http://a.b@c.d/"; });
}

} // namespace

const std::array<Shape, shape_count> shapes { { { "text", text }, { "quotes", quoted },
    { "html", html }, { "links", links }, { "attachment", attachment }, { "header", header },
    { "elements", elements }, { "comments", comments }, { "styles", styles },
    { "attribute", attribute }, { "hosts", hosts }, { "multiparts", multiparts },
    { "parts", parts }, { "messages", messages }, { "groups", groups },
    { "one word", one_word } } };

std::vector<fs::path> files_of(const std::vector<fs::path>& places)
{
    std::vector<fs::path> files;
    for (const auto& place : places) {
        if (fs::is_regular_file(place))
            files.push_back(place);
        else
            for (const auto& entry : fs::recursive_directory_iterator(place))
                if (entry.is_regular_file() && entry.path().extension() != ".expect"
                    && entry.path().extension() != ".tsv")
                    files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    return files;
}

std::string read_file(const fs::path& file)
{
    std::ifstream in(file, std::ios::binary);
    return { std::istreambuf_iterator<char>(in), {} };
}

} // namespace bench
