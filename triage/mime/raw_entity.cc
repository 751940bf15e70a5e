#include "triage/mime/raw_entity.h"

#include <algorithm>
#include <array>
#include <optional>

#include "triage/core/text.h"
#include "triage/mime/raw_note.h"
#include "triage/mime/raw_value.h"

namespace mime {

namespace {

using core::AmbiguityKind;

constexpr std::array<std::string_view, 6> identities { "", "7bit", "8bit", "binary", "7-bit",
    "8-bit" };
constexpr std::array<std::string_view, 6> codings { "base64", "quoted-printable", "x-uuencode",
    "uuencode", "x-uue", "x-yenc" };

template <std::size_t n>
bool is_one_of(const std::array<std::string_view, n>& set, std::string_view s)
{
    return std::find(set.begin(), set.end(), s) != set.end();
}

void add_unique(std::vector<std::string>& to, std::string_view s)
{
    if (std::find(to.begin(), to.end(), s) == to.end())
        to.emplace_back(s);
}

bool is_type(std::string_view s)
{
    const std::size_t slash = s.find('/');
    return slash != s.npos && slash > 0 && slash + 1 < s.size()
        && s.find_first_of(" \t\"'()<>@,;:\\?=") == s.npos && s.find('/', slash + 1) == s.npos;
}

bool has_html(std::string_view s)
{
    return s == "text/html" || s == "application/xhtml+xml";
}

// White space, case and, for the version, comments do not matter.
std::string comparable(const LooseField& f)
{
    std::string_view value = f.value;
    if (f.kind == MimeField::Version)
        value = value.substr(0, value.find('('));
    return core::to_lower_ascii(core::single_spaced(value));
}

class Reader {
public:
    Reader(const HeaderBlock& block, std::size_t end, RawBudget& budget, core::Message& m)
        : block_(block)
        , end_(end)
        , budget_(budget)
        , m_(m)
    {
    }

    Entity run()
    {
        note_repetition();
        for (const LooseField& f : block_.fields) {
            if (f.at >= end_)
                break;
            e_.declared = e_.declared || f.kind != MimeField::Version;
            if (f.kind == MimeField::Type)
                type(f);
            else if (f.kind == MimeField::Encoding)
                encoding(f);
            else if (f.kind == MimeField::Disposition)
                disposition(f);
        }
        finish();
        return std::move(e_);
    }

private:
    void note_repetition()
    {
        std::array<const LooseField*, mime_fields> first {};
        for (const LooseField& f : block_.fields) {
            if (f.at >= end_)
                break;
            const LooseField*& before = first.at(static_cast<std::size_t>(f.kind));
            if (before)
                note_twice(*before, f);
            else
                before = &f;
        }
    }

    void note_twice(const LooseField& a, const LooseField& b)
    {
        constexpr std::size_t shown = 60; // bytes of each
        const bool same = comparable(a) == comparable(b);
        note(m_, same ? AmbiguityKind::FieldRepeated : AmbiguityKind::FieldTwice,
            std::string(core::trim(a.value).substr(0, shown)) + " and "
                + std::string(core::trim(b.value).substr(0, shown)));
    }

    // Whether a value may be read in all ways.
    bool may_read(const LooseField& f)
    {
        constexpr std::size_t least = 64, most = 8u << 10; // bytes
        return budget_.spend(std::clamp(f.value.size(), least, most));
    }

    void type(const LooseField& f)
    {
        const auto plain = read_plain(f.value);
        if (plain && f.exact && is_type(plain->main))
            return plain_type(*plain);
        if (may_read(f))
            odd_type(f);
    }

    void plain_type(const PlainValue& v)
    {
        take_type(v.main);
        if (const auto* const b = v.find("boundary"))
            boundary(*b);
        if (const auto* const c = v.find("charset"); c && e_.charset.empty())
            e_.charset = core::to_lower_ascii(*c);
        if (const auto* const n = v.find("name"))
            add_unique(type_names_, *n);
    }

    void take_type(std::string_view type)
    {
        e_.html = e_.html || has_html(type);
        e_.loose_multipart = e_.loose_multipart || type.starts_with("multipart/");
        if (e_.type.empty())
            e_.type = type;
    }

    // A boundary that is written as it should be; only what is in it may be odd.
    void boundary(std::string_view b)
    {
        constexpr std::size_t longest = 70; // RFC 2046 section 5.1.1
        const bool edged = b.empty() || core::trim(b).size() != b.size()
            || (b.starts_with('\'') && b.ends_with('\''));
        const bool control = std::any_of(
            b.begin(), b.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; });
        if (edged || control)
            note_boundary(AmbiguityKind::BoundaryForm, b);
        else if (b.size() > longest)
            note_boundary(AmbiguityKind::BoundaryLong, b);
        add_unique(declared_, b);
        add_unique(e_.boundaries, b);
        if (edged || control)
            for (const std::string& s :
                loose_parameter("boundary=\"" + std::string(b) + '"', "boundary"))
                add_unique(e_.boundaries, s);
    }

