// Values that are made of their bytes when they are first asked for.
#ifndef BANSO_SERVER_CATALOG_ON_DEMAND_H_
#define BANSO_SERVER_CATALOG_ON_DEMAND_H_

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

namespace banso {

// A value that is in memory, or made of bytes when it is first asked for and kept from then on; or
// none. Looks like a std::shared_ptr<const T>. Copies share what was made.
// Thread safety: const methods may run on any number of threads at once.
template <typename T>
class OnDemand {
 public:
  using ReadBytes = std::function<std::string()>;
  using Make = std::shared_ptr<const T> (*)(const std::string& bytes);

  OnDemand() = default;
  template <typename U>
  OnDemand(std::shared_ptr<U> value) : value_(std::move(value)) {}  // NOLINT: is a value
  // Neither `read` nor `make` fails: what cannot be read ends the process.
  OnDemand(ReadBytes read, Make make) : later_(std::make_shared<Later>(std::move(read), make)) {}

  const T* get() const { return later_ == nullptr ? value_.get() : later_->Value().get(); }
  const T* operator->() const { return get(); }
  const T& operator*() const { return *get(); }
  operator std::shared_ptr<const T>() const {  // NOLINT: as it looks
    return later_ == nullptr ? value_ : later_->Value();
  }
  friend bool operator==(const OnDemand& a, std::nullptr_t) {
    return a.value_ == nullptr && a.later_ == nullptr;
  }

  // The bytes that it is made of, whether it was made or not; none if it never had any.
  std::optional<std::string> Bytes() const {
    if (later_ == nullptr) return std::nullopt;
    return later_->read();
  }

 private:
  struct Later {
    Later(ReadBytes read_bytes, Make make_value) : read(std::move(read_bytes)), make(make_value) {}
    const std::shared_ptr<const T>& Value() {
      std::call_once(once, [this] { value = make(read()); });
      return value;
    }

    const ReadBytes read;
    const Make make;
    std::once_flag once;
    std::shared_ptr<const T> value;
  };

  std::shared_ptr<const T> value_;
  std::shared_ptr<Later> later_;  // null: `value_` is all
};

}  // namespace banso

#endif  // BANSO_SERVER_CATALOG_ON_DEMAND_H_
