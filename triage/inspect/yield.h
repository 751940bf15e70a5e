// What an inspector is given besides the file: where to put what it finds, and how much work and
// memory is left. One for each file; used by one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "triage/core/clock.h"
#include "triage/core/limits.h"
#include "triage/inspect/item.h"
#include "triage/inspect/report.h"

namespace inspect {

// What is left for all files of one message together.
struct Budget {
    std::uint64_t bytes; // that may still be unpacked or decoded
    std::uint32_t items; // files that may still be looked into
    // Of decoding pictures, by PictureClaim::cost: 50 ms at most, enough for one photograph.
    std::uint64_t pictures = 20'000'000;
};

struct Child { // a file found inside; owns its bytes until it has been looked into
    Item item;
    std::string bytes;
};

class Yield {
public:
    Yield(const Item& item, const core::Limits& limits, const core::Deadline& deadline,
        Budget& budget, Report& report, std::vector<Child>& children)
        : item_(item)
        , limits_(limits)
        , deadline_(deadline)
        , budget_(budget)
        , report_(report)
        , children_(children)
    {
    }

    // `what` is cut to a line's length; `inner` names a member of the file.
    void mark(Mark m, std::string_view what, std::string_view inner = {});
    // Not everything could be looked at: marks it, and the scan is incomplete.
    void unscannable(std::string_view why, std::string_view inner = {});
    // A link that the document offers its reader, as written; `shown` is its text.
    void link(core::LinkOrigin origin, std::string_view url, std::string_view shown = {});
    // Links that stand in its text: with a scheme or "www.", since names of files and fonts look
    // like hosts.
    void links_in(std::string_view text);
    // Text that the document shows, UTF-8 or not.
    void text(std::string_view shown);
    // A file inside, to be looked into after this one. `type` may be empty.
    void child(std::string_view name, std::string_view type, std::string bytes);
    // A message inside: goes back to the engine. `shown`: mail programs show it as the message that
    // carries it; then these are MIME fields and a body.
    void message(std::string bytes, bool shown);
    // A member whose bytes nobody has: its name is judged alone.
    void name_only(std::string_view name);

    // Charges bytes about to be unpacked or decoded; false, and marked, when they are too many.
    // Call it before allocating, in steps for streams.
    bool take(std::uint64_t bytes);
    // Charges a picture. False if it is too large for what is left: unlike bytes, that is no limit
    // that makes a scan incomplete, or no mail with photographs could ever be clean.
    bool take_picture(std::uint64_t cost);
    std::uint64_t room() const { return budget_.bytes; }
    bool expired() const { return deadline_.expired(); } // then the file is unscannable

private:
    std::string path(std::string_view inner) const;

    const Item& item_;
    const core::Limits& limits_;
    const core::Deadline& deadline_;
    Budget& budget_;
    Report& report_;
    std::vector<Child>& children_;
};

} // namespace inspect
