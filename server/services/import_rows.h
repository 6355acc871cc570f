// Bulk imports: rows become resources, once each.
#ifndef BANSO_SERVER_SERVICES_IMPORT_ROWS_H_
#define BANSO_SERVER_SERVICES_IMPORT_ROWS_H_

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "banso/v1/import.pb.h"
#include "engine/base/status_macros.h"
#include "server/base/deterministic_bytes.h"
#include "server/convert/resource_name.h"
#include "server/services/digest.h"
#include "server/services/resource_methods.h"
#include "server/services/rpc_service.h"

namespace banso {

// The key of the claim by which an imported row is known. Nobody without the store's secret can
// tell the source or key from it. Each employer has keys of its own, `owner`, so that none learns
// of, or changes, what another one imported; the keys of coordinators have no owner.
std::string ImportClaimKey(absl::string_view collection, const v1::ImportKey& key,
                           absl::string_view owner, absl::string_view secret);

// Refuses a row.
void Reject(std::vector<FieldProblem> problems, v1::ImportOutcome* outcome);

// Whether an error concerns the row and not the store, so that the rows beside it can go on.
bool ConcernsRow(const absl::Status& status);

// Handles the rows of one stream. A row is known by a claim whose value is a digest of what was
// imported. Rows are committed in small batches; if a batch fails for a row's sake, each of its
// rows is committed by itself.
template <typename EntryType, typename Request, typename Response>
class ImportRows final : public RowHandler {
 public:
  using Message = typename EntryType::Message;
  using Methods = ResourceMethods<EntryType>;
  using Traits = ResourceTraits<EntryType>;
  // The resource within a row.
  using Incoming = std::function<const Message&(const Request&)>;
  // A fresh name for a row's resource. An error with field problems refuses the row.
  using NewName = std::function<absl::StatusOr<std::string>(const Request&, Call*)>;

  ImportRows(const Methods* methods, Incoming incoming, NewName new_name)
      : methods_(*methods), incoming_(std::move(incoming)), new_name_(std::move(new_name)) {}

  absl::Status Handle(std::vector<StreamRow> rows, Call* call,
                      std::vector<std::unique_ptr<google::protobuf::Message>>* answers) override {
    std::vector<std::unique_ptr<Response>> responses;
    for (size_t i = 0; i < rows.size(); ++i) responses.push_back(std::make_unique<Response>());
    const absl::Status status = Decide(std::move(rows), responses, call);
    const Revision now = context().catalog->Current()->revision();
    for (auto& response : responses) {
      v1::ImportOutcome& outcome = *response->mutable_outcome();
      if (!status.ok() && !IsDecided(outcome)) continue;
      if (outcome.revision() == 0) outcome.set_revision(now);
      answers->push_back(std::move(response));
    }
    return status;
  }

 private:
  // A row that is to be written.
  struct Planned {
    Write write;
    Claim claim;
    v1::ImportOutcome* outcome = nullptr;
  };

  const ServiceContext& context() const { return methods_.context(); }

  // Handles the rows in order, up to an error. Sets a kind once it is known what to do, and a
  // revision once it is written.
  absl::Status Decide(std::vector<StreamRow> rows,
                      const std::vector<std::unique_ptr<Response>>& responses, Call* call) {
    for (size_t i = 0; i < rows.size(); ++i) {
      v1::ImportOutcome* outcome = responses[i]->mutable_outcome();
      outcome->set_row(++position_);
      const auto& request = static_cast<const Request&>(*rows[i].message);
      if (position_ == 1) options_ = request.options();
      if (!rows[i].problems.empty()) {
        Reject(std::move(rows[i].problems), outcome);
        continue;
      }
      const absl::Status status = Plan(request, outcome, call);
      if (!status.ok()) {
        outcome->clear_kind();
        return status;
      }
    }
    return Flush(call);
  }

  // Whether nothing more happens to a row, also when the stream ends here.
  bool IsDecided(const v1::ImportOutcome& outcome) const {
    switch (outcome.kind()) {
      case v1::ImportOutcome::UNCHANGED:
      case v1::ImportOutcome::DIFFERS:
      case v1::ImportOutcome::REJECTED:
        return true;
      case v1::ImportOutcome::CREATED:
      case v1::ImportOutcome::UPDATED:
        return options_.validate_only() || outcome.revision() != 0;
      default:
        return false;
    }
  }

  // Decides what a row needs. An error ends the stream.
  absl::Status Plan(const Request& request, v1::ImportOutcome* outcome, Call* call) {
    Claim claim;
    claim.key = ImportClaimKey(CollectionOf(Traits::kKind), request.key(), call->caller().employer,
                               context().claim_key);
    // A row of the same key that is still to be written decides what this one is.
    if (planned_keys_.contains(claim.key)) BANSO_RETURN_IF_ERROR(Flush(call));
    const absl::Status status = PlanNew(request, std::move(claim), outcome, call);
    if (ConcernsRow(status)) {
      Refuse(status, outcome);
      return absl::OkStatus();
    }
    return status;
  }

