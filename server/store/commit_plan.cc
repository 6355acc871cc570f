#include "server/store/commit_plan.h"

#include <string>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"

namespace banso {
namespace {

int RankOf(const Write& write) {
  const int kind = static_cast<int>(write.kind);
  return write.message.has_value() ? kind : 2 * static_cast<int>(kAllKinds.size()) - kind;
}

}  // namespace

absl::Status CheckAudit(const AuditRow& row) {
  if (!row.principal.empty() && !IsKeepableName(row.principal)) {
    return absl::InvalidArgumentError("the principal of an audit row must be a resource name");
  }
  absl::flat_hash_set<absl::string_view> subjects;
  for (const std::string& subject : row.subjects) {
    if (!IsKeepableName(subject) || !subjects.insert(subject).second) {
      return absl::InvalidArgumentError(
          "the subjects of an audit row must be distinct resource names");
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<PlannedWrite>> PlanCommit(const Batch& batch) {
  if (batch.request.has_value() && batch.request->id.empty()) {
    return absl::InvalidArgumentError("a request id must not be empty");
  }
  for (const Claim& claim : batch.claims) {
    if (!IsKeepableName(claim.owner)) {
      return absl::InvalidArgumentError("a claim's owner must be a resource name");
    }
  }
  for (const AuditRow& row : batch.audit) BANSO_RETURN_IF_ERROR(CheckAudit(row));
  std::vector<PlannedWrite> plan;
  absl::flat_hash_set<absl::string_view> names;
  for (const Write& write : batch.writes) {
    if (!names.insert(write.name).second) {
      return absl::InvalidArgumentError("a batch must not write a resource twice");
    }
    PlannedWrite planned{.write = &write, .position = static_cast<int>(plan.size())};
    if (write.message.has_value()) {
      BANSO_ASSIGN_OR_RETURN(planned.values, ColumnValues(write.kind, write.name, *write.message));
    } else if (write.expected == Revision{0}) {
      return absl::InvalidArgumentError("a delete must not expect that there is nothing");
    }
    plan.push_back(std::move(planned));
  }
  absl::c_stable_sort(plan, [](const PlannedWrite& a, const PlannedWrite& b) {
    return RankOf(*a.write) < RankOf(*b.write);
  });
  return plan;
}

std::vector<std::string> ThingsOf(const Batch& batch, const std::vector<PlannedWrite>& plan) {
  absl::flat_hash_set<std::string> things;
  for (const PlannedWrite& planned : plan) {
    const Write& write = *planned.write;
    things.insert(write.name);
    if (const absl::string_view parent = ParentOfName(write.name); !parent.empty()) {
      things.insert(std::string(parent));
    }
    const Table& table = TableOf(write.kind);
    for (size_t i = 0; i < planned.values.size(); ++i) {
      const Column& column = table.columns[i];
      const auto* value = std::get_if<std::string>(&planned.values[i]);
      if (value == nullptr) continue;
      if (column.references.has_value()) things.insert(*value);
      if (column.held_once) things.insert(absl::StrCat(table.name, " ", column.name, " ", *value));
    }
  }
  for (const Claim& claim : batch.claims) {
    things.insert(absl::StrCat("claim ", claim.key));
    things.insert(claim.owner);
  }
  for (const std::string& key : batch.releases) things.insert(absl::StrCat("claim ", key));
  if (batch.request.has_value()) {
    things.insert(absl::StrCat("request ", batch.request->id));
    if (!batch.request->owner.empty()) things.insert(batch.request->owner);
  }
  return {things.begin(), things.end()};
}

}  // namespace banso
