// Arrays as bytes, for files that the same program reads again.
#ifndef BANSO_ENGINE_INDEX_COLUMNS_H_
#define BANSO_ENGINE_INDEX_COLUMNS_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <type_traits>
#include <vector>

#include "absl/strings/string_view.h"

namespace banso {

// Changes whenever the meaning of some bytes does. The layout and the order of bytes are the
// processor's: what another one wrote is not to be read.
inline constexpr uint32_t kColumnsVersion = 1;

// Appends to `bytes`, which outlives it.
class ColumnWriter {
 public:
  explicit ColumnWriter(std::string* bytes) : bytes_(bytes) {}

  void Number(uint64_t number) { Raw(&number, sizeof(number)); }
  void Bytes(absl::string_view bytes) {
    Number(bytes.size());
    Raw(bytes.data(), bytes.size());
  }
  template <typename T>
  void Column(const std::vector<T>& column) {
    static_assert(std::is_trivially_copyable_v<T>);
    Number(sizeof(T));
    Number(column.size());
    Raw(column.data(), column.size() * sizeof(T));
  }

 private:
  void Raw(const void* data, size_t size) {
    if (size > 0) bytes_->append(static_cast<const char*>(data), size);
  }

  std::string* const bytes_;
};

// Reads what a ColumnWriter wrote, in the same order. What does not fit gives zeros and empty
// columns from then on, and `ok` says so: bytes of any kind do no harm.
class ColumnReader {
 public:
  explicit ColumnReader(absl::string_view bytes) : rest_(bytes) {}

  bool ok() const { return ok_; }
  // All was read, and fitted.
  bool done() const { return ok_ && rest_.empty(); }

  uint64_t Number() {
    uint64_t number = 0;
    Raw(&number, sizeof(number));
    return number;
  }
  absl::string_view Bytes() {
    const uint64_t size = Number();
    if (!Fits(size, 1)) return {};
    const absl::string_view bytes = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return bytes;
  }
  template <typename T>
  void Column(std::vector<T>* column) {
    static_assert(std::is_trivially_copyable_v<T>);
    column->clear();
    if (Number() != sizeof(T)) ok_ = false;
    const uint64_t size = Number();
    if (!Fits(size, sizeof(T))) return;
    column->resize(size);
    Raw(column->data(), size * sizeof(T));
  }

 private:
  bool Fits(uint64_t count, size_t size) {
    ok_ = ok_ && count <= rest_.size() / size;
    return ok_;
  }
  void Raw(void* data, size_t size) {
    if (!Fits(size, 1) || size == 0) return;
    std::memcpy(data, rest_.data(), size);
    rest_.remove_prefix(size);
  }

  absl::string_view rest_;
  bool ok_ = true;
};

}  // namespace banso

#endif  // BANSO_ENGINE_INDEX_COLUMNS_H_