  absl::Status PlanNew(const Request& request, Claim claim, v1::ImportOutcome* outcome,
                       Call* call) {
    BANSO_ASSIGN_OR_RETURN(std::string name, new_name_(request, call));
    const Message& incoming = incoming_(request);
    BANSO_ASSIGN_OR_RETURN(Message message,
                           methods_.Prepare(std::move(name), incoming, Traits::kField, *call));
    claim.value = RowDigest(message);
    BANSO_ASSIGN_OR_RETURN(const std::optional<Claim> before, FindClaim(claim.key, call));
    if (before) return PlanExisting(incoming, message, *before, std::move(claim), outcome, call);

    outcome->set_kind(v1::ImportOutcome::CREATED);
    claim.owner = message.name();
    return Add(message, 0, std::move(claim), outcome, call);
  }

  // A row whose key is known. `fresh` is what it would have become.
  absl::Status PlanExisting(const Message& incoming, const Message& fresh, const Claim& before,
                            Claim claim, v1::ImportOutcome* outcome, Call* call) {
    claim.owner = before.owner;
    if (!options_.validate_only()) outcome->set_name(before.owner);
    if (before.value == claim.value) {
      outcome->set_kind(v1::ImportOutcome::UNCHANGED);
      return absl::OkStatus();
    }
    if (!options_.update_existing()) {
      outcome->set_kind(v1::ImportOutcome::DIFFERS);
      return absl::OkStatus();
    }
    if (ParentOf(fresh.name()) != ParentOf(before.owner)) {
      return InvalidField("parent", "the row was imported below another parent");
    }
    outcome->set_kind(v1::ImportOutcome::UPDATED);
    if (options_.validate_only() && checked_.contains(claim.key)) {
      // Only checked, earlier in this stream: there is nothing stored to change.
      return Add(fresh, 0, std::move(claim), outcome, call);
    }
    BANSO_ASSIGN_OR_RETURN(auto current, methods_.Read(before.owner, call));
    auto& [message, revision] = current;
    BANSO_RETURN_IF_ERROR(methods_.ApplyFields(incoming, nullptr, *call, &message));
    *message.mutable_update_time() = FromTime(context().clock->Now());
    return Add(message, revision, std::move(claim), outcome, call);
  }

  // Plans to write `message` where the store has `expected`, or only checks that it could.
  absl::Status Add(const Message& message, Revision expected, Claim claim,
                   v1::ImportOutcome* outcome, Call* call) {
    if (options_.validate_only()) {
      BANSO_RETURN_IF_ERROR(methods_.CheckReference(message, call));
      checked_[claim.key] = std::move(claim);
      return absl::OkStatus();
    }
    outcome->set_name(message.name());
    planned_keys_.insert(claim.key);
    planned_.push_back({{Traits::kKind, message.name(), DeterministicBytes(message), expected},
                        std::move(claim),
                        outcome});
    return absl::OkStatus();
  }

  absl::StatusOr<std::optional<Claim>> FindClaim(const std::string& key, Call* call) const {
    if (const auto checked = checked_.find(key); checked != checked_.end()) {
      return checked->second;
    }
    return context().store->FindClaim(key, call->deadline);
  }

  // The same for the same row, whatever was set by the server.
  std::string RowDigest(Message message) const {
    const std::string parent(ParentOf(message.name()));
    ClearOutputOnly(&message);
    message.clear_name();
    return Digest({parent, DeterministicBytes(message)}, context().claim_key);
  }

  // Commits what is planned. An error ends the stream.
  absl::Status Flush(Call* call) {
    std::vector<Planned> planned;
    std::swap(planned, planned_);
    planned_keys_.clear();
    if (planned.empty()) return absl::OkStatus();
    const absl::Status together = CommitRows(planned, call);
    if (together.ok() || !ConcernsRow(together)) return together;
    for (Planned& row : planned) {
      const std::vector<Planned> alone = {row};
      const absl::Status status = CommitRows(alone, call);
      if (status.ok()) continue;
      if (!ConcernsRow(status)) return status;
      Refuse(Methods::ExplainReference(status), row.outcome);
    }
    return absl::OkStatus();
  }

  absl::Status CommitRows(const std::vector<Planned>& planned, Call* call) {
    Batch batch;
    for (const Planned& row : planned) {
      batch.writes.push_back(row.write);
      batch.claims.push_back(row.claim);
    }
    BANSO_ASSIGN_OR_RETURN(const WriteAnswer answer,
                           methods_.writer().Commit(std::move(batch), "", "", call));
    for (const Planned& row : planned) row.outcome->set_revision(answer.revision);
    return absl::OkStatus();
  }

  static void Refuse(const absl::Status& status, v1::ImportOutcome* outcome) {
    std::vector<FieldProblem> problems = FieldProblems(status);
    if (problems.empty() && (absl::IsAborted(status) || absl::IsAlreadyExists(status))) {
      problems.push_back({"", "somebody else wrote the same meanwhile; import the row again"});
    } else if (problems.empty()) {
      problems.push_back({std::string(absl::IsNotFound(status) ? Traits::kReferenceField : ""),
                          std::string(status.message())});
    }
    Reject(std::move(problems), outcome);
  }

  const Methods& methods_;
  const Incoming incoming_;
  const NewName new_name_;
  v1::ImportOptions options_;
  int64_t position_ = 0;
  std::vector<Planned> planned_;
  std::set<std::string> planned_keys_;
  std::map<std::string, Claim> checked_;  // rows that were only checked, by claim key
};

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_IMPORT_ROWS_H_
