// The text form of the brands: "name | tokens | domains", both comma-separated; '~' before a token
// marks an ordinary word. A line of the site's file adds to the brand of that name or makes a new
// one; '-' takes away: "-name" the brand, "name | -token | -domain" what is named.
#include <algorithm>

#include "triage/core/text.h"
#include "triage/identity/fold.h"
#include "triage/identity/list_lines.h"

namespace identity {

namespace {

struct Token {
    std::string text; // words joined by one space
    bool common;
};

struct BrandLine {
    std::string_view name;
    std::vector<Token> tokens;
    std::vector<std::string_view> domains;
};

std::string joined(std::string_view folded)
{
    std::string out;
    for (const std::string_view w : words(folded))
        out.append(out.empty() ? "" : " ").append(w);
    return out;
}

class BrandCompiler {
public:
    explicit BrandCompiler(std::vector<core::Error>& errors)
        : errors_(errors)
    {
    }

    void read(const ListFile& file, std::size_t layer)
    {
        Lines lines(file, errors_);
        for (std::string_view line; lines.next(line);) {
            if (takes_away(line, layer))
                remove(line, lines);
            else
                read_line(line, layer, lines);
        }
    }

    void write(core::Writer& out) const
    {
        const auto count = [&](std::size_t n) { out.number(static_cast<std::uint32_t>(n)); };
        count(brands_.size());
        for (const BrandLine& b : brands_) {
            out.text(b.name);
            count(b.tokens.size());
            for (const Token& t : b.tokens) {
                out.text(t.text);
                out.text(core::skeleton(t.text));
                out.number(static_cast<std::uint8_t>(t.common));
            }
            count(b.domains.size());
            for (const std::string_view d : b.domains)
                out.text(d);
        }
    }

private:
    BrandLine* find(std::string_view name)
    {
        const auto it = std::find_if(brands_.begin(), brands_.end(),
            [&](const BrandLine& b) { return core::equal_ignore_case(b.name, name); });
        return it == brands_.end() ? nullptr : &*it;
    }

    void remove(std::string_view name, Lines& lines)
    {
        BrandLine* b = find(name);
        if (!b)
            return lines.error("there is no brand '" + core::escape_log(name, 80) + "' to remove");
        for (const Token& t : b->tokens)
            tokens_.erase(t.text);
        for (const std::string_view d : b->domains)
            domains_.erase(d);
        brands_.erase(brands_.begin() + (b - brands_.data()));
    }

    void read_line(std::string_view line, std::size_t layer, Lines& lines)
    {
        const auto columns = split_entry(line, '|');
        if (columns.size() != 3 || columns[0].empty() || columns[0].size() > 80)
            return lines.error("a brand is written 'name | token, token | domain, domain'");
        BrandLine* b = find(columns[0]);
        if (b && layer == 0)
            return lines.error("the brand '" + std::string(columns[0]) + "' stands here twice");
        if (!b)
            b = &brands_.emplace_back(BrandLine { columns[0], {}, {} });
        for (const std::string_view token : split_entry(columns[1], ','))
            if (layer == 0 || !token.empty())
                read_token(*b, token, layer, lines);
        for (const std::string_view domain : split_entry(columns[2], ','))
            if (layer == 0 || !domain.empty())
                read_domain(*b, domain, layer, lines);
    }

    void read_token(BrandLine& b, std::string_view token, std::size_t layer, Lines& lines)
    {
        const bool taken_away = takes_away(token, layer);
        const bool common = token.starts_with('~');
        const std::string_view written = token.substr(common ? 1 : 0);
        const std::string text = joined(written);
        const std::size_t count = words(written).size();
        if (count == 0 || count > 4 || written.size() > 80 || fold(written) != written)
            lines.error("token '" + core::escape_log(token, 80)
                + "' must be one to four words in lower case without accents");
        else if (taken_away) {
            std::erase_if(b.tokens, [&](const Token& t) { return t.text == text; });
            tokens_.erase(text);
        } else if (!tokens_.insert(text).second)
            lines.error("token '" + text + "' belongs to a brand already");
        else
            b.tokens.push_back({ text, common });
    }

    void read_domain(BrandLine& b, std::string_view domain, std::size_t layer, Lines& lines)
    {
        const bool taken_away = takes_away(domain, layer);
        if (!is_host(domain))
            lines.error(not_a_host(domain));
        else if (taken_away) {
            std::erase(b.domains, domain);
            domains_.erase(domain);
        } else if (!domains_.insert(domain).second)
            lines.error("domain '" + std::string(domain) + "' belongs to a brand already");
        else
            b.domains.push_back(domain);
    }

    std::vector<core::Error>& errors_;
    std::vector<BrandLine> brands_;
    std::unordered_set<std::string> tokens_;
    std::unordered_set<std::string_view> domains_;
};

} // namespace

void compile_brands(const ListLayers& layers, core::Writer& out, std::vector<core::Error>& errors)
{
    BrandCompiler compiler(errors);
    for (std::size_t layer = 0; layer < layers.size(); ++layer)
        compiler.read(layers[layer], layer);
    compiler.write(out);
}

} // namespace identity