    void odd_type(const LooseField& f)
    {
        const std::vector<std::string> mains = loose_mains(f.value);
        for (const std::string& s : mains)
            if (is_type(s))
                take_type(s);
        const bool multi = std::any_of(mains.begin(), mains.end(),
            [](const std::string& s) { return s.find("multi") != s.npos; });
        const std::vector<std::string> found = loose_parameter(f.value, "boundary");
        if (multi || !found.empty())
            odd_multipart(f, mains.empty() ? std::string() : mains.front(), found);
        note_charsets(f.value);
        for (const std::string& s : loose_parameter(f.value, "name"))
            add_unique(type_names_, s);
    }

    void odd_multipart(
        const LooseField& f, const std::string& main, const std::vector<std::string>& found)
    {
        e_.loose_multipart = true;
        if (!is_type(main) || !f.exact)
            note(m_, AmbiguityKind::TypeForm, core::trim(f.value), true);
        if (const auto simple = simple_parameter(f.value, "boundary")) {
            boundary(*simple);
        } else if (!found.empty()) {
            const bool twice = count_parameter(f.value, "boundary") > 1;
            note_boundary(
                twice ? AmbiguityKind::BoundaryTwice : AmbiguityKind::BoundaryForm, f.value);
        }
        for (const std::string& s : found)
            add_unique(e_.boundaries, s);
    }

    void note_boundary(AmbiguityKind kind, std::string_view what)
    {
        if (e_.loose_multipart)
            note(m_, kind, core::trim(what));
    }

    void note_charsets(std::string_view value)
    {
        const std::vector<std::string> found = loose_parameter(value, "charset");
        if (!found.empty() && e_.charset.empty())
            e_.charset = core::to_lower_ascii(found.front());
        if (count_parameter(value, "charset") > 1)
            note(m_, AmbiguityKind::CharsetTwice, core::trim(value));
    }

    void encoding(const LooseField& f)
    {
        const std::string token = core::to_lower_ascii(core::trim(f.value));
        const bool known = is_one_of(identities, token) || is_one_of(codings, token);
        if (known)
            add_unique(e_.encodings, token);
        if (known && f.exact)
            return;
        if (!may_read(f))
            return;
        std::vector<std::string> maybe;
        for (const std::string& s : loose_mains(f.value)) {
            if (s.find("64") != s.npos)
                add_unique(maybe, "base64");
            if (s.find("quot") != s.npos || s.find("print") != s.npos || s == "qp")
                add_unique(maybe, "quoted-printable");
            if (s.find("uu") != s.npos)
                add_unique(maybe, "x-uuencode");
            if (s.find("yenc") != s.npos)
                add_unique(maybe, "x-yenc");
        }
        note(m_, AmbiguityKind::EncodingForm, core::trim(f.value), !maybe.empty());
        for (const std::string& s : maybe)
            add_unique(e_.encodings, s);
        add_unique(e_.encodings, "");
    }

    void disposition(const LooseField& f)
    {
        const auto plain = read_plain(f.value);
        const std::string main = plain
            ? plain->main
            : core::to_lower_ascii(core::trim(f.value.substr(0, f.value.find_first_of(";("))));
        e_.disposition = main == "inline" ? core::Disposition::Inline
            : main == "attachment"        ? core::Disposition::Attachment
                                          : core::Disposition::Other;
        if (const auto simple = simple_parameter(f.value, "filename"))
            add_unique(e_.names, *simple);
        else if (may_read(f))
            for (const std::string& s : loose_parameter(f.value, "filename"))
                add_unique(e_.names, s);
    }

    void finish()
    {
        for (const std::string& s : type_names_)
            add_unique(e_.names, s);
        if (e_.encodings.empty())
            e_.encodings.emplace_back();
        e_.multipart = e_.type.starts_with("multipart/");
        if (e_.multipart && e_.boundaries.empty())
            note(m_, AmbiguityKind::BoundaryMissing, e_.type);
        if (declared_.size() > 1)
            note_boundary(AmbiguityKind::BoundaryTwice, declared_[0] + " and " + declared_[1]);
        const bool coded = std::any_of(e_.encodings.begin(), e_.encodings.end(),
            [](const std::string& s) { return is_one_of(codings, s); });
        const bool message = e_.type == "message/rfc822" || e_.type == "message/global";
        if (coded && (e_.multipart || message))
            note(m_, AmbiguityKind::EncodedComposite, e_.type + " as " + e_.encodings.front());
        e_.message = message && !coded;
    }

    const HeaderBlock& block_;
    std::size_t end_;
    RawBudget& budget_;
    core::Message& m_;
    Entity e_;
    std::vector<std::string> declared_; // boundaries that stand as they should
    std::vector<std::string> type_names_;
};

} // namespace

Entity read_entity(const HeaderBlock& block, std::size_t end, RawBudget& budget, core::Message& m)
{
    return Reader(block, end, budget, m).run();
}

} // namespace mime
