#include "triage/inspect/pdf_script.h"

#include <algorithm>
#include <array>

#include "triage/inspect/script_lexer.h"

namespace inspect {

namespace {

using Kind = ScriptToken::Kind;

// What makes code of text or leaves the document (Acrobat JavaScript API); forms do so when
// somebody presses a button.
constexpr std::array<std::string_view, 14> acting { "addScript", "collectEmailInfo", "eval",
    "fromCharCode", "getURL", "importTextData", "launchURL", "mailDoc", "mailForm", "mailMsg",
    "openDataObject", "openDoc", "submitForm", "trustedFunction" };

// What no form needs: exploits went this way, droppers do.
constexpr std::array<std::string_view, 12> exploiting { "ADBC", "Collab", "RSS", "SOAP",
    "byteToChar", "createDataObject", "customDictionaryOpen", "exportDataObject",
    "importDataObject", "newPlayer", "setPersistent", "unescape" };

// What forms and tickets call when they open; also words of the language before a bracket.
constexpr std::array<std::string_view, 44> harmless { "print", "alert", "zoom", "getField",
    "setFocus", "calculateNow", "resetForm", "if", "for", "while", "switch", "return", "function",
    "catch", "parseInt", "parseFloat", "Number", "String", "Date", "Array", "getFullYear",
    "getMonth", "getDate", "printd", "scand", "printf", "getPrintParams", "toString", "indexOf",
    "substring", "substr", "length", "replace", "split", "push", "beep", "getNthFieldName",
    "execMenuItem", "hide", "buttonImportIcon", "addMenuItem", "removeField", "round", "floor" };

constexpr std::size_t most_code = 4u << 20; // bytes of one script
constexpr std::size_t most_names = 2000;

template <std::size_t N>
bool listed(const std::array<std::string_view, N>& table, std::string_view word)
{
    return std::find(table.begin(), table.end(), word) != table.end();
}

// Code of punctuation alone (JSFuck and its relatives).
bool is_punctuation(std::string_view code)
{
    constexpr std::size_t least = 200;
    const std::string_view head = code.substr(0, 65536);
    const auto signs = std::count_if(head.begin(), head.end(),
        [](char c) { return std::string_view("[]()!+").find(c) != std::string_view::npos; });
    return head.size() >= least && static_cast<std::size_t>(signs) * 10 > head.size() * 8;
}

} // namespace

void PdfScripts::add(std::string_view code, Start start)
{
    any_ = true;
    starts_ = starts_ || start != Start::No;
    event_ = event_ || start == Start::Event;
    if (code.size() > most_code)
        out_.unscannable("a script that is too long");
    code = code.substr(0, most_code);
    if (exploits_.empty() && is_punctuation(code))
        exploits_ = "code of brackets and signs";
    read(code, start);
}

void PdfScripts::read(std::string_view code, Start start)
{
    constexpr std::size_t longest_hidden = 1024; // bytes of a literal without a space
    ScriptLexer lexer(code);
    ScriptToken token;
    bool defines = false;
    for (std::size_t n = 1; lexer.next(token); ++n) {
        if (n % 4096 == 0 && out_.expired())
            return out_.unscannable("out of time");
        const bool word = token.kind == Kind::Name || token.kind == Kind::Literal;
        if (word && acts_.empty() && listed(acting, token.text))
            acts_ = token.text;
        if (word && exploits_.empty() && listed(exploiting, token.text))
            exploits_ = token.text;
        if (token.kind == Kind::Literal) {
            if (token.text.find("://") != token.text.npos && token.text.size() < 2048)
                out_.link(core::LinkOrigin::Document, token.text);
            if (exploits_.empty() && token.text.size() > longest_hidden
                && token.text.find(' ') == token.text.npos)
                exploits_ = "a long encoded text";
        }
        if (token.kind != Kind::Name)
            continue;
        if (defines && defined_.size() < most_names)
            defined_.emplace(token.text);
        else if (start == Start::Event && called_.size() < most_names
            && lexer.rest().substr(0, 1) == "(")
            called_.emplace(token.text);
        defines = token.text == "function";
    }
}

void PdfScripts::judge()
{
    if (!any_)
        return;
    const std::string& worst = exploits_.empty() ? acts_ : exploits_;
    if ((starts_ && !exploits_.empty()) || (event_ && !acts_.empty()))
        return out_.mark(Mark::PdfActive, "a script that runs by itself: " + worst);
    for (const std::string& name : called_)
        if (!listed(harmless, name) && defined_.find(name) == defined_.end())
            return out_.mark(Mark::PdfActive, "a script that runs by itself: " + name);
    out_.mark(Mark::PdfScript, worst.empty() ? "a script of forms" : "a script: " + worst);
}

} // namespace inspect
