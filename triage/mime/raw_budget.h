// How much the raw view may spend on one message. Well-formed mail spends nothing of it; what an
// attacker can make it spend stays in proportion to the message.
#pragma once

#include <algorithm>
#include <cstddef>

namespace mime {

class RawBudget {
public:
    // Takes `bytes` off what is left; false, and nothing further ever after, when it is too much.
    bool spend(std::size_t bytes)
    {
        exceeded_ = exceeded_ || bytes > left_;
        left_ -= std::min(bytes, left_);
        return !exceeded_;
    }
    bool exceeded() const { return exceeded_; }

private:
    // Values of fields that have more than one reading: each byte of them costs hundreds of steps.
    std::size_t left_ = 96u << 10;
    bool exceeded_ = false;
};

} // namespace mime
