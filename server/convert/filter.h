// Filters of list requests: a subset of AIP-160 over fields that a service declares.
//
//   using Advisors = FilterSchema<v1::Advisor>;
//   const Advisors schema =
//       Advisors()
//           .Enum("state", v1::Advisor::State_descriptor(), [](auto& a) { return a.state(); })
//           .Codes("industries", FilterScheme::kIndustry,
//                  [](auto& a) { return Strings(a.industries()); })
//           .Time("create_time", [](auto& a) {
//             return OptionalTime(a.has_create_time(), a.create_time());
//           });
//   BANSO_ASSIGN_OR_RETURN(const auto filter, Filter<v1::Advisor>::Parse(text, schema));
//   if (filter.Matches(advisor)) ...
//
// Language: comparisons `field op value` joined by AND, OR, NOT (or `-`) and parentheses. OR binds
// tighter than AND; comparisons side by side are joined by AND. Keywords are capitals. A value is a
// word or is quoted with " or '; \ keeps the next character as it is.
//
//   type      operators            value
//   enum      = != :               name of a value of the contract
//   string    = != :               text, exactly; a last `*` stands for any ending
//   code      = != exact           code of its classification
//             : also codes below
//   bool      = != :               true or false
//   int       = != < <= > >= :     whole number
//   time      = != < <= > >= :     RFC 3339, or a date: 00:00 on that day in Japan
//   text      :                    words of people: holds if any of its forms contains the value,
//                                  both folded as for a search
//   lists     :                    as its elements; holds if any element does
// `field:*` holds if the field is set (a list: not empty, a number: not 0, a bool: true). A string
// that is not set is "", an enum its unspecified value; a time that is not set is neither equal to,
// nor less nor greater than anything. `!=` is the opposite of `=`.
//
// Thread safety: const methods may run on any number of threads at once.
#ifndef BANSO_SERVER_CONVERT_FILTER_H_
#define BANSO_SERVER_CONVERT_FILTER_H_

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
#include "google/protobuf/descriptor.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "google/protobuf/timestamp.pb.h"

namespace banso {

// The classification of a code field.
enum class FilterScheme { kIndustry, kOccupation };

// Makes the form in which text is searched, such as FoldForSearch.
using TextFold = std::string (*)(absl::string_view text);

namespace filter_internal {

enum class Operator { kEqual, kNotEqual, kLess, kLessOrEqual, kGreater, kGreaterOrEqual, kHas };

// A value as it was written.
struct Literal {
  std::string text;
  bool quoted = false;
};

using Predicate = std::function<bool(const void* row)>;
// Makes the predicate of one comparison, or says what is wrong with it, as text.
struct Compiled {
  Predicate predicate;
  std::string problem;
};
using Compiler = std::function<Compiled(Operator op, const Literal& value)>;

struct Field {
  std::string name;
  Compiler compile;
};

template <class T>
using Get = std::function<T(const void* row)>;

Field BoolField(std::string name, Get<bool> get);
Field IntField(std::string name, Get<int64_t> get);
Field StringField(std::string name, Get<std::string> get);
Field StringsField(std::string name, Get<std::vector<std::string>> get);
Field TextField(std::string name, Get<std::vector<std::string>> get, TextFold fold);
Field EnumField(std::string name, const google::protobuf::EnumDescriptor* type, Get<int> get);
Field EnumsField(std::string name, const google::protobuf::EnumDescriptor* type,
                 Get<std::vector<int>> get);
Field CodeField(std::string name, FilterScheme scheme, Get<std::string> get);
Field CodesField(std::string name, FilterScheme scheme, Get<std::vector<std::string>> get);
Field TimeField(std::string name, Get<std::optional<absl::Time>> get);

// One step of an expression.
struct Node {
  enum class Kind { kAll, kAny, kNot, kComparison };
  Kind kind = Kind::kAll;
  std::vector<Node> children;
  Predicate predicate;  // of a comparison
};

absl::StatusOr<Node> ParseFilter(absl::string_view text, const std::vector<Field>& fields);
bool Evaluate(const Node& node, const void* row);

}  // namespace filter_internal

// The fields of M that a filter may name. Field names are unique. A getter is copied into filters;
// it gives "" / UNSPECIFIED (0) / none for what is not set.
template <class M>
class FilterSchema {
 public:
  template <class T>
  using Getter = std::function<T(const M&)>;

