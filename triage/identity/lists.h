// The lists that identity and link findings look things up in: brands, freemail providers, link
// shorteners, the site's own VIPs and so on. Compiled from the text files of etc/lists and of the
// site's folder when a generation is built (every mistake with file and line), opened by workers as
// views into the generation. Const and shared.
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

namespace core {
class Reader;
}

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
    OwnDomains, // the site's, besides policy.local_domains: siblings, hosted elsewhere
    Partners, // whose domains are worth imitating as our own are
    SaasSenders, // services that may send in our name
    ArcSealers, // whose word on what they received is taken
    PictureHosts, // anybody can put a picture there
};
inline constexpr std::array<std::string_view, 14> host_list_files { "freemail", "shorteners",
    "free_hosts", "rewriters", "neutral_hosts", "risky_tlds", "not_lookalikes", "file_shares",
    "storage", "own_domains", "partners", "saas_senders", "arc_sealers", "picture_hosts" };
inline constexpr std::string_view brand_file = "brands"; // "name | token, token | domain, domain"
inline constexpr std::string_view vip_file = "vips"; // "name | address, address"
inline constexpr std::string_view allow_file = "allow"; // a domain or address on a line

struct ListFile {
    std::string name; // as it is to stand in errors
    std::string text;
};
// The file that comes with the program, then the site's additions to it: there a leading '-' takes
// an entry of the files before away.
using ListLayers = std::vector<ListFile>;
struct ListSources {
    std::array<ListLayers, host_list_files.size()> hosts; // by HostList
    ListLayers brands, vips, allow;
};
// The sources of that file; nullptr if no list has this name.
ListLayers* layers_of(ListSources& sources, std::string_view file);

struct CompiledLists {
    std::string bytes; // valid only if there are no errors
    std::vector<core::Error> errors; // "file:line: what is wrong and what to write instead"
};
CompiledLists compile_lists(const ListSources& sources);

struct Brand {
    std::string_view name;
    std::vector<std::string_view> domains; // registrable or deeper; subdomains included
};

struct Vip {
    std::string_view name; // folded
    std::vector<std::string_view> addresses;
};

class Lists {
public:
    // The bytes must outlive the lists.
    static core::Result<Lists> open(std::string_view bytes);

    // `host`: A-label, lower case. One look-up for each label.
    bool contains(HostList list, std::string_view host) const;
    const std::unordered_set<std::string_view>& entries(HostList list) const
    {
        return hosts_[static_cast<std::size_t>(list)];
    }
    // The address, or its domain or one above it, is on the site's list `allow`.
    bool allows(std::string_view address) const;
    // The VIP all of whose names stand in this folded name, which has at most one word more.
    const Vip* vip_named(std::string_view folded_name) const;

    struct NameMatch {
        const Brand* brand;
        bool common; // also an ordinary word ("chase"): weak evidence
    };
    // A brand's token among the words of a folded name; the longest wins.
    std::optional<NameMatch> brand_in_name(std::string_view folded_name) const;
    // The same by what the letters of the name look like (UTS 39); `name` is not folded.
    std::optional<NameMatch> brand_like_name(std::string_view name) const;
    // The brand that owns the host.
    const Brand* brand_of_host(std::string_view host) const;
    static bool owns(const Brand& brand, std::string_view host);
    // The brand whose name is this label, exactly, and that is no ordinary word.
    const Brand* brand_of_label(std::string_view label) const;
    // The brand whose name has this skeleton (UTS 39).
    const Brand* brand_of_skeleton(std::string_view skeleton) const;
    // The brand that a label imitates: letters changed for lookalikes, or one edit away (two from
    // ten letters on). Labels of less than six letters have no lookalikes.
    const Brand* brand_like_label(std::string_view label) const;

private:
    void read_brand(core::Reader& r);
    void index_labels();
    void add_label(std::string text, std::size_t brand);

    struct Token {
        std::size_t brand;
        bool common;
    };
    using Tokens = std::unordered_map<std::string_view, Token>;
    std::optional<NameMatch> longest(const Tokens& tokens, std::string_view joined) const;

    std::array<std::unordered_set<std::string_view>, host_list_files.size()> hosts_;
    std::unordered_set<std::string_view> allow_;
    std::vector<Vip> vips_;
    std::vector<Brand> brands_;
    std::unordered_map<std::string_view, std::size_t> brand_domains_;
    Tokens tokens_; // words joined by one space
    Tokens skeletons_; // of tokens, words joined by one space
    struct Label {
        std::string text;
        std::size_t brand;
        std::uint64_t letters; // one bit for each that occurs: most others differ here already
    };
    std::vector<Label> labels_;
    std::unordered_map<std::string, std::size_t> by_label_;
    std::unordered_map<std::string, std::size_t> by_skeleton_; // without spaces
};

} // namespace identity
