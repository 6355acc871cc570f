#include "server/services/import_rows.h"

namespace banso {

std::string ImportClaimKey(absl::string_view collection, const v1::ImportKey& key,
                           absl::string_view owner, absl::string_view secret) {
  if (owner.empty()) return Digest({"import", collection, key.source(), key.key()}, secret);
  return Digest({"import", collection, key.source(), key.key(), owner}, secret);
}

void Reject(std::vector<FieldProblem> problems, v1::ImportOutcome* outcome) {
  outcome->set_kind(v1::ImportOutcome::REJECTED);
  outcome->clear_name();
  for (FieldProblem& problem : problems) {
    v1::FieldProblem* to = outcome->add_problems();
    to->set_field(std::move(problem.field));
    to->set_description(std::move(problem.description));
  }
}

bool ConcernsRow(const absl::Status& status) {
  return absl::IsInvalidArgument(status) || absl::IsNotFound(status) || absl::IsAborted(status) ||
         absl::IsAlreadyExists(status) || absl::IsFailedPrecondition(status) ||
         absl::IsPermissionDenied(status);
}

}  // namespace banso
