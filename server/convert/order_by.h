// Orders of list requests after AIP-132, `state, create_time desc`, over fields that a service
// declares.
//
//   const auto schema = OrderSchema<v1::Advisor>([](auto& a) { return a.name(); })
//                           .Int("state", [](auto& a) { return a.state(); });
//   BANSO_ASSIGN_OR_RETURN(const auto order, OrderBy<v1::Advisor>::Parse(text, schema));
//   std::sort(rows.begin(), rows.end(),
//             [&](const auto& a, const auto& b) { return order.Less(a, b); });
//
// Thread safety: const methods may run on any number of threads at once.
#ifndef BANSO_SERVER_CONVERT_ORDER_BY_H_
#define BANSO_SERVER_CONVERT_ORDER_BY_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace banso {

namespace order_by_internal {

// Below, at or above 0 as `a` comes before, with or after `b`.
using Compare = std::function<int(const void* a, const void* b, bool descending)>;

struct Field {
  std::string name;
  Compare compare;
};

struct Key {
  Compare compare;
  bool descending = false;
};

absl::StatusOr<std::vector<Key>> ParseOrderBy(absl::string_view text,
                                              const std::vector<Field>& fields);

template <class T>
int CompareValues(const T& a, const T& b) {
  return a < b ? -1 : b < a ? 1 : 0;
}

}  // namespace order_by_internal

// The fields of M that an order may name.
template <class M>
class OrderSchema {
 public:
  template <class T>
  using Getter = std::function<T(const M&)>;

  // `name` gives the resource name, which is the field `name` and breaks every tie.
  explicit OrderSchema(Getter<std::string> name) { String("name", std::move(name)); }

  // Ordered by bytes, which is the order of code points. For a collated order give its sort key.
  OrderSchema& String(std::string name, Getter<std::string> get) {
    return Add(std::move(name), std::move(get));
  }
  OrderSchema& Int(std::string name, Getter<int64_t> get) {
    return Add(std::move(name), std::move(get));
  }
  // Rows without a time come last, in either direction.
  OrderSchema& Time(std::string name, Getter<std::optional<absl::Time>> get) {
    return AddField(
        std::move(name), [get = std::move(get)](const void* a, const void* b, bool descending) {
          const std::optional<absl::Time> left = get(*static_cast<const M*>(a));
          const std::optional<absl::Time> right = get(*static_cast<const M*>(b));
          if (!left || !right) {
            return order_by_internal::CompareValues(!left.has_value(), !right.has_value());
          }
          const int order = order_by_internal::CompareValues(*left, *right);
          return descending ? -order : order;
        });
  }

  const std::vector<order_by_internal::Field>& fields() const { return fields_; }

 private:
  template <class T>
  OrderSchema& Add(std::string name, Getter<T> get) {
    return AddField(std::move(name),
                    [get = std::move(get)](const void* a, const void* b, bool descending) {
                      const int order = order_by_internal::CompareValues(
                          get(*static_cast<const M*>(a)), get(*static_cast<const M*>(b)));
                      return descending ? -order : order;
                    });
  }
  OrderSchema& AddField(std::string name, order_by_internal::Compare compare) {
    fields_.push_back({std::move(name), std::move(compare)});
    return *this;
  }

  std::vector<order_by_internal::Field> fields_;
};

// A parsed order. Needs neither the schema nor the text afterwards.
template <class M>
class OrderBy {
 public:
  // Empty text orders by name. Errors: INVALID_ARGUMENT naming `order_by` for a field that is not
  // declared or named twice, or a direction other than `asc` and `desc`.
  static absl::StatusOr<OrderBy> Parse(absl::string_view text, const OrderSchema<M>& schema) {
    absl::StatusOr<std::vector<order_by_internal::Key>> keys =
        order_by_internal::ParseOrderBy(text, schema.fields());
    if (!keys.ok()) return std::move(keys).status();
    return OrderBy(*std::move(keys));
  }

  // Below, at or above 0 as `a` comes before, with or after `b`. 0 only for equal names.
  int Compare(const M& a, const M& b) const {
    for (const order_by_internal::Key& key : keys_) {
      if (const int order = key.compare(&a, &b, key.descending); order != 0) return order;
    }
    return 0;
  }
  bool Less(const M& a, const M& b) const { return Compare(a, b) < 0; }

 private:
  explicit OrderBy(std::vector<order_by_internal::Key> keys) : keys_(std::move(keys)) {}

  std::vector<order_by_internal::Key> keys_;
};

}  // namespace banso

#endif  // BANSO_SERVER_CONVERT_ORDER_BY_H_
