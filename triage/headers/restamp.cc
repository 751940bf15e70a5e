#include "triage/headers/restamp.h"

#include <algorithm>

#include "triage/core/text.h"
#include "triage/headers/fold.h"
#include "triage/headers/table.h"

namespace headers {

namespace {

// What has the form of why_value; the rest goes, whoever wrote it into the store.
std::string safe_reasons(std::string_view why)
{
    constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyz0123456789.-+() ";
    std::string out(why);
    std::erase_if(out, [&](char c) { return allowed.find(c) == allowed.npos; });
    return core::single_spaced(out);
}

} // namespace

std::vector<HeaderField> restamp(std::span<const HeaderField> ours, const OwnValues& own,
    const SealedFields& message, const SealKey& key)
{
    std::vector<HeaderField> fields;
    for (const HeaderField& f : ours) // as MTAs left them: with a leading space, folded anew
        fields.push_back({ f.name, fold(f.name.size(), core::single_spaced(f.value)) });
    const auto find = [&](Field field) {
        return std::find_if(fields.begin(), fields.end(),
            [&](const HeaderField& f) { return core::equal_ignore_case(f.name, name(field)); });
    };
    const auto replace = [&](Field field, std::string_view value) {
        if (const auto at = find(field); at != fields.end())
            at->value = fold(name(field).size(), value);
    };
    const int priority = std::clamp(own.priority, 0, 100);
    replace(Field::Priority, std::to_string(priority));
    replace(Field::Band, core::name(own.band));
    replace(Field::Level, level_value(priority));
    if (own.category)
        replace(Field::Category, core::name(*own.category));
    if (const std::string reasons = safe_reasons(own.why); !reasons.empty()) {
        if (find(Field::Priority) != fields.end() && find(Field::Why) == fields.end())
            fields.insert(find(Field::Seal), { std::string(name(Field::Why)), "" });
        replace(Field::Why, reasons);
    }
    if (const auto seal = find(Field::Seal); seal != fields.end())
        seal->value = reseal(key, seal->value, fields, message);
    return fields;
}

} // namespace headers
