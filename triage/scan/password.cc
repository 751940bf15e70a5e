#include "triage/scan/password.h"

#include <algorithm>

#include "triage/identity/fold.h"

namespace scan {

namespace {

constexpr std::size_t reach = 65536; // bytes of text
constexpr std::size_t gap = 24; // between the word and what it announces: " for the file is: "
constexpr std::size_t shown = 60;

// Folded: lower case, no accents.
constexpr std::string_view words[] { "password", "passcode", "pass code", "passwort", "kennwort",
    "mot de passe", "contrasena", "clave", "parola d'ordine", "wachtwoord", "senha",
    "palavra-passe", "pwd", "pin code" };

bool is_word(char c)
{
    const auto u = static_cast<unsigned char>(c);
    return u >= 0x80 || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

// Three characters or more with a digit, or in quotes: what nobody takes for a word of the
// sentence.
bool is_token(std::string_view t)
{
    const bool digit = std::any_of(t.begin(), t.end(), [](char c) { return c >= '0' && c <= '9'; });
    return t.size() >= 3 && t.size() <= 40 && digit;
}

std::string_view next_token(std::string_view s)
{
    static constexpr std::string_view between = " \t\r\n:=\"'`*()[]<>-";
    const std::size_t from = std::min(s.find_first_not_of(between), s.size());
    return s.substr(from, s.find_first_of(" \t\r\n\"'`*()[]<>,;", from) - from);
}

// Within `gap` bytes behind the word a colon, "=", "is" … and the token.
bool gives_one(std::string_view behind)
{
    for (std::size_t at = 0; at < std::min(gap, behind.size()); ++at) {
        const bool sign = behind[at] == ':' || behind[at] == '=';
        if (sign)
            return is_token(next_token(behind.substr(at + 1)));
        for (const std::string_view verb :
            { " is ", " ist ", " lautet ", " est ", " es ", " e ", " is: ", " en " })
            if (behind.substr(at).starts_with(verb)
                && is_token(next_token(behind.substr(at + verb.size()))))
                return true;
    }
    return false;
}

} // namespace

std::optional<std::string> password_in(std::string_view text)
{
    const std::string folded = identity::fold(text.substr(0, reach));
    const std::string_view all = folded;
    for (const std::string_view word : words)
        for (std::size_t at = all.find(word); at != all.npos; at = all.find(word, at + 1)) {
            const bool whole = at == 0 || !is_word(all[at - 1]);
            if (whole && gives_one(all.substr(at + word.size())))
                return std::string(all.substr(at, shown));
        }
    return std::nullopt;
}

} // namespace scan
