#include "triage/model/term_list.h"

#include <functional>

namespace model {

namespace {

constexpr std::size_t least_slots = 64; // a power of two, as all their numbers are

} // namespace

void TermList::add(std::initializer_list<std::string_view> name)
{
    name_.clear();
    for (const std::string_view piece : name)
        name_ += piece;
    if (2 * (size() + 1) > slots_.size())
        grow();
    std::uint32_t& slot = slots_[slot_of(name_)];
    if (slot != 0)
        return;
    terms_.push_back({ name_, 1 });
    slot = static_cast<std::uint32_t>(size());
}

void TermList::set_values(double value)
{
    for (std::size_t i = first_; i < terms_.size(); ++i)
        terms_[i].value = value;
}

void TermList::grow()
{
    slots_.assign(slots_.empty() ? least_slots : slots_.size() * 4, 0);
    for (std::size_t i = 0; i < size(); ++i)
        slots_[slot_of(terms_[first_ + i].name)] = static_cast<std::uint32_t>(i + 1);
}

std::size_t TermList::slot_of(std::string_view name) const
{
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = std::hash<std::string_view> {}(name)&mask;
    while (slots_[at] != 0 && terms_[first_ + slots_[at] - 1].name != name)
        at = (at + 1) & mask;
    return at;
}

} // namespace model
