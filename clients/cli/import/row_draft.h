// A row on its way from a file to the server.
#ifndef BANSO_CLIENTS_CLI_IMPORT_ROW_DRAFT_H_
#define BANSO_CLIENTS_CLI_IMPORT_ROW_DRAFT_H_

#include <string>
#include <vector>

#include "clients/cli/contract_json.h"

namespace banso {

// Something in a row that is left out although the row is good.
struct DroppedField {
  enum class Why {
    kMustNotBeHeld,  // The programme holds no such thing about anybody.
    kNoPlace,        // The contract, or the mapping, has no field for it.
    kNotKnown,       // It names something that no taxonomy knows.
    kNotUsable,      // It says something that the field cannot hold.
  };

  std::string field;  // As the file calls it; for kNotKnown with what was not known.
  Why why = Why::kNoPlace;

  friend bool operator==(const DroppedField&, const DroppedField&) = default;
};

// What a format makes of a row: a resource as contract JSON, and what else the row says.
struct RowDraft {
  Json resource = Json::object();
  // Tells the row from the others of its source. Empty if the row does not say.
  std::string key;
  // Where the row says it comes from. Empty if it does not.
  std::string source;

  // For internships: the employer's name (`employers/{employer}`), or the key under which it was
  // imported, or what the organisation calls itself. At most one is looked at, in this order.
  std::string employer;
  std::string employer_key;
  std::string employer_source;  // Source of `employer_key`. Empty if the row does not say.
  std::string employer_display_name;

  std::vector<FieldIssue> problems;
  std::vector<DroppedField> dropped;
};

}  // namespace banso

#endif  // BANSO_CLIENTS_CLI_IMPORT_ROW_DRAFT_H_
