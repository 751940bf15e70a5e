// The text form of the lists: one entry on a line, '#' begins a comment. A line of the brands file
// is "name | tokens | domains", both comma-separated; '~' before a token marks an ordinary word.
#include "triage/core/codec.h"
#include "triage/core/text.h"
#include "triage/identity/fold.h"
#include "triage/identity/lists.h"

namespace identity {

namespace {

class Lines {
public:
    Lines(const ListFile& file, std::vector<core::Error>& errors)
        : file_(file)
        , errors_(errors)
        , rest_(file.text)
    {
    }

    // The next line that says something, without its comment; false at the end.
    bool next(std::string_view& line)
    {
        while (!rest_.empty()) {
            const std::size_t end = std::min(rest_.find('\n'), rest_.size());
            line = rest_.substr(0, end);
            rest_.remove_prefix(std::min(end + 1, rest_.size()));
            ++number_;
            line = core::trim(line.substr(0, line.find('#')));
            if (!line.empty())
                return true;
        }
        return false;
    }
    void error(const std::string& what)
    {
        errors_.push_back({ file_.name + ":" + std::to_string(number_) + ": " + what });
    }

private:
    const ListFile& file_;
    std::vector<core::Error>& errors_;
    std::string_view rest_;
    std::size_t number_ = 0;
};

std::vector<std::string_view> split(std::string_view s, char separator)
{
    std::vector<std::string_view> out;
    while (true) {
        const std::size_t at = s.find(separator);
        out.push_back(core::trim(s.substr(0, at)));
        if (at == s.npos)
            return out;
        s.remove_prefix(at + 1);
    }
}

bool is_host(std::string_view s)
{
    if (s.empty() || s.size() > 253 || s.front() == '.' || s.back() == '.'
        || s.find("..") != s.npos)
        return false;
    return s.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-._") == s.npos;
}

std::string not_a_host(std::string_view s)
{
    return "'" + core::escape_log(s, 80)
        + "' is no host; write it in lower case without scheme, dot at the ends or wildcard (IDNs "
          "as "
          "xn--)";
}

void compile_hosts(const ListFile& file, core::Writer& out, std::vector<core::Error>& errors)
{
    std::unordered_set<std::string_view> seen;
    std::vector<std::string_view> entries;
    Lines lines(file, errors);
    for (std::string_view line; lines.next(line);) {
        if (!is_host(line))
            lines.error(not_a_host(line));
        else if (!seen.insert(line).second)
            lines.error("'" + std::string(line) + "' stands here twice; remove one");
        else
            entries.push_back(line);
    }
    out.number(static_cast<std::uint32_t>(entries.size()));
    for (const std::string_view e : entries)
        out.text(e);
}

struct Token {
    std::string text;
    bool common;
};

struct BrandLine {
    std::string_view name;
    std::vector<Token> tokens;
    std::vector<std::string_view> domains;
};

class BrandCompiler {
public:
    BrandCompiler(const ListFile& file, std::vector<core::Error>& errors)
        : lines_(file, errors)
    {
    }

    void compile(core::Writer& out)
    {
        std::vector<BrandLine> brands;
        for (std::string_view line; lines_.next(line);)
            brands.push_back(read(line));
        out.number(static_cast<std::uint32_t>(brands.size()));
        for (const BrandLine& b : brands)
            write(b, out);
    }

private:
    BrandLine read(std::string_view line)
    {
        const auto columns = split(line, '|');
        if (columns.size() != 3 || columns[0].empty() || columns[0].size() > 80) {
            lines_.error("a brand is written 'name | token, token | domain, domain'");
            return {};
        }
        BrandLine b { columns[0], {}, {} };
        for (std::string_view token : split(columns[1], ','))
            read_token(b, token);
        for (const std::string_view domain : split(columns[2], ',')) {
            if (!is_host(domain))
                lines_.error(not_a_host(domain));
            else if (!domains_.insert(domain).second)
                lines_.error("domain '" + std::string(domain) + "' belongs to a brand already");
            else
                b.domains.push_back(domain);
        }
        return b;
    }
    void read_token(BrandLine& b, std::string_view token)
    {
        const bool common = token.starts_with('~');
        const std::string_view text = token.substr(common ? 1 : 0);
        const auto parts = words(text);
        if (parts.empty() || parts.size() > 4 || text.size() > 80 || fold(text) != text)
            lines_.error("token '" + core::escape_log(token, 80)
                + "' must be one to four words in lower case without accents");
        else if (!tokens_.insert(std::string(text)).second)
            lines_.error("token '" + std::string(text) + "' belongs to a brand already");
        else
            b.tokens.push_back({ std::string(text), common });
    }
    static void write(const BrandLine& b, core::Writer& out)
    {
        out.text(b.name);
        out.number(static_cast<std::uint32_t>(b.tokens.size()));
        for (const Token& t : b.tokens) {
            std::string joined;
            for (const std::string_view w : words(t.text))
                joined.append(joined.empty() ? "" : " ").append(w);
            out.text(joined);
            out.number(static_cast<std::uint8_t>(t.common));
        }
        out.number(static_cast<std::uint32_t>(b.domains.size()));
        for (const std::string_view d : b.domains)
            out.text(d);
    }

    Lines lines_;
    std::unordered_set<std::string> tokens_;
    std::unordered_set<std::string_view> domains_;
};

} // namespace

CompiledLists compile_lists(const ListSources& sources)
{
    CompiledLists compiled;
    core::Writer out;
    for (const ListFile& file : sources.hosts)
        compile_hosts(file, out, compiled.errors);
    BrandCompiler(sources.brands, compiled.errors).compile(out);
    compiled.bytes = out.take();
    return compiled;
}

} // namespace identity
