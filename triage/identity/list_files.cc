// The text form of the lists: one entry on a line, '#' begins a comment. brand_list.cc has that of
// the brands.
#include "triage/core/text.h"
#include "triage/identity/fold.h"
#include "triage/identity/list_lines.h"

#include <algorithm>

namespace identity {

namespace {

using Errors = std::vector<core::Error>;

bool is_address(std::string_view s)
{
    const std::size_t at = s.rfind('@');
    return at != s.npos && at > 0 && s.size() <= 254 && is_host(s.substr(at + 1))
        && core::to_lower_ascii(s) == s && s.find_first_of(" \t<>\"") == s.npos;
}

std::string not_an_address(std::string_view s)
{
    return "'" + core::escape_log(s, 80)
        + "' is no address; write user@domain in lower case (IDNs as xn--)";
}

// Entries of all layers in order; the site may repeat and take away, a single file may not.
class EntryList {
public:
    void add(std::string_view entry, bool taken_away, std::size_t layer, Lines& lines)
    {
        const auto at = std::find(entries_.begin(), entries_.end(), entry);
        const auto seen = seen_.find(entry);
        const bool repeated = seen != seen_.end() && seen->second == layer;
        seen_[entry] = layer;
        if (repeated)
            lines.error("'" + std::string(entry) + "' stands here twice; remove one");
        else if (taken_away && at != entries_.end())
            entries_.erase(at);
        else if (!taken_away && at == entries_.end())
            entries_.push_back(entry);
    }
    void write(core::Writer& out) const
    {
        out.number(static_cast<std::uint32_t>(entries_.size()));
        for (const std::string_view e : entries_)
            out.text(e);
    }

private:
    std::vector<std::string_view> entries_;
    std::unordered_map<std::string_view, std::size_t> seen_; // and the layer
};

void compile_entries(const ListLayers& layers, bool addresses, core::Writer& out, Errors& errors)
{
    EntryList list;
    for (std::size_t layer = 0; layer < layers.size(); ++layer) {
        Lines lines(layers[layer], errors);
        for (std::string_view entry; lines.next(entry);) {
            const bool taken_away = takes_away(entry, layer);
            if (is_host(entry) || (addresses && is_address(entry)))
                list.add(entry, taken_away, layer, lines);
            else
                lines.error(addresses && entry.find('@') != entry.npos ? not_an_address(entry)
                                                                       : not_a_host(entry));
        }
    }
    list.write(out);
}

struct VipLine {
    std::string name; // folded
    std::vector<std::string_view> addresses;
};

std::optional<VipLine> read_vip(std::string_view line, Lines& lines)
{
    const auto columns = split_entry(line, '|');
    VipLine vip { fold(columns[0]), {} };
    const std::size_t names = words(vip.name).size();
    if (columns.size() > 2 || names < 2 || names > 6 || vip.name.size() > 100) {
        lines.error("a VIP is written 'First Last | address, address'");
        return std::nullopt;
    }
    if (columns.size() == 2 && !columns[1].empty())
        for (const std::string_view a : split_entry(columns[1], ',')) {
            if (is_address(a))
                vip.addresses.push_back(a);
            else
                lines.error(not_an_address(a));
        }
    return vip;
}

void compile_vips(const ListLayers& layers, core::Writer& out, Errors& errors)
{
    std::vector<VipLine> vips;
    for (std::size_t layer = 0; layer < layers.size(); ++layer) {
        Lines lines(layers[layer], errors);
        for (std::string_view line; lines.next(line);) {
            const bool taken_away = takes_away(line, layer);
            auto vip = read_vip(line, lines);
            if (!vip)
                continue;
            std::erase_if(vips, [&](const VipLine& v) { return v.name == vip->name; });
            if (!taken_away)
                vips.push_back(*std::move(vip));
        }
    }
    out.number(static_cast<std::uint32_t>(vips.size()));
    for (const VipLine& v : vips) {
        out.text(v.name);
        out.number(static_cast<std::uint32_t>(v.addresses.size()));
        for (const std::string_view a : v.addresses)
            out.text(a);
    }
}

} // namespace

ListLayers* layers_of(ListSources& sources, std::string_view file)
{
    for (std::size_t i = 0; i < host_list_files.size(); ++i)
        if (host_list_files[i] == file)
            return &sources.hosts[i];
    if (file == brand_file)
        return &sources.brands;
    if (file == vip_file)
        return &sources.vips;
    return file == allow_file ? &sources.allow : nullptr;
}

CompiledLists compile_lists(const ListSources& sources)
{
    CompiledLists compiled;
    core::Writer out;
    for (const ListLayers& layers : sources.hosts)
        compile_entries(layers, false, out, compiled.errors);
    compile_entries(sources.allow, true, out, compiled.errors);
    compile_vips(sources.vips, out, compiled.errors);
    compile_brands(sources.brands, out, compiled.errors);
    compiled.bytes = out.take();
    return compiled;
}

} // namespace identity
