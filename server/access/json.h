// JSON of others, read strictly.
#ifndef BANSO_SERVER_ACCESS_JSON_H_
#define BANSO_SERVER_ACCESS_JSON_H_

#include <jansson.h>

#include <memory>
#include <optional>

#include "absl/strings/string_view.h"

namespace banso {

struct JsonDeleter {
  void operator()(json_t* json) const { json_decref(json); }
};
using Json = std::unique_ptr<json_t, JsonDeleter>;

// Returns the object that `text` is, or null. A name that stands twice in an object makes it
// ambiguous between readers and is refused, as are NUL characters and bytes that are not UTF-8.
inline Json ParseJsonObject(absl::string_view text) {
  Json json(json_loadb(text.data(), text.size(), JSON_REJECT_DUPLICATES, nullptr));
  return json != nullptr && json_is_object(json.get()) ? std::move(json) : nullptr;
}

// The string that a member is, or none.
inline std::optional<absl::string_view> StringMember(const Json& object, const char* name) {
  const json_t* member = json_object_get(object.get(), name);
  if (!json_is_string(member)) return std::nullopt;
  return absl::string_view(json_string_value(member), json_string_length(member));
}

}  // namespace banso

#endif  // BANSO_SERVER_ACCESS_JSON_H_
