#include "clients/cli/import/toml_json.h"

#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include <sstream>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace banso {
namespace {

Json Convert(const toml::node& node) {
  if (const auto* table = node.as_table()) {
    Json object = Json::object();
    for (const auto& [key, value] : *table) object[std::string(key.str())] = Convert(value);
    return object;
  }
  if (const auto* array = node.as_array()) {
    Json list = Json::array();
    for (const auto& value : *array) list.push_back(Convert(value));
    return list;
  }
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* integer = node.as_integer()) return integer->get();
  if (const auto* number = node.as_floating_point()) return number->get();
  if (const auto* truth = node.as_boolean()) return truth->get();
  std::ostringstream text;
  if (const auto* date = node.as_date()) text << *date;
  if (const auto* time = node.as_time()) text << *time;
  if (const auto* instant = node.as_date_time()) text << *instant;
  return text.str();
}

}  // namespace

absl::StatusOr<Json> ParseToml(absl::string_view text) {
  const toml::parse_result result = toml::parse(std::string_view(text.data(), text.size()));
  if (!result) {
    const auto& position = result.error().source().begin;
    return absl::InvalidArgumentError(absl::StrCat("line ", position.line, ", column ",
                                                   position.column, ": ",
                                                   std::string(result.error().description())));
  }
  return Convert(result.table());
}

}  // namespace banso
