#include "server/services/entry_sheets.h"

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/model/judgement.h"
#include "server/access/review_bars.h"
#include "server/base/deterministic_bytes.h"
#include "server/convert/calendar_convert.h"
#include "server/convert/resource_name.h"
#include "server/convert/status_details.h"
#include "server/services/commit_together.h"
#include "server/services/entry_sheet_messages.h"
#include "server/services/etag_check.h"
#include "server/services/not_now.h"
#include "server/services/person_change.h"
#include "server/services/sha256.h"
#include "server/text/fair_hiring.h"

namespace banso {
namespace {

using Verb = EntrySheetVerb;

constexpr absl::string_view kField = "entry_sheet";

// Refuses an addressee that is not there for the author; says where.
absl::Status CheckAddressee(const Snapshot& snapshot, const Call& call,
                            const v1::EntrySheet& sheet) {
  const auto missing = [](absl::string_view field) {
    const std::string path = absl::StrCat(kField, ".", field);
    return WithErrorInfo(absl::NotFoundError(absl::StrCat(path, " does not exist")),
                         "REFERENCE_NOT_FOUND", {{"field", path}});
  };
  if (!sheet.internship().empty() && (snapshot.internships().Find(sheet.internship()) == nullptr ||
                                      !call.reach->Includes(sheet.internship()))) {
    return missing("internship");
  }
  if (!sheet.employer().empty() && snapshot.employers().Find(sheet.employer()) == nullptr) {
    return missing("employer");
  }
  return absl::OkStatus();
}

// What is written for an opening is written to its employer.
absl::Status SettleEmployer(v1::EntrySheet* sheet) {
  if (sheet->internship().empty()) return absl::OkStatus();
  const std::string employer(ParentOf(sheet->internship()));
  if (sheet->employer().empty()) sheet->set_employer(employer);
  if (sheet->employer() == employer) return absl::OkStatus();
  return InvalidField(absl::StrCat(kField, ".employer"), "is not the employer of the internship");
}

bool IsReadressed(const v1::EntrySheet& before, const v1::EntrySheet& after) {
  return before.employer() != after.employer() || before.internship() != after.internship();
}

// Refuses an opinion on something else than the newest version.
absl::Status CheckNewest(const v1::EntrySheet& sheet, int version) {
  const int newest = NewestVersion(sheet);
  if (version == newest) return absl::OkStatus();
  if (version > newest) return InvalidField("version", "is not one of the entry sheet");
  return WithErrorInfo(absl::AbortedError(absl::StrCat("version ", version, " of ", sheet.name(),
                                                       " is not the newest; read it again")),
                       "VERSION_STALE",
                       {{"name", sheet.name()}, {"newest_version", absl::StrCat(newest)}});
}

// Refuses an advisor who does not hold a version that is in review.
absl::Status CheckHolds(const Caller& caller, const v1::EntrySheet& sheet) {
  if (sheet.state() != v1::EntrySheet::IN_REVIEW || caller.role != v1::Access::ADVISOR ||
      sheet.reviewer() == caller.advisor) {
    return absl::OkStatus();
  }
  return NotNow(sheet.name(), "NOT_REVIEWER", "is reviewed by somebody else");
}

// Refuses a reviewer whom a coordinator names, and says why.
absl::Status CheckMayReview(const std::shared_ptr<const Snapshot>& snapshot,
                            const v1::EntrySheet& sheet, const std::string& advisor,
                            absl::Time now) {
  if (snapshot->advisors().Find(advisor) == nullptr) return NoSuchResource(advisor);
  const std::vector<ReasonCode> bars = ReviewBars(*snapshot, sheet, advisor);
  if (!bars.empty()) {
    std::map<std::string, std::string> metadata = {{"candidate", sheet.candidate()},
                                                   {"counterpart", advisor}};
    std::string text = absl::StrCat(advisor, " must not review ", sheet.name(), ":");
    for (const ReasonCode bar : bars) {
      metadata.emplace(ReasonCodeName(bar), VerdictName(Verdict::kBlocked));
      absl::StrAppend(&text, " ", ReasonCodeName(bar));
    }
    return WithErrorInfo(absl::FailedPreconditionError(text), "MATCH_BLOCKED", metadata);
  }
  Caller reviewer;
  reviewer.role = v1::Access::ADVISOR;
  reviewer.advisor = advisor;
  if (Reach(std::move(reviewer), v1::Access::LINKED, snapshot, now).Includes(sheet.name())) {
    return absl::OkStatus();
  }
  return WithErrorInfo(
      absl::FailedPreconditionError(absl::StrCat(advisor, " does not accompany the author")),
      "NOT_ACCOMPANYING", {{"candidate", sheet.candidate()}, {"advisor", advisor}});
}

}  // namespace

void HideDraft(const Reach& reach, v1::EntrySheet* sheet) {
  if (!reach.IsOwn(sheet->candidate())) sheet->clear_draft_text();
}

absl::StatusOr<v1::EntrySheet> EntrySheets::Get(const v1::GetEntrySheetRequest& request,
                                                Call* call) const {
  BANSO_ASSIGN_OR_RETURN(v1::EntrySheet sheet,
                         methods_.Get(request.name(), request.min_revision(), call));
  HideDraft(*call->reach, &sheet);
  return sheet;
}

absl::StatusOr<v1::ListEntrySheetsResponse> EntrySheets::List(
    const v1::ListEntrySheetsRequest& request, Call* call) const {
  v1::ListEntrySheetsResponse response;
  BANSO_RETURN_IF_ERROR(methods_.List(request, "", call, &response, [&](v1::EntrySheet row) {
    HideDraft(*call->reach, &row);
    *response.add_entry_sheets() = std::move(row);
  }));
  return response;
}

absl::StatusOr<v1::EntrySheet> EntrySheets::Create(const v1::CreateEntrySheetRequest& request,
                                                   Call* call) const {
  const auto answer = CommitTogether(
      context_, request.request_id(), call,
      [&](const std::shared_ptr<const Snapshot>& snapshot) -> absl::StatusOr<Plan> {
        const std::string& author = request.entry_sheet().candidate();
        if (snapshot->candidates().Find(author) == nullptr) return NoSuchResource(author);
        BANSO_ASSIGN_OR_RETURN(v1::EntrySheet sheet,
                               methods_.Prepare(FormatName(kEntrySheetPattern, {RandomId()}),
                                                request.entry_sheet(), kField, *call));
        BANSO_RETURN_IF_ERROR(SettleEmployer(&sheet));
        BANSO_RETURN_IF_ERROR(CheckAddressee(*snapshot, *call, sheet));
        TakeEntrySheetStep(v1::EntrySheet::DRAFT, call->caller().principal, "",
                           context_.clock->Now(), &sheet);
        Plan plan;
        AddPut(ResourceKind::kEntrySheet, sheet.name(), sheet, 0, &plan.batch);
        plan.batch.claims.push_back(PersonClaim(context_, author));
        plan.answer = DeterministicBytes(sheet);
        call->audit.add_subjects(author);
        call->audit.add_changes("ENTRY_SHEET_CREATED");
        return plan;
      });
  BANSO_ASSIGN_OR_RETURN(v1::EntrySheet sheet, ReadAnswer<v1::EntrySheet>(answer));
  return ResourceMethods<EntrySheetEntry>::Complete(std::move(sheet), answer->revision);
}

absl::StatusOr<v1::EntrySheet> EntrySheets::Write(const std::string& name, const std::string& etag,
                                                  const std::string& request_id,
                                                  absl::string_view code, Call* call,
                                                  const Change& change) const {
  BANSO_RETURN_IF_ERROR(CheckEtagForm(etag));
  const auto answer = CommitTogether(
      context_, request_id, call,
      [&](const std::shared_ptr<const Snapshot>& snapshot) -> absl::StatusOr<Plan> {
        const auto entry = snapshot->entry_sheets().Find(name);
        // Who may review can have changed since the call came in.
        const Reach reach(call->caller(), call->reach->scope(), snapshot, context_.clock->Now());
        if (entry == nullptr || !reach.Includes(name)) return NoSuchResource(name);
        BANSO_RETURN_IF_ERROR(CheckEtag(etag, name, entry->revision));
        v1::EntrySheet sheet = *entry->message;
        BANSO_RETURN_IF_ERROR(change(snapshot, &sheet));
        *sheet.mutable_update_time() = FromTime(context_.clock->Now());
        Plan plan;
        AddPut(ResourceKind::kEntrySheet, name, sheet, entry->revision, &plan.batch);
        BANSO_RETURN_IF_ERROR(
            TellOfEntrySheet(context_, *snapshot, *entry->message, sheet, &plan.batch));
        plan.about = name;
        plan.answer = DeterministicBytes(sheet);
        call->audit.add_subjects(sheet.candidate());
        call->audit.add_changes(std::string(code));
        return plan;
      });
  BANSO_ASSIGN_OR_RETURN(v1::EntrySheet sheet, ReadAnswer<v1::EntrySheet>(answer));
  HideDraft(*call->reach, &sheet);
  return ResourceMethods<EntrySheetEntry>::Complete(std::move(sheet), answer->revision);
}

absl::StatusOr<v1::EntrySheet> EntrySheets::Update(const v1::UpdateEntrySheetRequest& request,
                                                   Call* call) const {
  const v1::EntrySheet& incoming = request.entry_sheet();
  return Write(
      incoming.name(), incoming.etag(), request.request_id(), "ENTRY_SHEET_CHANGED", call,
      [&](const std::shared_ptr<const Snapshot>& snapshot, v1::EntrySheet* sheet) -> absl::Status {
        const v1::EntrySheet before = *sheet;
        BANSO_RETURN_IF_ERROR(methods_.ApplyFields(
            incoming, request.has_update_mask() ? &request.update_mask() : nullptr, *call, sheet));
        // An opening of another employer takes its employer along.
        if (sheet->internship() != before.internship() && sheet->employer() == before.employer()) {
          sheet->clear_employer();
        }
        BANSO_RETURN_IF_ERROR(SettleEmployer(sheet));
        if (!IsReadressed(before, *sheet)) return absl::OkStatus();
        if (before.state() == v1::EntrySheet::FINAL || before.has_sent_time()) {
          return NotNow(before.name(), "ENTRY_SHEET_FIXED",
                        "is final or was sent: write another one for somebody else");
        }
        BANSO_RETURN_IF_ERROR(CheckAddressee(*snapshot, *call, *sheet));
        if (before.state() != v1::EntrySheet::IN_REVIEW ||
            ReviewBars(*snapshot, *sheet, before.reviewer()).empty()) {
          return absl::OkStatus();
        }
        return TakeVerb(Verb::kRelease, SystemCaller(), "", context_.clock->Now(), sheet);
      });
}

absl::StatusOr<v1::EntrySheet> EntrySheets::Submit(const v1::SubmitEntrySheetRequest& request,
                                                   Call* call) const {
  return Take(request, "ENTRY_SHEET_SUBMITTED", call,
              [&](const auto& /*snapshot*/, v1::EntrySheet* sheet) -> absl::Status {
                BANSO_RETURN_IF_ERROR(CheckVerb(Verb::kSubmit, call->caller(), *sheet));
                if (sheet->draft_text().empty()) {
                  return NotNow(sheet->name(), "DRAFT_EMPTY", "has no text to submit yet");
                }
                constexpr int kMostVersions = 30;
                if (sheet->versions_size() >= kMostVersions) {
                  return NotNow(sheet->name(), "TOO_MANY_VERSIONS",
                                "has as many versions as it can");
                }
                const absl::Time now = context_.clock->Now();
                v1::EntrySheetVersion version;
                version.set_number(NewestVersion(*sheet) + 1);
                version.set_text(sheet->draft_text());
                *version.mutable_submit_time() = FromTime(now);
                *sheet->add_versions() = std::move(version);
                // What was final is so no longer; what was sent, was.
                sheet->set_final_version(LastSentVersion(*sheet));
                *sheet->mutable_review_due_time() = FromTime(now + kReviewTime);
                return TakeVerb(Verb::kSubmit, call->caller(), request.reason(), now, sheet);
              });
}

absl::StatusOr<v1::EntrySheet> EntrySheets::Claim(const v1::ClaimEntrySheetRequest& request,
                                                  Call* call) const {
  const bool is_own = call->caller().role == v1::Access::ADVISOR;
  const std::string advisor = is_own ? call->caller().advisor : request.advisor();
  if (advisor.empty()) return InvalidField("advisor", "say who reviews it");
  return Take(
      request, "ENTRY_SHEET_CLAIMED", call,
      [&](const std::shared_ptr<const Snapshot>& snapshot, v1::EntrySheet* sheet) -> absl::Status {
        const absl::Time now = context_.clock->Now();
        BANSO_RETURN_IF_ERROR(CheckVerb(Verb::kClaim, call->caller(), *sheet));
        if (!is_own) {
          BANSO_RETURN_IF_ERROR(CheckMayReview(snapshot, *sheet, advisor, now));
        }
        BANSO_RETURN_IF_ERROR(TakeVerb(Verb::kClaim, call->caller(), request.reason(), now, sheet));
        sheet->set_reviewer(advisor);
        return absl::OkStatus();
      });
}

absl::StatusOr<v1::EntrySheet> EntrySheets::Release(const v1::ReleaseEntrySheetRequest& request,
                                                    Call* call) const {
  return Take(request, "ENTRY_SHEET_RELEASED", call,
              [&](const auto& /*snapshot*/, v1::EntrySheet* sheet) -> absl::Status {
                BANSO_RETURN_IF_ERROR(CheckHolds(call->caller(), *sheet));
                return TakeVerb(Verb::kRelease, call->caller(), request.reason(),
                                context_.clock->Now(), sheet);
              });
}

absl::StatusOr<v1::EntrySheet> EntrySheets::Comment(const v1::CommentEntrySheetRequest& request,
                                                    Call* call) const {
  return Take(request, "ENTRY_SHEET_COMMENTED", call,
              [&](const auto& /*snapshot*/, v1::EntrySheet* sheet) -> absl::Status {
                BANSO_RETURN_IF_ERROR(CheckNewest(*sheet, request.version()));
                BANSO_RETURN_IF_ERROR(CheckHolds(call->caller(), *sheet));
                const absl::Time now = context_.clock->Now();
                BANSO_RETURN_IF_ERROR(TakeVerb(Verb::kComment, call->caller(), "", now, sheet));
                v1::EntrySheetComment* comment =
                    sheet->mutable_versions(sheet->versions_size() - 1)->add_comments();
                comment->set_advisor(call->caller().advisor);
                *comment->mutable_comment_time() = FromTime(now);
                comment->set_text(request.text());
                return absl::OkStatus();
              });
}

absl::StatusOr<v1::EntrySheet> EntrySheets::Finalise(const v1::FinaliseEntrySheetRequest& request,
                                                     Call* call) const {
  return Take(request, "ENTRY_SHEET_FINAL", call,
              [&](const auto& /*snapshot*/, v1::EntrySheet* sheet) -> absl::Status {
                BANSO_RETURN_IF_ERROR(CheckNewest(*sheet, request.version()));
                BANSO_RETURN_IF_ERROR(CheckHolds(call->caller(), *sheet));
                BANSO_RETURN_IF_ERROR(TakeVerb(Verb::kFinalise, call->caller(), request.reason(),
                                               context_.clock->Now(), sheet));
                sheet->set_final_version(request.version());
                return absl::OkStatus();
              });
}

absl::StatusOr<v1::EntrySheet> EntrySheets::Send(const v1::SendEntrySheetRequest& request,
                                                 Call* call) const {
  return Take(
      request, "ENTRY_SHEET_SENT", call,
      [&](const auto& /*snapshot*/, v1::EntrySheet* sheet) -> absl::Status {
        const absl::Time now = context_.clock->Now();
        BANSO_RETURN_IF_ERROR(TakeVerb(Verb::kSend, call->caller(), request.reason(), now, sheet));
        sheet->set_sent_sha256(Sha256(sheet->versions(sheet->final_version() - 1).text()));
        *sheet->mutable_sent_time() = FromTime(now);
        return absl::OkStatus();
      });
}

absl::StatusOr<v1::CheckEntrySheetResponse> EntrySheets::Check(
    const v1::CheckEntrySheetRequest& request, Call* call) const {
  BANSO_ASSIGN_OR_RETURN(const v1::EntrySheet sheet, methods_.Get(request.name(), 0, call));
  if (request.version() > NewestVersion(sheet)) {
    return InvalidField("version", "is not one of the entry sheet");
  }
  v1::CheckEntrySheetResponse response;
  response.set_candidate(sheet.candidate());
  response.set_version(request.version());
  const std::string& text =
      request.version() == 0 ? sheet.draft_text() : sheet.versions(request.version() - 1).text();
  for (const PrivateSpan& span : FindPrivateMatters(text)) {
    v1::EntrySheetWarning* warning = response.add_warnings();
    warning->set_matter(static_cast<v1::EntrySheetWarning::Matter>(span.matter));
    warning->set_start(span.start);
    warning->set_end(span.end);
  }
  // That it was asked is noted, the same whatever was found.
  call->audit.add_subjects(sheet.candidate());
  call->audit.add_subjects(sheet.name());
  return response;
}

}  // namespace banso
