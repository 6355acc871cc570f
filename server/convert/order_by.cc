#include "server/convert/order_by.h"

#include <algorithm>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "server/convert/status_details.h"

namespace banso::order_by_internal {
namespace {

absl::Status Problem(size_t position, absl::string_view text) {
  return InvalidField("order_by", absl::StrCat("part ", position + 1, " ", text));
}

std::string Known(const std::vector<Field>& fields) {
  return absl::StrJoin(fields, ", ",
                       [](std::string* out, const Field& field) { *out += field.name; });
}

}  // namespace

absl::StatusOr<std::vector<Key>> ParseOrderBy(absl::string_view text,
                                              const std::vector<Field>& fields) {
  std::vector<Key> keys;
  std::set<std::string> named;
  if (!absl::StripAsciiWhitespace(text).empty()) {
    const std::vector<absl::string_view> parts = absl::StrSplit(text, ',');
    for (size_t i = 0; i < parts.size(); ++i) {
      const std::vector<absl::string_view> words =
          absl::StrSplit(parts[i], absl::ByAnyChar(" \t\r\n"), absl::SkipEmpty());
      if (words.empty()) return Problem(i, "is empty; write fields separated by commas");
      const auto field = std::find_if(fields.begin(), fields.end(),
                                      [&](const Field& f) { return f.name == words[0]; });
      if (field == fields.end()) {
        return Problem(
            i, absl::StrCat("names no field that can be ordered by; known: ", Known(fields)));
      }
      if (!named.insert(field->name).second) {
        return Problem(i, absl::StrCat("names `", field->name, "` a second time"));
      }
      const bool directed = words.size() == 2 && (words[1] == "desc" || words[1] == "asc");
      if (words.size() > 1 && !directed) {
        return Problem(i, "has more than a field and `desc`");
      }
      keys.push_back({field->compare, directed && words[1] == "desc"});
    }
  }
  // The first field is the name; behind the others it leaves no two rows equal.
  if (!fields.empty() && !named.contains(fields[0].name)) keys.push_back({fields[0].compare});
  return keys;
}

}  // namespace banso::order_by_internal
