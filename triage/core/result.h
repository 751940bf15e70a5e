// Result<T>: the value of something that may fail as expected (bad input, a missing file).
// Used by every floor; absence is std::optional, a broken invariant is an assertion.
// An Error says what was being done, to what, and why it failed, with file:line where there is one.
#pragma once

#include <string>
#include <utility>
#include <variant>

namespace core {

struct Error {
    std::string what;
};

template <typename T>
class [[nodiscard]] Result {
public:
    Result(T value)
        : state_(std::move(value))
    {
    }
    Result(Error error)
        : state_(std::move(error))
    {
    }

    bool ok() const { return std::holds_alternative<T>(state_); }
    explicit operator bool() const { return ok(); }

    const T& value() const& { return std::get<T>(state_); }
    T& value() & { return std::get<T>(state_); }
    T&& value() && { return std::get<T>(std::move(state_)); }
    const T& operator*() const& { return value(); }
    T& operator*() & { return value(); }
    T&& operator*() && { return std::get<T>(std::move(state_)); }
    const T* operator->() const { return &value(); }
    T* operator->() { return &value(); }

    const Error& error() const { return std::get<Error>(state_); }

private:
    std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
public:
    Result() = default;
    Result(Error error)
        : failed_(true)
        , error_(std::move(error))
    {
    }

    bool ok() const { return !failed_; }
    explicit operator bool() const { return ok(); }
    const Error& error() const { return error_; }

private:
    bool failed_ = false;
    Error error_;
};

} // namespace core
