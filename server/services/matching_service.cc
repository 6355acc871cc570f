#include "server/services/matching_service.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <utility>
#include <vector>

#include "engine/base/status_macros.h"
#include "engine/score/judge.h"
#include "server/convert/calendar_convert.h"
#include "server/convert/match_convert.h"
#include "server/convert/page_token.h"
#include "server/convert/status_details.h"
#include "server/services/reads.h"
#include "server/services/resource_methods.h"
#include "server/services/writer.h"

namespace banso {
namespace {

constexpr int kDefaultMatches = 20;
constexpr int kMaxMatches = 1000;

// What a ranking request asks, and where its page begins.
struct Page {
  absl::Time as_of;
  PageToken token;
  int size = 0;
};

// Instants are whole microseconds, so that a page token holds them exactly.
absl::Time Whole(absl::Time time) { return absl::FromUnixMicros(absl::ToUnixMicros(time)); }

template <typename Request>
absl::Time AsOf(const Request& request, const Clock& clock) {
  return Whole(request.has_as_of() ? ToTime(request.as_of()) : clock.Now());
}

template <typename Request>
absl::StatusOr<Page> PageOf(const Request& request, const Clock& clock) {
  Page page;
  page.as_of = AsOf(request, clock);
  page.size = NormalizePageSize(request.page_size(), kDefaultMatches, kMaxMatches);
  if (!request.page_token().empty()) {
    BANSO_ASSIGN_OR_RETURN(page.token, PageTokenOf(request));
    // "Now" was read for the first page and stays what it was.
    page.as_of = absl::FromUnixMicros(page.token.as_of_micros);
  }
  return page;
}

template <typename Request>
RankQuery QueryOf(const Request& request, const Page& page, const Call& call) {
  RankQuery query;
  query.as_of = page.as_of;
  if (!request.verdicts().empty()) {
    query.sections.fill(false);
    for (const int verdict : request.verdicts()) {
      query.sections[static_cast<int>(ToVerdict(static_cast<v1::Match::Verdict>(verdict)))] = true;
    }
  }
  // One more than the page shows whether there is another. A later page looks for the row that the
  // page before ended on, wherever it stands by now.
  query.limit = page.token.last_name.empty() ? page.size + 1 : std::numeric_limits<int>::max();
  query.cancelled = call.cancelled;
  return query;
}

// Fills the page with `to_match(row)` for the rows that belong on it.
template <typename T, typename Request, typename Response, typename ToMatch>
void FillPage(const std::vector<Ranked<T>>& rows, const Request& request, const Page& page,
              ToMatch to_match, Response* response) {
  const auto end = static_cast<int64_t>(rows.size());
  // Behind the last row shown; if that is gone, behind as many rows as were shown.
  int64_t next = std::min(page.token.ordinal, end);
  if (!page.token.last_name.empty()) {
    const auto last = std::find_if(rows.begin(), rows.end(), [&](const Ranked<T>& row) {
      return row.item->id.name() == page.token.last_name;
    });
    if (last != rows.end()) next = last - rows.begin() + 1;
  }
  size_t bytes = 0;
  for (int i = 0; i < page.size && next < end && bytes < kMostPageBytes; ++i, ++next) {
    v1::Match* match = response->add_matches();
    *match = to_match(rows[next]);
    bytes += match->ByteSizeLong();
  }
  if (next < end) {
    response->set_next_page_token(EncodePageToken(
        {rows[next - 1].item->id.name(), next, absl::ToUnixMicros(page.as_of)}, request));
  }
}

}  // namespace

MatchingService::MatchingService(const ServiceContext* context)
    : RpcService(
          v1::ExplainMatchRequest::descriptor()->file()->FindServiceByName("MatchingService"),
          context->runtime),
      context_(*context) {
  Unary<v1::RankInternshipsRequest, v1::RankInternshipsResponse>(
      "RankInternships",
      [this](const auto& request, Call* call) { return RankInternships(request, call); });
  Unary<v1::RankAdvisorsRequest, v1::RankAdvisorsResponse>(
      "RankAdvisors",
      [this](const auto& request, Call* call) { return RankAdvisors(request, call); });
  Unary<v1::RankCandidatesRequest, v1::RankCandidatesResponse>(
      "RankCandidates",
      [this](const auto& request, Call* call) { return RankCandidates(request, call); });
  Unary<v1::ExplainMatchRequest, v1::ExplainMatchResponse>(
      "ExplainMatch",
      [this](const auto& request, Call* call) { return ExplainMatch(request, call); });
}

v1::RankingBasis MatchingService::Basis(const Snapshot& snapshot, absl::Time as_of) const {
  v1::RankingBasis basis;
  *basis.mutable_as_of() = FromTime(as_of);
  basis.set_revision(snapshot.revision());
  basis.set_rule_set_version(snapshot.rules().At(as_of).version);
  basis.set_time_zone_version(context_.time_zone_version);
  return basis;
}

absl::StatusOr<v1::RankInternshipsResponse> MatchingService::RankInternships(
    const v1::RankInternshipsRequest& request, Call* call) const {
  BANSO_ASSIGN_OR_RETURN(const Page page, PageOf(request, *context_.clock));
  BANSO_ASSIGN_OR_RETURN(const auto snapshot, SnapshotAt(context_, request.min_revision(), *call));
  const auto candidate = snapshot->candidates().Find(request.candidate());
  if (candidate == nullptr) return NoSuchResource(request.candidate());
  BANSO_ASSIGN_OR_RETURN(const auto rows, snapshot->ranker().RankInternships(
                                              *candidate->value, QueryOf(request, page, *call)));
  const RuleSet& rules = snapshot->rules().At(page.as_of);
  v1::RankInternshipsResponse response;
  FillPage(
      rows, request, page,
      [&](const Ranked<Internship>& row) {
        return ToMatch(candidate->value->id, row.item->id, row.judgement,
                       BandOf(row.judgement, rules), rules.version);
      },
      &response);
  *response.mutable_basis() = Basis(*snapshot, page.as_of);
  return response;
}

absl::StatusOr<v1::RankAdvisorsResponse> MatchingService::RankAdvisors(
    const v1::RankAdvisorsRequest& request, Call* call) const {
  BANSO_ASSIGN_OR_RETURN(const Page page, PageOf(request, *context_.clock));
  BANSO_ASSIGN_OR_RETURN(const auto snapshot, SnapshotAt(context_, request.min_revision(), *call));
  const auto candidate = snapshot->candidates().Find(request.candidate());
  if (candidate == nullptr) return NoSuchResource(request.candidate());
  BANSO_ASSIGN_OR_RETURN(const auto rows, snapshot->ranker().RankAdvisors(
                                              *candidate->value, QueryOf(request, page, *call)));
  const RuleSet& rules = snapshot->rules().At(page.as_of);
  v1::RankAdvisorsResponse response;
  FillPage(
      rows, request, page,
      [&](const Ranked<Advisor>& row) {
        return ToMatch(candidate->value->id, row.item->id, row.judgement, rules.version);
      },
      &response);
  *response.mutable_basis() = Basis(*snapshot, page.as_of);
  return response;
}

absl::StatusOr<v1::RankCandidatesResponse> MatchingService::RankCandidates(
    const v1::RankCandidatesRequest& request, Call* call) const {
  BANSO_ASSIGN_OR_RETURN(const Page page, PageOf(request, *context_.clock));
  BANSO_ASSIGN_OR_RETURN(const auto snapshot, SnapshotAt(context_, request.min_revision(), *call));
  const RuleSet& rules = snapshot->rules().At(page.as_of);
  const RankQuery query = QueryOf(request, page, *call);
  v1::RankCandidatesResponse response;
  if (request.has_internship()) {
    const auto internship = snapshot->internships().Find(request.internship());
    if (internship == nullptr) return NoSuchResource(request.internship());
    BANSO_ASSIGN_OR_RETURN(const auto rows,
                           snapshot->ranker().RankCandidates(*internship->value, query));
    FillPage(
        rows, request, page,
        [&](const Ranked<Candidate>& row) {
          return ToMatch(row.item->id, internship->value->id, row.judgement,
                         BandOf(row.judgement, rules), rules.version);
        },
        &response);
  } else if (request.has_advisor()) {
    const auto advisor = snapshot->advisors().Find(request.advisor());
    if (advisor == nullptr) return NoSuchResource(request.advisor());
    BANSO_ASSIGN_OR_RETURN(const auto rows,
                           snapshot->ranker().RankCandidates(*advisor->value, query));
    FillPage(
        rows, request, page,
        [&](const Ranked<Candidate>& row) {
          return ToMatch(row.item->id, advisor->value->id, row.judgement, rules.version);
        },
        &response);
  } else {
    return InvalidField("internship", "set internship or advisor");
  }
  *response.mutable_basis() = Basis(*snapshot, page.as_of);
  return response;
}

absl::StatusOr<v1::ExplainMatchResponse> MatchingService::ExplainMatch(
    const v1::ExplainMatchRequest& request, Call* call) const {
  const absl::Time as_of = AsOf(request, *context_.clock);
  BANSO_ASSIGN_OR_RETURN(const auto snapshot, SnapshotAt(context_, request.min_revision(), *call));
  const auto candidate = snapshot->candidates().Find(request.candidate());
  if (candidate == nullptr) return NoSuchResource(request.candidate());
  const RuleSet& rules = snapshot->rules().At(as_of);
  const Side side = request.direction() == v1::ExplainMatchRequest::FOR_COUNTERPART
                        ? Side::kCounterpart
                        : Side::kCandidate;
  v1::ExplainMatchResponse response;
  if (request.has_internship()) {
    const auto internship = snapshot->internships().Find(request.internship());
    if (internship == nullptr) return NoSuchResource(request.internship());
    const Judgement judgement =
        snapshot->ranker().Explain(*candidate->value, *internship->value, side, as_of);
    *response.mutable_match() = ToMatch(candidate->value->id, internship->value->id, judgement,
                                        BandOf(judgement, rules), rules.version);
  } else if (request.has_advisor()) {
    const auto advisor = snapshot->advisors().Find(request.advisor());
    if (advisor == nullptr) return NoSuchResource(request.advisor());
    const Judgement judgement =
        snapshot->ranker().Explain(*candidate->value, *advisor->value, as_of);
    *response.mutable_match() =
        ToMatch(candidate->value->id, advisor->value->id, judgement, rules.version);
  } else {
    return InvalidField("internship", "set internship or advisor");
  }
  *response.mutable_basis() = Basis(*snapshot, as_of);
  return response;
}

}  // namespace banso
