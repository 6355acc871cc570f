// What the databases keep beside a resource's message: the columns that people query and that the
// database itself must guarantee. A column is PUBLIC or MATCHING: nothing identifying, sensitive or
// secret is one.
#ifndef BANSO_SERVER_STORE_COLUMNS_H_
#define BANSO_SERVER_STORE_COLUMNS_H_

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "server/store/store.h"

namespace banso {

enum class ColumnType {
  kText,     // text; an enum's value is kept by its name
  kInteger,  // 64 bits
  kBoolean,
  kTime,  // an instant, as RFC 3339 text in UTC with six digits of seconds
};

struct Column {
  absl::string_view name;
  ColumnType type = ColumnType::kText;
  // The field of the contract message, such as "case.stage". Empty: the parent in the resource's
  // own name.
  absl::string_view field;
  std::optional<ResourceKind> references = std::nullopt;  // a foreign key to that kind's table
  bool held_once = false;  // by one resource of the kind at a time, as a rule of the table's
};

// A kind's table: `name` (primary key), `revision`, the columns here, `message` and `sealed`.
struct Table {
  ResourceKind kind = ResourceKind::kCandidate;
  absl::string_view name;                                // also the kind's name in the feed
  const google::protobuf::Message* prototype = nullptr;  // null: the message is opaque
  std::span<const Column> columns;
};

// Kinds as they are declared, an order in which what a column refers to comes first.
inline constexpr std::array<ResourceKind, 22> kAllKinds = {
    ResourceKind::kCandidate,       ResourceKind::kEmployer,        ResourceKind::kInternship,
    ResourceKind::kAdvisor,         ResourceKind::kTaxonomy,        ResourceKind::kPrincipal,
    ResourceKind::kToken,           ResourceKind::kEngagement,      ResourceKind::kApplication,
    ResourceKind::kProvisionRecord, ResourceKind::kDeletionRequest, ResourceKind::kRightsRequest,
    ResourceKind::kTombstone,       ResourceKind::kSettings,        ResourceKind::kDeskDay,
    ResourceKind::kSession,         ResourceKind::kSupportPlan,     ResourceKind::kEntrySheet,
    ResourceKind::kOffer,           ResourceKind::kMessage,         ResourceKind::kMatchEvent,
    ResourceKind::kReport};

const Table& TableOf(ResourceKind kind);

// The kind whose table has this name, or none.
std::optional<ResourceKind> KindOfTable(absl::string_view table);

// A column's value. None: the field is unset, empty, or an enum's zero.
using ColumnValue = std::variant<std::monostate, int64_t, bool, std::string>;

// Returns the values of a resource's columns, in the table's order.
// Errors: INVALID_ARGUMENT if `message` does not parse, is larger than 256 MiB, or holds something
// that a column cannot (a value that its enum does not know, a time outside the years 1 to 9999, a
// NUL), or `name` does not belong to the kind. Errors name fields, never what they hold.
absl::StatusOr<std::vector<ColumnValue>> ColumnValues(ResourceKind kind, absl::string_view name,
                                                      absl::string_view message);

// The name that a resource's own name is below, `employers/e1` of `employers/e1/internships/i1`.
// Empty if there is none.
absl::string_view ParentOfName(absl::string_view name);

// Whether a resource of some kind may be called so: 1 to 255 printable ASCII characters.
bool IsKeepableName(absl::string_view name);

}  // namespace banso

#endif  // BANSO_SERVER_STORE_COLUMNS_H_
