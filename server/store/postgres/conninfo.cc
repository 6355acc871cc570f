#include "server/store/postgres/conninfo.h"

#include <libpq-fe.h>

#include <map>
#include <memory>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"

namespace banso {

absl::StatusOr<std::string> WithTimeouts(const std::string& conninfo) {
  const std::unique_ptr<PQconninfoOption, void (*)(PQconninfoOption*)> options(
      PQconninfoParse(conninfo.c_str(), nullptr), PQconninfoFree);
  if (options == nullptr) {
    return absl::InvalidArgumentError("the connection string of PostgreSQL is malformed");
  }
  // Seconds, but for tcp_user_timeout: milliseconds.
  std::map<std::string, std::string> values = {
      {"application_name", "banso"}, {"connect_timeout", "5"},     {"keepalives_count", "3"},
      {"keepalives_idle", "10"},     {"keepalives_interval", "5"}, {"tcp_user_timeout", "15000"},
  };
  for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option) {
    if (option->val != nullptr) values[option->keyword] = option->val;
  }
  values["client_encoding"] = "UTF8";  // ours is never another
  return absl::StrJoin(values, " ", [](std::string* out, const auto& value) {
    absl::StrAppend(out, value.first, "='",
                    absl::StrReplaceAll(value.second, {{"\\", "\\\\"}, {"'", "\\'"}}), "'");
  });
}

}  // namespace banso
