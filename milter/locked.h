// A value that is reached only under its mutex: `locked.lock()->field`.
#pragma once

#include <mutex>
#include <utility>

namespace milter {

template <typename T>
class Locked {
public:
    class Access {
    public:
        Access(std::mutex& m, T& value)
            : lock_(m)
            , value_(value)
        {
        }
        T* operator->() { return &value_; }
        T& operator*() { return value_; }
        std::unique_lock<std::mutex>& guard() { return lock_; } // for condition variables

    private:
        std::unique_lock<std::mutex> lock_;
        T& value_;
    };

    template <typename... Args>
    explicit Locked(Args&&... args)
        : value_(std::forward<Args>(args)...)
    {
    }
    Access lock() { return { mutex_, value_ }; }
    Access lock() const { return { mutex_, value_ }; }

private:
    mutable std::mutex mutex_;
    mutable T value_;
};

} // namespace milter
