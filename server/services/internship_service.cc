#include "server/services/internship_service.h"

#include <map>
#include <vector>

#include "engine/rules/publication.h"
#include "google/rpc/error_details.pb.h"
#include "server/base/deterministic_bytes.h"
#include "server/convert/calendar_convert.h"
#include "server/convert/candidate_convert.h"
#include "server/convert/etag.h"
#include "server/convert/internship_convert.h"
#include "server/convert/resource_name.h"
#include "server/services/commit_together.h"
#include "server/services/import_rows.h"
#include "server/services/state_machines.h"
#include "server/services/verbs.h"

namespace banso {
namespace {

// Lists that were shown so long ago are compared with nothing new.
constexpr absl::Duration kComparable = absl::Hours(30 * 24);

// Whether the opening was ever published. Before publish_time was kept, its state told.
bool WasPublished(const v1::Internship& internship) {
  const v1::Internship::State state = internship.state() == v1::Internship::SUSPENDED
                                          ? internship.state_before_suspension()
                                          : internship.state();
  return internship.has_publish_time() || state == v1::Internship::PUBLISHED ||
         state == v1::Internship::FILLED || state == v1::Internship::CLOSED ||
         state == v1::Internship::EXPIRED;
}

// Whether lists for the opening can be asked for, or could be lately, or will be again without a
// check. When it ceased to be published is not kept, but no later than it was last written.
bool IsOrWasListed(const v1::Internship& internship, absl::Time now) {
  const auto listed = [](v1::Internship::State state) {
    return state == v1::Internship::PUBLISHED || state == v1::Internship::FILLED;
  };
  if (listed(internship.state()) || listed(internship.state_before_suspension())) return true;
  return WasPublished(internship) && now - ToTime(internship.update_time()) < kComparable;
}

// FAILED_PRECONDITION with one violation a problem, and the codes as metadata for programs.
absl::Status NotPublishable(const std::string& name,
                            const std::vector<PublicationProblem>& problems) {
  google::rpc::PreconditionFailure failure;
  std::map<std::string, std::string> metadata = {{"name", name}};
  std::string message = absl::StrCat(name, " cannot be published");
  for (const PublicationProblem& problem : problems) {
    const std::string code(PublicationProblemName(problem.code));
    google::rpc::PreconditionFailure::Violation* violation = failure.add_violations();
    violation->set_type(code);
    violation->set_subject(problem.field);
    violation->set_description(problem.description);
    absl::StrAppend(&message, "; ", problem.description);
    metadata[code] = problem.field;
  }
  absl::Status status = absl::FailedPreconditionError(message);
  status.SetPayload(absl::StrCat("type.googleapis.com/", failure.GetDescriptor()->full_name()),
                    absl::Cord(failure.SerializeAsString()));
  return WithErrorInfo(std::move(status), "NOT_PUBLISHABLE", metadata);
}

absl::Status Take(InternshipVerb verb, v1::Internship* internship) {
  const v1::Internship::State from = internship->state();
  const auto next = NextState(from, internship->state_before_suspension(), verb);
  if (!next) return IllegalStep(internship->name(), v1::Internship::State_Name(from));
  if (verb == InternshipVerb::kSuspend) {
    internship->set_state_before_suspension(from);
  } else {
    internship->clear_state_before_suspension();
  }
  // Seats may have been taken before the opening was published, or while it was suspended.
  internship->set_state(StateBySeats(*next, internship->seats(), internship->seats_taken()));
  return absl::OkStatus();
}

}  // namespace

InternshipService::InternshipService(const ServiceContext* context)
    : RpcService(
          v1::GetInternshipRequest::descriptor()->file()->FindServiceByName("InternshipService"),
          context->runtime),
      methods_(context),
      employers_(context) {
  Unary<v1::GetInternshipRequest, v1::Internship>(
      "GetInternship", [this](const v1::GetInternshipRequest& request, Call* call) {
        return methods_.Get(request.name(), request.min_revision(), call);
      });
  Unary<v1::ListInternshipsRequest, v1::ListInternshipsResponse>(
      "ListInternships",
      [this](const v1::ListInternshipsRequest& request,
             Call* call) -> absl::StatusOr<v1::ListInternshipsResponse> {
        v1::ListInternshipsResponse response;
        const std::string prefix =
            request.parent() == "employers/-" ? "" : absl::StrCat(request.parent(), "/");
        BANSO_RETURN_IF_ERROR(methods_.List(
            request, prefix, call, &response,
            [&](v1::Internship row) { *response.add_internships() = std::move(row); }));
        return response;
      });
  Unary<v1::CreateInternshipRequest, v1::Internship>(
      "CreateInternship", [this](const v1::CreateInternshipRequest& request, Call* call) {
        return Create(request, call);
      });
  Unary<v1::UpdateInternshipRequest, v1::Internship>(
      "UpdateInternship", [this](const v1::UpdateInternshipRequest& request, Call* call) {
        return methods_.Update(request.internship(),
                               request.has_update_mask() ? &request.update_mask() : nullptr,
                               {request.request_id(), request.validate_only()}, call);
      });
  Unary<v1::DeleteInternshipRequest, google::protobuf::Empty>(
      "DeleteInternship", [this](const v1::DeleteInternshipRequest& request, Call* call) {
        return Delete(request, call);
      });
  Unary<v1::PublishInternshipRequest, v1::Internship>(
      "PublishInternship", [this](const v1::PublishInternshipRequest& request, Call* call) {
        return Publish(request, call);
      });
  Rows<v1::ImportInternshipsRequest>("ImportInternships", [this] {
    using Request = v1::ImportInternshipsRequest;
    return std::make_unique<ImportRows<InternshipEntry, Request, v1::ImportInternshipsResponse>>(
        &methods_,
        [](const Request& request) -> const v1::Internship& { return request.internship(); },
        [this](const Request& request, Call* call) { return NewName(request, call); });
  });
  const auto bind = [this](absl::string_view method, InternshipVerb verb, auto prototype) {
    using Request = decltype(prototype);
    Unary<Request, v1::Internship>(method, [this, verb](const Request& request, Call* call) {
      return TakeStep(methods_, request, call,
                      [&](v1::Internship* internship) { return Take(verb, internship); });
    });
  };
  bind("SubmitInternship", InternshipVerb::kSubmit, v1::SubmitInternshipRequest());
  bind("VerifyInternship", InternshipVerb::kVerify, v1::VerifyInternshipRequest());
  bind("CloseInternship", InternshipVerb::kClose, v1::CloseInternshipRequest());
  bind("SuspendInternship", InternshipVerb::kSuspend, v1::SuspendInternshipRequest());
  bind("ResumeInternship", InternshipVerb::kResume, v1::ResumeInternshipRequest());
}

absl::StatusOr<v1::Internship> InternshipService::Create(const v1::CreateInternshipRequest& request,
                                                         Call* call) const {
  if (request.validate_only()) {
    // The store would refuse the write; nothing is written here.
    const absl::Status parent = employers_.Read(request.parent(), call).status();
    if (!parent.ok()) return methods_.ExplainReference(parent);
  }
  const std::string id = ParseName(kEmployerPattern, request.parent())->front();
  return methods_.Create(FormatName(kInternshipPattern, {id, RandomId()}), request.internship(),
                         {request.request_id(), request.validate_only()}, call);
}

absl::StatusOr<v1::Internship> InternshipService::Publish(
    const v1::PublishInternshipRequest& request, Call* call) const {
  const ServiceContext& context = methods_.context();
  const Writer& writer = methods_.writer();
  const std::string& name = request.name();
  const std::string& etag = request.etag();
  BANSO_ASSIGN_OR_RETURN(const auto first, writer.FindFirstAnswer(request.request_id(), call));
  if (first) {
    // Gives the first answer again; the step is not taken.
    return TakeStep(methods_, request, call, [](v1::Internship*) { return absl::OkStatus(); });
  }
  if (!etag.empty()) BANSO_RETURN_IF_ERROR(RevisionOfEtag(etag).status());
  for (int attempt = 1;; ++attempt) {
    BANSO_ASSIGN_OR_RETURN(const auto current, methods_.Read(name, call));
    const auto& [before, revision] = current;
    if (!etag.empty() && etag != EtagOf(revision)) return EtagMismatch(name);
    v1::Internship internship = before;
    BANSO_RETURN_IF_ERROR(Take(InternshipVerb::kPublish, &internship));
    BANSO_ASSIGN_OR_RETURN(const auto employer, employers_.Read(EmployerOf(name), call));
    // Two similar openings that are published at once must not miss each other: an employer's
    // publication also writes the first employer of the group, as it is. What was published before
    // that one was read is in the snapshot; what is published after makes this commit fail.
    auto anchor = employer;
    if (const std::string& group = employer.first.corporate_group(); !group.empty()) {
      std::string anchor_name;
      context.catalog->Current()->employers().ForEach([&](const auto& entry) {
        if (anchor_name.empty() && entry->message->corporate_group() == group) {
          anchor_name = entry->name();
        }
      });
      if (!anchor_name.empty()) {
        BANSO_ASSIGN_OR_RETURN(anchor, employers_.Read(anchor_name, call));
      }
    }
    BANSO_ASSIGN_OR_RETURN(const auto snapshot, NewestSnapshot(context, *call));
    BANSO_RETURN_IF_ERROR(
        CheckPublishable(before, internship, employer.first, *snapshot, call->caller()));
    const absl::Time now = context.clock->Now();
    *internship.mutable_publish_time() = FromTime(now);
    *internship.mutable_update_time() = FromTime(now);

    Batch batch;
    std::string bytes = DeterministicBytes(internship);
    batch.writes.push_back({ResourceKind::kInternship, name, bytes, revision});
    if (call->caller().role == v1::Access::EMPLOYER) {
      batch.writes.push_back({ResourceKind::kEmployer, anchor.first.name(),
                              DeterministicBytes(anchor.first), anchor.second});
    }
    const absl::StatusOr<WriteAnswer> answer =
        writer.Commit(std::move(batch), std::move(bytes), request.request_id(), call);
    if (answer.ok()) {
      v1::Internship written;
      if (!written.ParseFromString(answer->response)) {
        return absl::DataLossError("the first answer to this request id cannot be read");
      }
      return methods_.Complete(std::move(written), answer->revision);
    }
    if (!absl::IsAborted(answer.status()) || attempt == kWriteAttempts) return answer.status();
  }
}

absl::StatusOr<google::protobuf::Empty> InternshipService::Delete(
    const v1::DeleteInternshipRequest& request, Call* call) const {
  std::string etag = request.etag();
  if (call->caller().role == v1::Access::EMPLOYER) {
    BANSO_ASSIGN_OR_RETURN(const auto first,
                           methods_.writer().FindFirstAnswer(request.request_id(), call));
    if (!first) {
      BANSO_ASSIGN_OR_RETURN(const auto current, methods_.Read(request.name(), call));
      if (WasPublished(current.first)) {
        return WithErrorInfo(
            absl::FailedPreconditionError(absl::StrCat(
                request.name(), " was published; close it, or ask a coordinator to delete it")),
            "WAS_PUBLISHED", {{"name", request.name()}});
      }
      // What is published meanwhile is not deleted.
      if (etag.empty()) etag = EtagOf(current.second);
    }
  }
  return methods_.Delete(request.name(), etag, {request.request_id()}, call);
}

absl::Status InternshipService::CheckPublishable(const v1::Internship& before,
                                                 const v1::Internship& internship,
                                                 const v1::Employer& employer,
                                                 const Snapshot& snapshot,
                                                 const Caller& caller) const {
  const absl::Time now = methods_.context().clock->Now();
  PublicationFacts facts;
  facts.employer_has_contact = !employer.contacts().empty();
  facts.called_internship = internship.called_internship();
  facts.fair_hiring_item_asked = !internship.fair_hiring_items_asked().empty();
  facts.employer_prefecture = ToPrefecture(employer.prefecture());
  const Internship value = ToInternship(internship, employer, [&](absl::string_view code) {
    return snapshot.taxonomy().ResolveSkill(code);
  });
  if (caller.role == v1::Access::EMPLOYER) {
    facts.similar_opening = WasPublished(before);
    snapshot.internships().ForEach([&](const auto& entry) {
      const bool same_side = entry->value->employer == value.employer ||
                             (!value.corporate_group.empty() &&
                              entry->value->corporate_group == value.corporate_group);
      if (same_side && entry->name() != internship.name() && IsOrWasListed(*entry->message, now) &&
          AreSimilar(*entry->value, value)) {
        facts.similar_opening = true;
      }
    });
  }
  const std::vector<PublicationProblem> problems =
      CheckPublication(value, facts, methods_.context().rules->At(now));
  return problems.empty() ? absl::OkStatus() : NotPublishable(internship.name(), problems);
}

absl::StatusOr<std::string> InternshipService::NewName(const v1::ImportInternshipsRequest& request,
                                                       Call* call) const {
  std::string parent;
  if (request.has_parent()) {
    parent = request.parent();
    if (!call->reach->Includes(parent)) return InvalidField("parent", "does not exist");
    const absl::Status known = employers_.Read(parent, call).status();
    if (absl::IsNotFound(known)) return InvalidField("parent", "does not exist");
    BANSO_RETURN_IF_ERROR(known);
  } else if (request.has_parent_key()) {
    const std::string key = ImportClaimKey(CollectionOf(ResourceKind::kEmployer),
                                           request.parent_key(), "", methods_.context().claim_key);
    BANSO_ASSIGN_OR_RETURN(const std::optional<Claim> claim,
                           methods_.context().store->FindClaim(key, call->deadline));
    if (!claim || !call->reach->Includes(claim->owner)) {
      return InvalidField("parent_key", "no employer was imported with this key");
    }
    parent = claim->owner;
  } else {
    return InvalidField("parent", "set parent or parent_key");
  }
  return FormatName(kInternshipPattern, {ParseName(kEmployerPattern, parent)->front(), RandomId()});
}

absl::StatusOr<int> InternshipService::ExpireOpenings(absl::Time deadline) const {
  const absl::Time now = methods_.context().clock->Now();
  std::vector<std::string> names;
  methods_.context().catalog->Current()->internships().ForEach([&](const auto& entry) {
    if (IsExpired(*entry->message, now)) names.push_back(entry->name());
  });
  int moved = 0;
  for (const std::string& name : names) {
    Call call = JobCall(methods_.context(), "expiry", deadline);
    const absl::Status status =
        methods_
            .Change(name, "", {}, &call,
                    [&](v1::Internship* internship) {
                      if (!IsExpired(*internship, now)) {
                        return absl::CancelledError("is not expired any more");
                      }
                      internship->set_state(v1::Internship::EXPIRED);
                      return absl::OkStatus();
                    })
            .status();
    if (status.ok()) {
      ++moved;
    } else if (!absl::IsCancelled(status) && !absl::IsNotFound(status) &&
               !absl::IsAborted(status)) {
      return status;
    }
  }
  return moved;
}

}  // namespace banso
