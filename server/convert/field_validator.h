// Checks a message against what the contract says of its fields. Nothing here knows a resource.
#ifndef BANSO_SERVER_CONVERT_FIELD_VALIDATOR_H_
#define BANSO_SERVER_CONVERT_FIELD_VALIDATOR_H_

#include <vector>

#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "server/convert/status_details.h"

namespace banso {

// Which codes of the growing taxonomies exist.
// Thread safety: may be asked on any number of threads at once.
class CodeBook {
 public:
  virtual ~CodeBook() = default;
  // Whether a taxonomy of the server has the skill, or had it once.
  virtual bool KnowsSkill(absl::string_view code) const = 0;
};

// Returns everything that is wrong with `message` by itself, in the order of field numbers; empty
// if nothing is. At most 200 problems are looked for.
//
// Checked, at every depth:
// - `behavior`: REQUIRED fields are set: a message is present, a string, list or enum is not empty
//   or unspecified, a number is not 0 (unless its limits admit 0). OUTPUT_ONLY fields are skipped:
//   what a client sends there is ignored. An IDENTIFIER is skipped in a request whose name begins
//   with `Create`, and required in one that begins with `Update`.
// - `limits`: lengths in Unicode code points, ranges, counts, patterns, shapes and unique items. A
//   field that is not set is not limited; 0 in a field without presence is not set.
// - Enum values exist in the contract, and none in a list is the unspecified one.
// - Strings are UTF-8 without control characters and noncharacters. Line breaks (U+000A) and tabs
//   are accepted where the limits leave room for a paragraph, 500 characters. A required string is
//   not blank.
// - Date and YearMonth exist in the calendar; TimeOfDay is 24:00 at most, and less in a field
//   called `start`; Timestamp is in the years 1 to 9999.
// - `start_date` is not after `end_date`, nor `valid_from_date` after `valid_until_date`;
//   `start_time` is before `end_time`, and a TimeRange is at most 366 days long.
// - Resource names have the shape of the pattern. `-` stands for any id in the `parent` of a
// request
//   whose name begins with `List`, nowhere else.
//
// In a message with an `update_mask`, such as an update request, only what the mask changes is
// checked in the resource, so a partial update may leave required fields out; check the updated
// resource as well. The paths of the mask are checked by ApplyUpdate.
//
// Paths begin with `path_prefix`, for a message that is itself a field: `candidate` gives
// `candidate.skills[2].level`. Descriptions say what is wrong and what to do, never the value.
// Cost: linear in the size of the message; the first use of a time zone reads a file.
std::vector<FieldProblem> ValidateMessage(const google::protobuf::Message& message,
                                          const CodeBook& codes,
                                          absl::string_view path_prefix = "");

}  // namespace banso

#endif  // BANSO_SERVER_CONVERT_FIELD_VALIDATOR_H_
