#include "triage/inspect/ooxml.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

#include "triage/core/text.h"
#include "triage/html/entities.h"
#include "triage/html/tokenizer.h"
#include "triage/inspect/fields.h"
#include "triage/inspect/loading.h"
#include "triage/inspect/wide.h"
#include "triage/link/find.h"

namespace inspect {

namespace {

using html::Token;

constexpr std::uint32_t max_tokens = 2'000'000;
constexpr std::size_t max_text = 1u << 20; // bytes of text of one part
constexpr std::size_t max_value = 8192; // bytes of an attribute's value

template <std::size_t N>
bool has_any(std::string_view s, const std::array<std::string_view, N>& words)
{
    return std::any_of(
        words.begin(), words.end(), [&](std::string_view w) { return s.find(w) != s.npos; });
}

// Functions of Excel 4 macros that start or load programs.
constexpr std::array<std::string_view, 4> running { "exec(", "call(", "register(", "fopen(" };

// "oleObject" of ".../relationships/oleObject".
std::string_view last_of(std::string_view type)
{
    return type.substr(type.rfind('/') == type.npos ? 0 : type.rfind('/') + 1);
}

// Relationships that are loaded when the document is opened. Pictures are, too, but half of all
// newsletters that somebody saved as a document have some.
constexpr std::array<std::string_view, 7> loaded { "attachedtemplate", "oleobject", "frame",
    "subdocument", "control", "afchunk", "package" };

class Reader {
public:
    Reader(const Item& item, Yield& out)
        : item_(item)
        , out_(out)
        , fields_(out)
    {
    }

    void run(std::string_view xml)
    {
        html::Tokenizer tokens(xml);
        tokens.set_foreign(true); // CDATA sections are text
        Token token;
        for (std::uint32_t n = 1; tokens.next(token); ++n) {
            if (n == max_tokens || (n % 1024 == 0 && out_.expired()))
                return out_.unscannable(n == max_tokens ? "too many elements" : "out of time");
            if (token.kind == Token::Kind::StartTag) {
                tokens.no_raw_text();
                start(token);
            } else if (token.kind == Token::Kind::EndTag) {
                end(local(token.name));
            } else if (token.kind == Token::Kind::Text) {
                text(token);
            }
        }
        fields_.finish();
        if (!text_.empty())
            out_.text(text_);
    }

private:
    static std::string_view local(std::string_view name)
    {
        return name.substr(name.find(':') == name.npos ? 0 : name.find(':') + 1);
    }

    static std::string value(const Token& tag, std::string_view wanted)
    {
        for (const html::Attribute& a : tag.attributes)
            if (local(a.name) == wanted)
                return html::decoded(a.value.substr(0, max_value), html::Place::Attribute);
        return {};
    }

    void start(const Token& tag)
    {
        const std::string_view name = local(tag.name);
        if (name == "macrosheet")
            macro_sheet();
        else if (name == "override" || name == "default")
            content_type(core::to_lower_ascii(value(tag, "contenttype")));
        else if (name == "customui")
            ribbon(value(tag, "onload"));
        else if (name == "relationship")
            relationship(tag);
        else if (name == "fldsimple")
            simple_field(tag);
        else if (name == "fldchar")
            field_part(core::to_lower_ascii(value(tag, "fldchartype")));
        else if (name == "ddelink")
            judge_exchange(value(tag, "ddeservice") + ' ' + value(tag, "ddetopic"), out_);
        else if (name == "ocx")
            control(value(tag, "classid"));
        else if (name == "definedname")
            defined_name(value(tag, "name"));
        else if (name.starts_with("hlink"))
            action(value(tag, "action"));
        else if (name == "br" || name == "tab" || name == "cr")
            text_ += ' ';
        if (!tag.self_closing)
            in_ = name == "t"         ? In::Text
                : name == "instrtext" ? In::Field
                : name == "f"         ? In::Formula
                                      : In::Other;
    }

    void end(std::string_view name)
    {
        in_ = In::Other;
        if (name == "fldsimple")
            fields_.close();
        if (name == "p" || name == "si" || name == "row") {
            fields_.end_loose();
            if (!text_.empty() && text_.back() != '\n')
                text_ += '\n';
        }
    }

