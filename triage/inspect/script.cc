#include "triage/inspect/script.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>

#include "triage/core/text.h"
#include "triage/inspect/script_lexer.h"
#include "triage/mime/transfer.h"

namespace inspect {

namespace {

using Kind = ScriptToken::Kind;

struct Word {
    std::string_view name;
    std::uint32_t does;
};

// Names of the web's interfaces (DOM, File API, Fetch), sorted. Obfuscators spell them as literals:
// window["at" + "ob"].
constexpr std::array<Word, 29> words { {
    { "ActiveXObject", Evaluates },
    { "Blob", Builds },
    { "File", Builds },
    { "Function", Evaluates },
    { "TextDecoder", Decodes },
    { "Uint8Array", Decodes },
    { "XMLHttpRequest", Fetches },
    { "ajax", Fetches },
    { "atob", Decodes },
    { "charCodeAt", Decodes },
    { "createObjectURL", Saves },
    { "decodeURI", Decodes },
    { "decodeURIComponent", Decodes },
    { "decrypt", Decodes },
    { "download", Saves },
    { "eval", Evaluates },
    { "fetch", Fetches },
    { "fromBase64", Decodes },
    { "fromCharCode", Decodes },
    { "fromCodePoint", Decodes },
    { "innerHTML", Writes },
    { "insertAdjacentHTML", Writes },
    { "msSaveBlob", Saves | Builds },
    { "msSaveOrOpenBlob", Saves | Builds },
    { "outerHTML", Writes },
    { "srcdoc", Writes },
    { "unescape", Decodes },
    { "write", Writes },
    { "writeln", Writes },
} };
static_assert(std::is_sorted(
    words.begin(), words.end(), [](const Word& a, const Word& b) { return a.name < b.name; }));

constexpr std::size_t longest_word = 18;
constexpr std::size_t long_literal = 64; // bytes: not code any more
constexpr std::size_t least_dense = 100; // bytes; shorter ones say nothing by their letters
constexpr std::size_t max_payloads = 20;
constexpr std::size_t max_leads = 10;
constexpr std::size_t max_bytes_held = 4u << 20; // of one array of numbers
constexpr std::size_t decoded_from = 48; // numbers or characters: shorter ones hold no file

std::uint32_t meaning(std::string_view name)
{
    if (name.size() < 4 || name.size() > longest_word)
        return 0;
    const auto* const found = std::lower_bound(words.begin(), words.end(), name,
        [](const Word& w, std::string_view wanted) { return w.name < wanted; });
    return found != words.end() && found->name == name ? found->does : 0;
}

// Bits for each byte, of the first 4 KiB.
double entropy(std::string_view s)
{
    s = s.substr(0, 4096);
    std::array<std::uint32_t, 256> counts {};
    for (const char c : s)
        ++counts[static_cast<unsigned char>(c)];
    double bits = 0;
    for (const std::uint32_t n : counts)
        if (n > 0)
            bits -= n * std::log2(n / static_cast<double>(s.size()));
    return bits / static_cast<double>(s.size());
}

// Long, without words between spaces, and of more kinds of characters than text has.
bool is_dense(std::string_view s)
{
    constexpr double random = 5; // bits; German and English letters have 4.1 to 4.5
    if (s.size() < least_dense)
        return false;
    const std::string_view head = s.substr(0, 4096);
    const auto spaces = static_cast<std::size_t>(std::count(head.begin(), head.end(), ' '));
    return spaces * 50 < head.size() && entropy(head) > random;
}

bool is_address(std::string_view s)
{
    const std::size_t at = s.find('@');
    if (s.size() < 6 || s.size() > 120 || at == s.npos || at == 0)
        return false;
    const std::string_view domain = s.substr(at + 1);
    const auto fits = [](char c) {
        const char low = static_cast<char>(c | 0x20);
        return (low >= 'a' && low <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-'
            || c == '_' || c == '+';
    };
    const std::size_t dot = domain.rfind('.');
    return dot != domain.npos && dot > 0 && domain.size() - dot > 2
        && std::all_of(domain.begin(), domain.end(), fits)
        && std::all_of(s.begin(), s.begin() + static_cast<std::ptrdiff_t>(at), fits);
}

// The address that a literal is, also in base64 or behind '#'; else empty.
std::string address_in(std::string_view literal)
{
    if (literal.starts_with('#'))
        literal.remove_prefix(1);
    if (is_address(literal))
        return std::string(literal);
    if (literal.size() < 12 || literal.size() > 160
        || literal.find_first_of(" .<:") != literal.npos)
        return {};
    std::string plain = mime::decode_transfer(literal, "base64", literal.size()).bytes;
    return is_address(plain) ? plain : std::string();
}

bool has_password_field(std::string_view literal)
{
    if (literal.find("assword") == literal.npos && literal.find("ASSWORD") == literal.npos)
        return false;
    const std::string low = core::to_lower_ascii(literal.substr(0, 65536));
    for (const std::string_view shape : { "type=\"password", "type='password", "type=password",
             "type=\\\"password", "type=\\'password" })
        if (low.find(shape) != low.npos)
            return true;
    return false;
}

// Behind "location": whether it is set, replaced or assigned, dotted or in brackets.
bool sets_location(std::string_view rest)
{
    constexpr std::string_view separators = " .[]'\"";
    rest = rest.substr(0, 64);
    const auto skip
        = [&] { rest.remove_prefix(std::min(rest.find_first_not_of(separators), rest.size())); };
    skip();
    bool call = false;
    for (const auto& [name, is_call] : { std::pair<std::string_view, bool> { "href", false },
             { "replace", true }, { "assign", true } }) {
        if (!rest.starts_with(name))
            continue;
        rest.remove_prefix(name.size());
        call = is_call;
        break;
    }
    skip();
    if (call)
        return rest.starts_with('(');
    return rest.starts_with('=') && !rest.starts_with("==");
}

class Reader {
public:
    explicit Reader(Yield& out)
        : out_(out)
    {
    }

    ScriptFacts run(std::string_view script)
    {
        ScriptLexer lexer(script);
        ScriptToken token;
        for (std::size_t n = 1; lexer.next(token); ++n) {
            if (n % 4096 == 0 && out_.expired()) {
                out_.unscannable("out of time");
                break;
            }
            take(token, lexer.rest());
        }
        end_array();
        return std::move(facts_);
    }

private:
    void take(const ScriptToken& token, std::string_view rest)
    {
        if (token.kind == Kind::Number)
            return number(token.text);
        if (token.kind == Kind::Other && (token.text == "," || token.text == "-")) {
            ++facts_.code;
            return;
        }
        end_array();
        if (token.text == ";")
            lead_expected_ = false;
        if (token.kind == Kind::Literal)
            return literal(token.text, rest);
        facts_.code += token.text.size();
        if (token.kind == Kind::Name)
            name(token.text, rest);
    }

    void name(std::string_view text, std::string_view rest)
    {
        facts_.does |= meaning(text);
        facts_.scrambled += text.starts_with("_0x");
        if (text == "location" && sets_location(rest))
            redirect();
    }

    void redirect()
    {
        facts_.does |= Redirects;
        lead_expected_ = true;
    }

    void literal(std::string_view text, std::string_view rest)
    {
        facts_.does |= meaning(text);
        if (text == "location" && rest.starts_with(']') && sets_location(rest))
            redirect();
        if (text.size() < long_literal)
            facts_.code += text.size();
        if (std::exchange(lead_expected_, false) && facts_.leads.size() < max_leads
            && text.find("//") != text.npos)
            facts_.leads.emplace_back(text.substr(0, 2048));
        if (text.size() > facts_.dense && is_dense(text))
            facts_.dense = text.size();
        facts_.password_field = facts_.password_field || has_password_field(text);
        if (facts_.address.empty())
            facts_.address = address_in(text);
        if (text.size() >= decoded_from || is_magic(text))
            keep(decode_payload(text, out_));
    }

    // How the base64 of an archive or a program begins, even one too short to be complete.
    static bool is_magic(std::string_view text)
    {
        return text.starts_with("UEsDB") || text.starts_with("TVqQ")
            || text.starts_with("UmFyIRoH");
    }

    void number(std::string_view text)
    {
        facts_.code += text.size();
        const bool hex = text.starts_with("0x") || text.starts_with("0X");
        unsigned value = 0;
        for (const char c : text.substr(hex ? 2 : 0)) {
            const unsigned digit = c <= '9' ? static_cast<unsigned>(c - '0')
                                            : static_cast<unsigned>((c | 0x20) - 'a' + 10);
            if (digit >= (hex ? 16u : 10u) || value > 255)
                return end_array();
            value = value * (hex ? 16u : 10u) + digit;
        }
        if (value > 255)
            return end_array();
        ++array_length_;
        if (array_.size() < max_bytes_held)
            array_ += static_cast<char>(value);
    }

    void end_array()
    {
        facts_.byte_array = std::max(facts_.byte_array, array_length_);
        if (array_.size() >= decoded_from && out_.take(array_.size()))
            keep(as_payload(array_));
        array_.clear();
        array_length_ = 0;
    }

    void keep(std::optional<Payload> payload)
    {
        if (!payload)
            return;
        if (facts_.payloads.size() < max_payloads)
            facts_.payloads.push_back(std::move(*payload));
        else
            out_.unscannable("too many encoded files");
    }

    Yield& out_;
    ScriptFacts facts_;
    std::string array_; // the bytes of the numbers in a row so far
    std::size_t array_length_ = 0;
    bool lead_expected_ = false; // the next literal is where a redirect leads
};

} // namespace

void ScriptFacts::add(const ScriptFacts& other)
{
    does |= other.does;
    scrambled += other.scrambled;
    code += other.code;
    dense = std::max(dense, other.dense);
    byte_array = std::max(byte_array, other.byte_array);
    password_field = password_field || other.password_field;
    if (address.empty())
        address = other.address;
    leads.insert(leads.end(), other.leads.begin(), other.leads.end());
}

ScriptFacts read_script(std::string_view script, Yield& out)
{
    return Reader(out).run(script);
}

} // namespace inspect
