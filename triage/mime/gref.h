// Owner of one reference to a GObject, private to this folder. adopt() takes over a reference that
// the caller was given, retain() adds one to a borrowed pointer.
#pragma once

#include <utility>

namespace mime {

void g_retain(void* object);
void g_release(void* object);

template <typename T>
class GRef {
public:
    GRef() = default;
    ~GRef() { reset(); }
    GRef(GRef&& other) noexcept
        : object_(std::exchange(other.object_, nullptr))
    {
    }
    GRef& operator=(GRef&& other) noexcept
    {
        if (this != &other) {
            reset();
            object_ = std::exchange(other.object_, nullptr);
        }
        return *this;
    }

    static GRef adopt(T* object) { return GRef(object); }
    static GRef retain(T* object)
    {
        if (object)
            g_retain(object);
        return GRef(object);
    }

    T* get() const { return object_; }
    explicit operator bool() const { return object_ != nullptr; }

private:
    explicit GRef(T* object)
        : object_(object)
    {
    }
    void reset()
    {
        if (object_)
            g_release(std::exchange(object_, nullptr));
    }

    T* object_ = nullptr;
};

} // namespace mime