    void text(const Token& token)
    {
        if (in_ == In::Other)
            return;
        const std::string shown = token.verbatim ? std::string(token.text)
                                                 : html::decoded(token.text, html::Place::Text);
        if (in_ == In::Text)
            fields_.shown(shown);
        if (in_ == In::Text && text_.size() < max_text)
            text_ += shown;
        else if (in_ == In::Field)
            fields_.code(shown);
        else if (in_ == In::Formula)
            formula(shown);
    }

    void relationship(const Token& tag)
    {
        if (core::to_lower_ascii(value(tag, "targetmode")) != "external")
            return;
        const std::string target = value(tag, "target");
        const std::string type = core::to_lower_ascii(last_of(value(tag, "type")));
        if (type == "hyperlink")
            out_.link(core::LinkOrigin::Document, target);
        else if (std::find(loaded.begin(), loaded.end(), type) != loaded.end())
            judge_loaded(type, target, out_);
    }

    void macro_sheet()
    {
        macro_sheet_ = true;
        out_.mark(Mark::Macro, "a macro sheet of Excel 4");
    }

    // What a part is, wherever it stands; macro sheets in binary workbooks are told by it alone.
    void content_type(const std::string& type)
    {
        if (type.find("macrosheet") != type.npos)
            out_.mark(Mark::Macro, "a macro sheet of Excel 4");
        if (type.find("macroenabled") != type.npos && type.ends_with("main+xml") && denies_macros())
            out_.mark(Mark::Macro, "macros under the name of a document that has none");
    }

    // Whether the document's name ends like docx and not docm.
    bool denies_macros() const
    {
        const std::string_view where = item_.where;
        const std::size_t inner = item_.name.size() + 1;
        const std::string ending = where.size() > inner
            ? extension(where.substr(0, where.size() - inner))
            : std::string();
        return is_office_name("x." + ending) && ending.ends_with('x');
    }

    void ribbon(const std::string& callback)
    {
        if (!callback.empty())
            out_.mark(Mark::Macro, "a ribbon that starts a macro: " + callback);
    }

    void simple_field(const Token& tag)
    {
        fields_.open();
        fields_.code(value(tag, "instr"));
        fields_.separate();
        if (tag.self_closing)
            fields_.close();
    }

    void field_part(std::string_view type)
    {
        if (type == "begin")
            fields_.open();
        else if (type == "separate")
            fields_.separate();
        else if (type == "end")
            fields_.close();
    }

    void control(const std::string& id)
    {
        const std::string low = core::to_lower_ascii(id);
        if (low.find("8856f961-340a-11d0-a96b-00c04fd705a2") != low.npos
            || low.find("eab22ac3-30c1-11cf-a7eb-0000c05bae0b") != low.npos)
            out_.mark(Mark::Exploit, "a web browser as a control");
    }

    void defined_name(const std::string& name)
    {
        const std::string low = core::to_lower_ascii(name);
        if (low.find("auto_open") != low.npos || low.find("auto_close") != low.npos)
            out_.mark(Mark::Macro, "a macro of Excel 4 that starts by itself");
    }

    void action(const std::string& action)
    {
        if (core::to_lower_ascii(action).starts_with("ppaction://program"))
            out_.mark(Mark::External, "a slide that starts a program");
    }

    void formula(const std::string& code)
    {
        const std::string low = core::to_lower_ascii(code);
        if (macro_sheet_ && has_any(low, running))
            out_.mark(Mark::MacroRuns, "a macro sheet that runs: " + code);
        if (low.find("hyperlink(") != low.npos)
            for (const std::string_view url : linking::find_urls(code, 4))
                out_.link(core::LinkOrigin::Document, url);
    }

    enum class In : std::uint8_t { Other, Text, Field, Formula };

    const Item& item_;
    Yield& out_;
    In in_ = In::Other;
    bool macro_sheet_ = false;
    std::string text_;
    Fields fields_;
};

} // namespace

void look_into_ooxml_part(const Item& item, Yield& out)
{
    Reader(item, out).run(xml_in_utf8(item.data));
}

} // namespace inspect
