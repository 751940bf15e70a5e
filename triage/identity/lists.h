// The lists that identity and link findings look things up in: brands, freemail providers, link
// shorteners and so on. Compiled from the text files of etc/lists when a generation is built (every
// mistake with file and line), opened by workers as views into the generation. Const and shared.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "triage/core/result.h"

namespace identity {

// Files of one domain or host on a line; a host is in the list with all its subdomains.
enum class HostList : std::uint8_t {
    Freemail, // anybody can have an address there
    Shorteners,
    FreeHosts, // anybody can put a page there: storage, site builders, forms, tunnels
    Rewriters, // link protection of mail gateways
    NeutralHosts, // linked by everybody and owned by nobody in the mail: social networks, app
                  // stores
    RiskyTlds, // top level domains, without the dot
    NotLookalikes, // near a brand's name, but somebody's own
    FileShares, // where people put documents for each other
    Storage, // object storage and tunnels: a page there stands for nobody
};
inline constexpr std::array<std::string_view, 9> host_list_files { "freemail", "shorteners",
    "free_hosts", "rewriters", "neutral_hosts", "risky_tlds", "not_lookalikes", "file_shares",
    "storage" };
inline constexpr std::string_view brand_file = "brands";

struct ListFile {
    std::string name; // as it is to stand in errors
    std::string text;
};
struct ListSources {
    std::array<ListFile, host_list_files.size()> hosts; // by HostList
    ListFile brands;
};
struct CompiledLists {
    std::string bytes; // valid only if there are no errors
    std::vector<core::Error> errors; // "file:line: what is wrong and what to write instead"
};
CompiledLists compile_lists(const ListSources& sources);

struct Brand {
    std::string_view name;
    std::vector<std::string_view> domains; // registrable or deeper; subdomains included
};

class Lists {
public:
    // The bytes must outlive the lists.
    static core::Result<Lists> open(std::string_view bytes);

    // `host`: A-label, lower case. One look-up for each label.
    bool contains(HostList list, std::string_view host) const;

    struct NameMatch {
        const Brand* brand;
        bool common; // also an ordinary word ("chase"): weak evidence
    };
    // A brand's token among the words of a folded name; the longest wins.
    std::optional<NameMatch> brand_in_name(std::string_view folded_name) const;
    // The brand that owns the host.
    const Brand* brand_of_host(std::string_view host) const;
    static bool owns(const Brand& brand, std::string_view host);
    // The brand whose name is this label, exactly, and that is no ordinary word.
    const Brand* brand_of_label(std::string_view label) const;
    // The brand that a label imitates: letters changed for lookalikes, or one edit away (two from
    // ten letters on). Labels of less than six letters have no lookalikes.
    const Brand* brand_like_label(std::string_view label) const;

private:
    void index_labels();
    void add_label(std::string text, std::size_t brand);

    std::array<std::unordered_set<std::string_view>, host_list_files.size()> hosts_;
    std::vector<Brand> brands_;
    std::unordered_map<std::string_view, std::size_t> brand_domains_;
    struct Token {
        std::size_t brand;
        bool common;
    };
    std::unordered_map<std::string_view, Token> tokens_; // words joined by one space
    struct Label {
        std::string text;
        std::size_t brand;
        std::uint64_t letters; // one bit for each that occurs: most others differ here already
    };
    std::vector<Label> labels_;
    std::unordered_map<std::string, std::size_t> by_label_;
};

} // namespace identity
