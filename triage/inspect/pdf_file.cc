#include "triage/inspect/pdf_file.h"

#include <algorithm>

namespace inspect {

namespace {

using Kind = PdfValue::Kind;

constexpr std::size_t most_objects = 200000;
constexpr std::size_t most_versions = 8; // of one object that are looked at
constexpr std::size_t most_trailers = 64;
constexpr std::size_t most_object_stream = 16u << 20; // bytes
constexpr std::size_t most_filters = 16;
// Bytes parsed for each byte of the file, before it is too much: honest files need three.
constexpr std::uint64_t work_for_a_byte = 12, least_work = 1u << 20;

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

// The number that ends at `at`, which moves before it; nothing where there is none. White space
// behind it is skipped.
std::optional<std::uint32_t> number_before(std::string_view s, std::size_t& at)
{
    constexpr std::size_t longest = 10;
    while (at > 0 && is_pdf_space(s[at - 1]))
        --at;
    std::uint64_t value = 0, scale = 1;
    std::size_t digits = 0;
    for (; at > 0 && is_digit(s[at - 1]) && digits < longest; --at, ++digits, scale *= 10)
        value += scale * static_cast<std::uint64_t>(s[at - 1] - '0');
    if (digits == 0 || value > 0xFFFFFFFF)
        return std::nullopt;
    return static_cast<std::uint32_t>(value);
}

std::size_t whole(const PdfValue& v)
{
    return v.is(Kind::Number) && v.number > 0 && v.number < 1e12
        ? static_cast<std::size_t>(v.number)
        : 0;
}

} // namespace

PdfFile::PdfFile(std::string_view bytes, Yield& out)
    : bytes_(bytes)
    , out_(out)
    , work_(least_work + work_for_a_byte * bytes.size())
{
    for (std::size_t at = bytes_.find("endstream"); at != bytes_.npos;
         at = bytes_.find("endstream", at + 9))
        stream_ends_.push_back(at);
    find_objects();
    sort();
    find_trailers();
    find_cipher();
    const std::size_t plain = objects_.size();
    for (std::size_t i = 0; i < plain && unread_.empty(); ++i)
        unpack(i);
    sort();
}

void PdfFile::give_up(std::string_view why)
{
    if (unread_.empty())
        unread_ = why;
}

void PdfFile::find_objects()
{
    for (std::size_t at = bytes_.find("obj"); at != bytes_.npos; at = bytes_.find("obj", at + 3)) {
        if (at == 0 || !(is_pdf_space(bytes_[at - 1]) || is_digit(bytes_[at - 1])))
            continue;
        std::size_t before = at;
        const auto generation = number_before(bytes_, before);
        const std::size_t gap = before;
        const auto number = generation ? number_before(bytes_, before) : std::nullopt;
        if (!number || !is_pdf_space(bytes_[gap - 1]))
            continue;
        if (objects_.size() == most_objects)
            return give_up("too many objects");
        objects_.push_back({ *number, *generation, bytes_, at + 3, false });
    }
}

void PdfFile::find_trailers()
{
    constexpr std::string_view word = "trailer";
    for (std::size_t at = bytes_.find(word); at != bytes_.npos;
         at = bytes_.find(word, at + word.size()))
        if (trailers_.size() < most_trailers)
            trailers_.push_back(parse(bytes_, at + word.size()).value);
}

void PdfFile::sort()
{
    by_number_.clear();
    for (std::size_t i = 0; i < objects_.size(); ++i)
        by_number_.emplace_back(objects_[i].number, i);
    std::sort(by_number_.begin(), by_number_.end());
}

// An object stream (7.5.7): pairs of number and offset, then values without `obj` and `endobj`.
void PdfFile::unpack(std::size_t index)
{
    const PdfObject o = objects_[index]; // a copy: unpacking adds objects
    const PdfParsed parsed = parse(o.bytes, o.at);
    if (!parsed.value.find("First") || !parsed.value.find("N"))
        return;
    if (out_.expired())
        return give_up("out of time");
    auto decoded = stream(index, most_object_stream);
    if (!decoded)
        return;
    if (!decoded->complete)
        give_up("an object stream that cannot be read");
    unpacked_.push_back(std::move(decoded->bytes));
    index_packed(unpacked_.back(), parsed.value);
}

void PdfFile::index_packed(const std::string& bytes, const PdfValue& dictionary)
{
    const std::size_t base = whole(first(dictionary.find("First")));
    PdfLexer lexer(bytes);
    PdfToken token;
    for (std::size_t n = whole(first(dictionary.find("N"))); n > 0; --n) {
        lexer.next(token);
        const double number = token.number;
        if (token.kind != PdfToken::Kind::Number)
            return;
        lexer.next(token);
        if (token.kind != PdfToken::Kind::Number || number < 0 || number > 4e9 || token.number < 0
            || token.number > static_cast<double>(bytes.size()))
            return;
        if (objects_.size() == most_objects)
            return give_up("too many objects");
        const std::size_t at = base + static_cast<std::size_t>(token.number);
        if (at < bytes.size())
            objects_.push_back({ static_cast<std::uint32_t>(number), 0, bytes, at, true });
    }
}

PdfParsed PdfFile::parse(std::string_view bytes, std::size_t at)
{
    if (work_ == 0)
        return {};
    PdfParsed parsed = parse_pdf_value(bytes, at);
    const std::uint64_t cost = parsed.end - std::min(at, parsed.end) + 16;
    work_ -= std::min(work_, cost);
    if (work_ == 0)
        give_up("takes too much work to read");
    if (parsed.cut)
        give_up("an object that is nested too deeply or too large");
    return parsed;
}

PdfValue PdfFile::value(std::size_t index)
{
    const PdfObject& o = objects_[index];
    PdfValue v = parse(o.bytes, o.at).value;
    if (cipher_ && !o.packed && (encrypt_ == 0 || o.number != encrypt_))
        decrypt(v, o);
    return v;
}

void PdfFile::decrypt(PdfValue& v, const PdfObject& o) const
{
    if (v.is(Kind::String))
        v.text = cipher_->string(o.number, o.generation, v.text);
    for (PdfValue& item : v.items)
        decrypt(item, o);
}

PdfValue PdfFile::without_references(const PdfValue& v, std::size_t depth)
{
    constexpr std::size_t deepest = 4; // an encryption dictionary has three
    PdfValue plain = first(&v);
    for (PdfValue& item : plain.items)
        item = depth < deepest ? without_references(item, depth + 1) : PdfValue {};
    return plain;
}

// What trailers say, or the dictionaries of cross-reference streams, which stand for them.
void PdfFile::find_cipher()
{
    std::vector<PdfValue> ends = trailers_;
    for (std::size_t i = 0; i < objects_.size(); ++i)
        if (PdfValue v = value(i); v.find("Encrypt"))
            ends.push_back(std::move(v));
    for (const PdfValue& end : ends) {
        const PdfValue* const encrypt = end.find("Encrypt");
        if (!encrypt)
            continue;
        const PdfValue id = first(end.find("ID"));
        const auto cipher = PdfCipher::open(without_references(*encrypt, 0),
            id.items.empty() ? std::string_view() : std::string_view(id.items.front().text));
        locked_ = locked_ || !cipher;
        if (!cipher)
            continue;
        cipher_ = cipher;
        encrypt_ = encrypt->ref;
        locked_ = false;
        return;
    }
}

std::vector<std::size_t> PdfFile::numbered(std::uint32_t number) const
{
    std::vector<std::size_t> found;
    auto end = std::upper_bound(
        by_number_.begin(), by_number_.end(), std::pair { number, objects_.size() });
    while (end != by_number_.begin() && (--end)->first == number && found.size() < most_versions)
        found.push_back(end->second);
    return found;
}

std::vector<PdfValue> PdfFile::resolved(const PdfValue& v)
{
    if (!v.is(Kind::Ref))
        return { v };
    std::vector<PdfValue> all;
    for (const std::size_t i : numbered(v.ref)) {
        PdfValue target = value(i);
        // A reference to a reference is rare, and one more step is all that readers need to see.
        if (target.is(Kind::Ref))
            for (const std::size_t next : numbered(target.ref))
                all.push_back(value(next));
        else
            all.push_back(std::move(target));
    }
    return all;
}

PdfValue PdfFile::first(const PdfValue* v)
{
    if (!v)
        return {};
    std::vector<PdfValue> all = resolved(*v);
    return all.empty() ? PdfValue {} : std::move(all.front());
}

std::optional<std::size_t> PdfFile::stream_start(const PdfObject& o, std::size_t behind) const
{
    if (o.packed)
        return std::nullopt;
    PdfLexer lexer(o.bytes, behind);
    PdfToken token;
    lexer.next(token);
    if (token.kind != PdfToken::Kind::Word || !token.text.starts_with("stream"))
        return std::nullopt;
    std::size_t at = lexer.at() - token.text.size() + 6; // data that follows at once is tolerated
    if (at < o.bytes.size() && o.bytes[at] == ' ')
        at = std::min(o.bytes.find_first_not_of(' ', at), o.bytes.size());
    if (at < o.bytes.size() && o.bytes[at] == '\r')
        ++at;
    if (at < o.bytes.size() && o.bytes[at] == '\n')
        ++at;
    return at;
}

bool PdfFile::has_stream(std::size_t index)
{
    const PdfObject o = objects_[index];
    return stream_start(o, parse(o.bytes, o.at).end).has_value();
}

// /Length counts if `endstream` follows; otherwise the next `endstream` ends the data.
std::string_view PdfFile::stream_bytes(std::size_t start, const PdfValue& dictionary)
{
    const std::size_t length = whole(first(dictionary.find("Length")));
    if (length > 0 && length <= bytes_.size() - start) {
        std::size_t end = start + length;
        while (end < bytes_.size() && end < start + length + 3 && is_pdf_space(bytes_[end]))
            ++end;
        if (bytes_.substr(end).starts_with("endstream"))
            return bytes_.substr(start, length);
    }
    const auto next = std::lower_bound(stream_ends_.begin(), stream_ends_.end(), start);
    return bytes_.substr(start, next == stream_ends_.end() ? bytes_.npos : *next - start);
}

std::vector<PdfFilter> PdfFile::filters(const PdfValue& dictionary)
{
    const PdfValue* const named = dictionary.find("Filter");
    const PdfValue* const parameters = dictionary.find("DecodeParms");
    const PdfValue names = first(named ? named : dictionary.find("F"));
    const PdfValue settings = first(parameters ? parameters : dictionary.find("DP"));
    std::vector<PdfFilter> all;
    if (names.is(Kind::Name))
        all.push_back({ names.text, settings });
    for (std::size_t i = 0; names.is(Kind::Array) && i < names.items.size(); ++i)
        if (all.size() < most_filters)
            all.push_back({ first(&names.items[i]).text,
                settings.is(Kind::Array) && i < settings.items.size() ? first(&settings.items[i])
                                                                      : PdfValue {} });
    for (PdfFilter& f : all)
        for (PdfValue& v : f.parameters.items)
            if (v.is(Kind::Ref))
                v = first(&v);
    return all;
}

std::optional<PdfDecoded> PdfFile::stream(std::size_t index, std::size_t most)
{
    const PdfObject o = objects_[index];
    const PdfParsed parsed = parse(o.bytes, o.at);
    const auto start = stream_start(o, parsed.end);
    if (!start)
        return std::nullopt;
    const std::string_view bytes = stream_bytes(*start, parsed.value);
    const PdfValue* const type = parsed.value.find("Type");
    if (!cipher_ || (type && type->names("XRef")))
        return pdf_decode(bytes, filters(parsed.value), most, out_);
    if (!out_.take(bytes.size()))
        return std::nullopt;
    return pdf_decode(
        cipher_->stream(o.number, o.generation, bytes), filters(parsed.value), most, out_);
}

} // namespace inspect
