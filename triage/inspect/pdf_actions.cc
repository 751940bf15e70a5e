#include "triage/inspect/pdf_actions.h"

#include <algorithm>
#include <array>
#include <utility>

#include "triage/core/text.h"
#include "triage/html/entities.h"
#include "triage/inspect/file_type.h"
#include "triage/inspect/format.h"

namespace inspect {

namespace {

using Kind = PdfValue::Kind;

constexpr std::size_t deepest = 40; // values in values, actions that follow each other
constexpr std::size_t most_said = 40;
constexpr std::size_t most_script = 4u << 20; // bytes of one script or form
constexpr std::size_t most_file = 32u << 20; // bytes of one file inside
constexpr std::size_t most_started = 20000;

// Names that nobody writes with #xx but to hide them.
constexpr std::array<std::string_view, 12> telling { "AA", "EmbeddedFile", "EmbeddedFiles", "JS",
    "JavaScript", "Launch", "ObjStm", "OpenAction", "RichMedia", "SubmitForm", "URI", "XFA" };

bool tells(const PdfValue& v)
{
    return v.is(Kind::Name) && v.escaped
        && std::find(telling.begin(), telling.end(), v.text) != telling.end();
}

bool is_remote(std::string_view path)
{
    return path.starts_with("\\\\") || path.starts_with("//") || path.find("://") != path.npos;
}

std::string scheme_of(std::string_view url)
{
    std::string scheme;
    for (const char c : url.substr(0, 64)) {
        if (c == ':')
            return core::to_lower_ascii(scheme);
        if (static_cast<unsigned char>(c) > ' ')
            scheme += c;
    }
    return {};
}

// A path of the writer's own disk, which word processors make of links that they do not
// understand.
bool is_local_path(std::string_view url)
{
    std::string low = core::to_lower_ascii(url.substr(0, 16));
    std::replace(low.begin(), low.end(), '\\', '/');
    return low.starts_with("file:///") && !low.starts_with("file:////");
}

} // namespace

void PdfActions::run()
{
    for (std::size_t i = 0; i < file_.objects().size() && file_.unread().empty(); ++i) {
        if (out_.expired())
            file_.give_up("out of time");
        const PdfValue v = file_.value(i);
        walk(v, 0);
        const PdfValue* const type = v.find("Type");
        if (type && type->names("EmbeddedFile"))
            embedded(i, {});
    }
    for (const PdfValue& t : file_.trailers())
        walk(t, 0);
    scripts_.judge();
}

void PdfActions::walk(const PdfValue& v, std::size_t depth)
{
    if (depth > deepest)
        return;
    if (v.is(Kind::Dict))
        dictionary(v);
    for (const PdfValue& item : v.items)
        if (!item.items.empty())
            walk(item, depth + 1);
}

void PdfActions::dictionary(const PdfValue& d)
{
    if (d.escaped)
        hidden_names(d);
    starters(d);
    action(d, Start::No);
    if (d.find("EF"))
        attached(d);
    if (const PdfValue* const xfa = d.find("XFA"))
        form(*xfa);
    const PdfValue* const subtype = d.find("Subtype");
    if (subtype && subtype->names("RichMedia") && said_.insert("rich media").second)
        out_.mark(Mark::PdfScript, "rich media");
}

void PdfActions::hidden_names(const PdfValue& d)
{
    for (const PdfValue& item : d.items)
        if (tells(item))
            active("a name that is written so that it is not found: " + item.text);
}

// Where a document or a page says what is to run: OpenAction, and events, of which those of form
// fields wait for the reader.
void PdfActions::starters(const PdfValue& d)
{
    if (const PdfValue* const open = d.find("OpenAction"))
        start(*open, 0);
    const PdfValue* const type = d.find("Type");
    if (const PdfValue* const events = d.find("AA"))
        if (d.find("Pages") || d.find("MediaBox")
            || (type && (type->names("Catalog") || type->names("Page"))))
            for (const PdfValue& e : file_.resolved(*events))
                for (const PdfValue& a : e.items)
                    start(a, 0);
    if (const PdfValue* const scripts = d.find("JavaScript"))
        listed(*scripts, 0);
}

bool PdfActions::once(const PdfValue& ref)
{
    if (!ref.is(Kind::Ref))
        return true;
    return started_.size() < most_started && started_.insert(ref.ref).second;
}

// A name tree (7.9.6) of actions.
void PdfActions::listed(const PdfValue& tree, std::size_t depth)
{
    if (depth > deepest || !once(tree))
        return;
    for (const PdfValue& node : file_.resolved(tree)) {
        if (node.is(Kind::Array))
            for (const PdfValue& item : node.items)
                listed(item, depth + 1);
        if (!node.is(Kind::Dict))
            continue;
        if (node.find("JS"))
            action(node, Start::Listed);
        for (const std::string_view key : { "Kids", "Names" })
            if (const PdfValue* const below = node.find(key))
                listed(*below, depth + 1);
    }
}

void PdfActions::start(const PdfValue& a, std::size_t depth)
{
    if (depth > deepest || !(a.is(Kind::Ref) || a.is(Kind::Dict)) || !once(a))
        return;
    for (const PdfValue& d : file_.resolved(a)) {
        if (!d.is(Kind::Dict))
            continue;
        action(d, Start::Event);
        const PdfValue* const next = d.find("Next");
        for (const PdfValue& n : next ? file_.resolved(*next) : std::vector<PdfValue> {}) {
            if (n.is(Kind::Dict))
                start(n, depth + 1);
            for (std::size_t i = 0; n.is(Kind::Array) && i < n.items.size(); ++i)
                start(n.items[i], depth + 1);
        }
    }
}

void PdfActions::action(const PdfValue& d, Start start)
{
    const PdfValue* const kind = d.find("S");
    const PdfValue type = kind ? file_.first(kind) : PdfValue {};
    if (const PdfValue* const code = d.find("JS"); code && type.is(Kind::Name))
        script(*code, start);
    if (const PdfValue* const url = d.find("URI"); url && !url->is(Kind::Dict))
        uri(*url, start);
    if (type.names("Launch"))
        launch(d, start);
    if (type.names("SubmitForm") || type.names("GoToR") || type.names("GoToE")
        || type.names("ImportData"))
        remote(d, start);
}

std::string PdfActions::text_of(const PdfValue& v)
{
    if (v.is(Kind::String))
        return pdf_text(v.text);
    std::string all;
    for (const std::size_t i :
        v.is(Kind::Ref) ? file_.numbered(v.ref) : std::vector<std::size_t> {}) {
        if (const auto decoded = file_.stream(i, most_script)) {
            if (!decoded->complete)
                file_.give_up("a script that cannot be read");
            all += pdf_text(decoded->bytes);
        } else if (const PdfValue text = file_.value(i); text.is(Kind::String)) {
            all += pdf_text(text.text);
        }
        all += '\n';
    }
    return all;
}

void PdfActions::script(const PdfValue& code, Start start)
{
    // The walk meets every action; those of events it meets once more.
    scripts_.add(text_of(code), start);
}

// The file or URL that a file specification (7.11) leads to.
std::string PdfActions::target(const PdfValue& specification)
{
    const PdfValue s = file_.first(&specification);
    if (s.is(Kind::String))
        return pdf_text(s.text);
    for (const std::string_view key : { "UF", "F", "Win", "Unix", "DOS" })
        if (const PdfValue* const name = s.find(key)) {
            const PdfValue inner = file_.first(name);
            if (inner.is(Kind::String))
                return pdf_text(inner.text);
            if (const PdfValue* const program = inner.find("F"))
                return pdf_text(program->text);
        }
    return {};
}

// Old office programs launch other documents where they mean a link.
void PdfActions::launch(const PdfValue& d, Start start)
{
    const PdfValue* const specification = d.find("F") ? d.find("F") : d.find("Win");
    const std::string path = specification ? target(*specification) : std::string();
    const FileClass kind = name_class(path);
    const bool document = kind == FileClass::Pdf || kind == FileClass::Document
        || kind == FileClass::Text || kind == FileClass::Image;
    if (start == Start::No && document && !is_remote(path) && !d.find("Win")) {
        if (said_.insert("launch").second)
            out_.mark(Mark::PdfScript, "opens another file: " + path);
        return;
    }
    active("starts a program: " + path);
}

void PdfActions::remote(const PdfValue& d, Start start)
{
    const PdfValue* const specification = d.find("F");
    const std::string path = specification ? target(*specification) : std::string();
    if (!is_remote(path))
        return;
    if (start != Start::No)
        active("leaves the document by itself: " + path);
    uri({ Kind::String, false, 0, 0, path, {} }, Start::No);
}

void PdfActions::uri(const PdfValue& value, Start start)
{
    const std::string url = std::string(core::trim(pdf_text(file_.first(&value).text)));
    if (url.empty() || is_local_path(url))
        return;
    if (scheme_of(url) == "javascript")
        return scripts_.add(std::string_view(url).substr(url.find(':') + 1), start);
    if (start != Start::No)
        active("opens a web page by itself: " + url);
    if (links_.size() < 5000 && links_.insert(url).second)
        out_.link(core::LinkOrigin::Document, url);
}

void PdfActions::form(const PdfValue& xfa)
{
    std::string all;
    for (const PdfValue& v : file_.resolved(xfa))
        for (const PdfValue& item : v.items)
            if (item.is(Kind::Ref) && all.size() < most_script)
                all += text_of(item);
    if (xfa.is(Kind::Ref) && all.empty())
        all = text_of(xfa);
    form_xml(all);
}

// XFA: scripts in event elements, and where forms are sent to.
void PdfActions::form_xml(std::string_view xml)
{
    for (std::size_t at = xml.find("<script"); at != xml.npos; at = xml.find("<script", at)) {
        const std::size_t open = xml.find('>', at);
        const std::size_t close = std::min(xml.find("</script", at), xml.size());
        at += 7;
        if (open >= close)
            continue;
        scripts_.add(html::decoded(xml.substr(open + 1, close - open - 1), html::Place::Text),
            Start::Listed);
        at = close;
    }
    constexpr std::string_view submit = "target=\"http";
    for (std::size_t at = xml.find(submit); at != xml.npos; at = xml.find(submit, at + 8)) {
        const std::string_view url
            = xml.substr(at + 8, std::min<std::size_t>(xml.find('"', at + 8), at + 2048) - at - 8);
        uri({ Kind::String, false, 0, 0, html::decoded(url, html::Place::Attribute), {} },
            Start::No);
    }
}

// A file specification with a file of its own.
void PdfActions::attached(const PdfValue& specification)
{
    const std::string name = target(specification);
    for (const PdfValue& files : file_.resolved(*specification.find("EF")))
        for (const PdfValue& item : files.items)
            if (item.is(Kind::Ref))
                for (const std::size_t i : file_.numbered(item.ref))
                    embedded(i, name);
}

void PdfActions::embedded(std::size_t index, std::string_view name)
{
    if (!given_.insert(index).second)
        return;
    auto decoded = file_.stream(index, most_file);
    if (!decoded)
        return;
    if (!decoded->complete || !decoded->picture.empty())
        file_.give_up("a file inside that cannot be read");
    const Format format = format_of(decoded->bytes, name, {});
    if (is_dangerous(name_class(name)) || is_dangerous(magic_class(decoded->bytes))
        || format == Format::Html)
        active("carries a file that runs something: " + std::string(name));
    out_.child(name, {}, std::move(decoded->bytes));
}

void PdfActions::active(std::string_view what)
{
    if (said_.size() < most_said && said_.emplace(what).second)
        out_.mark(Mark::PdfActive, what);
}

} // namespace inspect