  FilterSchema& Bool(std::string name, Getter<bool> get) {
    return Add(filter_internal::BoolField(std::move(name), Erase(std::move(get))));
  }
  FilterSchema& Int(std::string name, Getter<int64_t> get) {
    return Add(filter_internal::IntField(std::move(name), Erase(std::move(get))));
  }
  FilterSchema& String(std::string name, Getter<std::string> get) {
    return Add(filter_internal::StringField(std::move(name), Erase(std::move(get))));
  }
  FilterSchema& Strings(std::string name, Getter<std::vector<std::string>> get) {
    return Add(filter_internal::StringsField(std::move(name), Erase(std::move(get))));
  }
  // The forms of one text, such as a name in several scripts.
  FilterSchema& Text(std::string name, TextFold fold, Getter<std::vector<std::string>> get) {
    return Add(filter_internal::TextField(std::move(name), Erase(std::move(get)), fold));
  }
  FilterSchema& Enum(std::string name, const google::protobuf::EnumDescriptor* type,
                     Getter<int> get) {
    return Add(filter_internal::EnumField(std::move(name), type, Erase(std::move(get))));
  }
  FilterSchema& Enums(std::string name, const google::protobuf::EnumDescriptor* type,
                      Getter<std::vector<int>> get) {
    return Add(filter_internal::EnumsField(std::move(name), type, Erase(std::move(get))));
  }
  FilterSchema& Code(std::string name, FilterScheme scheme, Getter<std::string> get) {
    return Add(filter_internal::CodeField(std::move(name), scheme, Erase(std::move(get))));
  }
  FilterSchema& Codes(std::string name, FilterScheme scheme, Getter<std::vector<std::string>> get) {
    return Add(filter_internal::CodesField(std::move(name), scheme, Erase(std::move(get))));
  }
  FilterSchema& Time(std::string name, Getter<std::optional<absl::Time>> get) {
    return Add(filter_internal::TimeField(std::move(name), Erase(std::move(get))));
  }

  const std::vector<filter_internal::Field>& fields() const { return fields_; }

 private:
  FilterSchema& Add(filter_internal::Field field) {
    fields_.push_back(std::move(field));
    return *this;
  }
  // The parser is not a template: it is compiled once, over rows without a type.
  template <class T>
  static filter_internal::Get<T> Erase(Getter<T> get) {
    return [get = std::move(get)](const void* row) { return get(*static_cast<const M*>(row)); };
  }

  std::vector<filter_internal::Field> fields_;
};

// A parsed filter. Cheap to copy; needs neither the schema nor the text afterwards.
template <class M>
class Filter {
 public:
  // Empty or blank text matches everything.
  // Errors: INVALID_ARGUMENT naming `filter`, with the position (from 1, in characters) and what to
  // write instead. Text over 10,000 bytes or over 50 parentheses deep is refused.
  static absl::StatusOr<Filter> Parse(absl::string_view text, const FilterSchema<M>& schema) {
    absl::StatusOr<filter_internal::Node> node =
        filter_internal::ParseFilter(text, schema.fields());
    if (!node.ok()) return std::move(node).status();
    return Filter(std::make_shared<const filter_internal::Node>(*std::move(node)));
  }

  bool Matches(const M& row) const { return filter_internal::Evaluate(*root_, &row); }

 private:
  explicit Filter(std::shared_ptr<const filter_internal::Node> root) : root_(std::move(root)) {}

  std::shared_ptr<const filter_internal::Node> root_;
};

// For getters: the elements of a repeated field.
inline std::vector<std::string> Strings(
    const google::protobuf::RepeatedPtrField<std::string>& field) {
  return {field.begin(), field.end()};
}
inline std::vector<int> Numbers(const google::protobuf::RepeatedField<int>& field) {
  return {field.begin(), field.end()};
}
// For getters: a timestamp that may be absent. OptionalTime(a.has_create_time(), a.create_time()).
std::optional<absl::Time> OptionalTime(bool present, const google::protobuf::Timestamp& time);

}  // namespace banso

#endif  // BANSO_SERVER_CONVERT_FILTER_H_
