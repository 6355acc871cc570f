#include "server/services/matching_service.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/insight/next_steps.h"
#include "engine/insight/removals.h"
#include "engine/insight/strict_requirements.h"
#include "engine/score/judge.h"
#include "server/access/projection.h"
#include "server/audit/audit_entry.h"
#include "server/audit/audit_log.h"
#include "server/convert/calendar_convert.h"
#include "server/convert/candidate_convert.h"
#include "server/convert/insight_convert.h"
#include "server/convert/internship_convert.h"
#include "server/convert/match_convert.h"
#include "server/convert/page_token.h"
#include "server/convert/resource_name.h"
#include "server/convert/status_details.h"
#include "server/services/blinded_candidates.h"
#include "server/services/commit_together.h"
#include "server/services/match_events.h"
#include "server/services/person_change.h"
#include "server/services/provision_records.h"
#include "server/services/ranking_watch.h"
#include "server/services/reads.h"
#include "server/services/replay.h"
#include "server/services/resource_methods.h"
#include "server/services/showings.h"
#include "server/services/writer.h"

namespace banso {
namespace {

constexpr int kDefaultMatches = 20;
constexpr int kMaxMatches = 1000;
constexpr int kDefaultSteps = 10;
constexpr int kMaxSteps = 100;
constexpr int kDefaultCards = 20;
constexpr int kMaxCards = 100;
// How often cards are made anew when somebody stops being shown meanwhile.
constexpr int kCardAttempts = 5;

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

// Blocked pairs tell why: by whom somebody does not want to be seen, among others.
template <typename Request>
absl::Status CheckVerdicts(const Request& request, const Call& call) {
  if (call.caller().role == v1::Access::COORDINATOR) return absl::OkStatus();
  for (const int verdict : request.verdicts()) {
    if (verdict == v1::Match::BLOCKED) {
      return InvalidField("verdicts", "BLOCKED is shown to coordinators only; leave it out");
    }
  }
  return absl::OkStatus();
}

// Begins the audit log's note of a list.
v1::ShownList* NoteList(const Snapshot& snapshot, const std::string& subject,
                        Revision subject_revision, absl::Time as_of, Call* call) {
  call->audit.set_revision(snapshot.revision());
  v1::ShownList* list = call->audit.mutable_shown_list();
  list->set_subject(subject);
  list->set_subject_revision(subject_revision);
  *list->mutable_as_of() = FromTime(as_of);
  list->set_rule_set_version(snapshot.rules().At(as_of).version);
  return list;
}

// Whether an opening is one that people outside the programme know of.
bool IsOnOffer(const Internship& internship) {
  return internship.employer_verified && (internship.state == InternshipState::kPublished ||
                                          internship.state == InternshipState::kFilled);
}

// The values of a table that `wanted` holds for.
template <typename EntryType, typename Wanted>
std::vector<std::shared_ptr<const typename EntryType::Value>> ValuesOf(
    const SortedTable<EntryType>& table, Wanted wanted) {
  std::vector<std::shared_ptr<const typename EntryType::Value>> values;
  table.ForEach([&](const auto& entry) {
    if (wanted(*entry->value)) values.push_back(entry->value);
  });
  return values;
}

constexpr auto kAll = [](const auto&) { return true; };

// Whether the answer is to say what keeps rows out. Later pages would only repeat it.
template <typename Request>
bool WantsRemovals(const Request& request) {
  return request.with_removals() && request.page_token().empty();
}

using Words = std::vector<google::protobuf::RepeatedPtrField<v1::PlainReason>>;

// Swaps the plain reasons of each match with `words`. Cards have none.
template <typename Response>
void SwapWords(Response* response, Words* words) {
  if constexpr (requires { response->mutable_matches(); }) {
    words->resize(static_cast<size_t>(response->matches_size()));
    auto next = words->begin();
    for (v1::Match& match : *response->mutable_matches()) {
      match.mutable_plain_reasons()->Swap(&*next++);
    }
  }
}

// Names an answer that is complete, also in the audit log's note of it. Subjects that the caller is
// not shown have to be in `call->audit` before.
template <typename Response>
void NameRanking(const ServiceContext& context, Call* call, Response* response) {
  Project(*call->reach, response);
  // Most of the bytes of an answer.
  Words words;
  SwapWords(response, &words);
  const bool in_words = !words.empty() && !words.front().empty();
  std::string id = RankingId(context, *call, in_words, *response);
  SwapWords(response, &words);
  call->audit.mutable_shown_list()->set_ranking_id(id);
  response->set_ranking_id(std::move(id));
}

// Fills the page with `to_match(row)` for the rows that belong on it, and notes them in `list`. The
// first row that reaches `most_bytes`, above 0, is the last.
template <typename EntryType, typename T, typename Request, typename Response, typename ToMatch>
void FillPage(const std::vector<Ranked<T>>& rows, const SortedTable<EntryType>& table,
              const Request& request, const Page& page, size_t most_bytes, ToMatch to_match,
              Response* response, v1::ShownList* list) {
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
  for (int i = 0; i < page.size && next < end && bytes < most_bytes; ++i, ++next) {
    v1::Match* match = response->add_matches();
    *match = to_match(rows[next]);
    bytes += match->ByteSizeLong();
    const std::string& name = rows[next].item->id.name();
    const auto entry = table.Find(name);
    *list->add_matches() = ToShownMatch(*match, name, entry == nullptr ? 0 : entry->revision);
  }
  if (next < end) {
    response->set_next_page_token(EncodePageToken(
        {rows[next - 1].item->id.name(), next, absl::ToUnixMicros(page.as_of)}, request));
  }
}

v1::RankingBasis Basis(const ServiceContext& context, const Snapshot& snapshot, absl::Time as_of) {
  v1::RankingBasis basis;
  *basis.mutable_as_of() = FromTime(as_of);
  basis.set_revision(snapshot.revision());
  basis.set_rule_set_version(snapshot.rules().At(as_of).version);
  basis.set_time_zone_version(context.time_zone_version);
  return basis;
}

// Answers RankInternships from one state.
absl::StatusOr<v1::RankInternshipsResponse> RankFor(
    const CandidateEntry& candidate, const Snapshot& snapshot, const ServiceContext& context,
    const v1::RankInternshipsRequest& request, const Page& page, size_t most_bytes, Call* call) {
  BANSO_ASSIGN_OR_RETURN(const auto rows, snapshot.ranker().RankInternships(
                                              *candidate.value, QueryOf(request, page, *call)));
  const RuleSet& rules = snapshot.rules().At(page.as_of);
  v1::RankInternshipsResponse response;
  FillPage(
      rows, snapshot.internships(), request, page, most_bytes,
      [&](const Ranked<Internship>& row) {
        return ToMatch(candidate.value->id, row.item->id, row.judgement,
                       BandOf(row.judgement, rules), rules.version, request.view());
      },
      &response, NoteList(snapshot, candidate.name(), candidate.revision, page.as_of, call));
  *response.mutable_basis() = Basis(context, snapshot, page.as_of);
  if (WantsRemovals(request)) {
    World world;
    world.internships = call->caller().role == v1::Access::COORDINATOR
                            ? ValuesOf(snapshot.internships(), kAll)
                            : ValuesOf(snapshot.internships(), IsOnOffer);
    BANSO_ASSIGN_OR_RETURN(const Removals removals,
                           CountInternshipRemovals(world, snapshot.ranker(), *candidate.value,
                                                   page.as_of, call->cancelled));
    *response.mutable_removals() = FromRemovals(removals);
    response.mutable_removals()->set_candidate(candidate.name());
  }
  NameRanking(context, call, &response);
  return response;
}

// A card that is shown, and whose it is.
struct ShownCard {
  std::string candidate;
  std::string consent;  // ConsentKey
  v1::BlindedCandidate card;
  v1::ShownMatch note;  // for the audit log
};

struct CardPage {
  std::vector<ShownCard> rows;
  int64_t end = 0;    // how many cards come up to here, those of pages before included
  bool more = false;  // whether others follow
};

// What does not change while cards are made.
struct CardQuery {
  std::string internship;
  const Aliases* aliases = nullptr;
  absl::Time now;
};

ShownCard ToShownCard(const Snapshot& snapshot, const CandidateEntry& candidate,
                      const InternshipEntry& internship, const Judgement& judgement,
                      const Crowds& crowds, const CardQuery& query) {
  const RuleSet& rules = snapshot.rules().At(query.now);
  const Band band = BandOf(judgement, rules);
  ShownCard shown;
  shown.candidate = candidate.name();
  shown.consent = ConsentKey(*BlindedConsent(*candidate.message, query.now));
  shown.card = MakeCard(candidate, internship, band, crowds, rules, query.now,
                        query.aliases->NameOf(candidate.name(), shown.consent, internship.name()));
  shown.note = ToShownMatch(
      ToMatch(candidate.value->id, internship.value->id, judgement, band, rules.version),
      candidate.name(), candidate.revision);
  return shown;
}

// Whether every one of the cards is still shown in `snapshot`.
bool AreShown(const std::vector<ShownCard>& rows, const Snapshot& snapshot,
              const CardQuery& query) {
  const auto internship = snapshot.internships().Find(query.internship);
  if (internship == nullptr || !ShowsCards(snapshot, *internship)) return false;
  const RefusedCards refused(snapshot, query.internship);
  return std::all_of(rows.begin(), rows.end(), [&](const ShownCard& row) {
    const auto candidate = snapshot.candidates().Find(row.candidate);
    return candidate != nullptr && !refused.Has(row.card.name()) &&
           ShownJudgement(snapshot, *candidate, *internship, query.now).has_value() &&
           ConsentKey(*BlindedConsent(*candidate->message, query.now)) == row.consent;
  });
}

// What records that the employer is told these cards: a new record of a card that it was never
// told, a new time in one that it was not told today. Without writes if all is recorded.
Batch ProvisionOf(const std::vector<ShownCard>& rows, const Snapshot& snapshot,
                  const CardQuery& query, const ServiceContext& context) {
  Batch batch;
  for (const ShownCard& row : rows) {
    const std::string name =
        query.aliases->RecordNameOf(row.candidate, row.consent, query.internship);
    v1::ProvisionRecord record;
    Revision expected = 0;
    if (const auto known = snapshot.provision_records().Find(name)) {
      if (JapanDate(ToTime(known->message->provide_time())) >= JapanDate(query.now)) continue;
      record = *known->message;
      expected = known->revision;
    } else {
      record.set_name(name);
      record.set_candidate(row.candidate);
      record.set_recipient(std::string(EmployerOf(query.internship)));
      record.set_internship(query.internship);
      record.add_items(std::string(kBlindedCardItem));
      record.set_consent(row.consent);
      *record.mutable_create_time() = FromTime(query.now);
      batch.claims.push_back(PersonClaim(context, row.candidate));
    }
    SetProvided(query.now, &record);
    AddPut(ResourceKind::kProvisionRecord, name, record, expected, &batch);
  }
  return batch;
}

// Whether somebody else was faster: with the same record, or by erasing whom it is about.
bool IsRaced(const absl::Status& status) {
  return absl::IsAborted(status) || absl::IsAlreadyExists(status) || absl::IsNotFound(status);
}

// Makes cards by `make(const Snapshot&)`, a StatusOr<CardPage>, and records in one commit what an
// employer is told. If somebody stops being shown before the answer leaves, or another call records
// the same, everything is made anew.
template <typename Make>
absl::StatusOr<CardPage> ShowCards(std::shared_ptr<const Snapshot> snapshot, const CardQuery& query,
                                   const ServiceContext& context, const Call& call, Make make) {
  for (int attempt = 1; attempt <= kCardAttempts; ++attempt) {
    BANSO_ASSIGN_OR_RETURN(CardPage page, make(*snapshot));
    // Whoever else looks at cards tells nobody outside.
    Batch provision;
    if (call.caller().role == v1::Access::EMPLOYER) {
      provision = ProvisionOf(page.rows, *snapshot, query, context);
    }
    std::shared_ptr<const Snapshot> newest = context.catalog->Current();
    if (!provision.writes.empty()) {
      // Not through Writer: this revision is not the caller's, and the audit log is told of the
      // list, not of the records.
      const absl::Status status = context.store->Commit(provision, call.deadline).status();
      if (!status.ok() && !IsRaced(status)) return status;
      // With the records in it, or with what was in their way.
      BANSO_ASSIGN_OR_RETURN(newest, NewestSnapshot(context, call));
      if (!status.ok()) {
        snapshot = std::move(newest);
        continue;
      }
    }
    if (newest == snapshot || AreShown(page.rows, *newest, query)) return page;
    snapshot = std::move(newest);
  }
  return absl::UnavailableError("people change faster than their cards are made; try again");
}

// The ranking that a stream watches.
template <typename Ranking, typename Request>
Ranking ToAsk(const Request& request, Revision at_least) {
  Ranking ranking;
  *ranking.mutable_verdicts() = request.verdicts();
  ranking.set_page_size(request.page_size());
  ranking.set_view(request.view());
  ranking.set_min_revision(at_least);
  return ranking;
}

// What a stream tells of a ranking, whole.
template <typename Ranking, typename NameOf>
v1::WatchMatchesResponse ToWatch(Ranking* ranking, NameOf name_of) {
  v1::WatchMatchesResponse response;
  for (const v1::Match& match : ranking->matches()) response.add_order(name_of(match));
  response.mutable_matches()->Swap(ranking->mutable_matches());
  response.mutable_basis()->Swap(ranking->mutable_basis());
  response.set_ranking_id(ranking->ranking_id());
  return response;
}

absl::Status NotPublished(const std::string& internship) {
  return WithErrorInfo(
      absl::FailedPreconditionError(
          absl::StrCat(internship, " is not PUBLISHED by a VERIFIED employer: nobody is shown")),
      "NOT_PUBLISHED", {{"name", internship}});
}

}  // namespace

MatchingService::MatchingService(const ServiceContext* context, WatchHub* hub)
    : RpcService(
          v1::ExplainMatchRequest::descriptor()->file()->FindServiceByName("MatchingService"),
          context->runtime),
      context_(*context) {
  Unary<v1::RankInternshipsRequest, v1::RankInternshipsResponse>(
      "RankInternships",
      [this](const auto& request, Call* call) { return RankInternships(request, call); });
  Unary<v1::BatchRankInternshipsRequest, v1::BatchRankInternshipsResponse>(
      "BatchRankInternships",
      [this](const auto& request, Call* call) { return BatchRankInternships(request, call); });
  Unary<v1::SuggestNextStepsRequest, v1::SuggestNextStepsResponse>(
      "SuggestNextSteps",
      [this](const auto& request, Call* call) { return SuggestNextSteps(request, call); });
  Unary<v1::RankAdvisorsRequest, v1::RankAdvisorsResponse>(
      "RankAdvisors",
      [this](const auto& request, Call* call) { return RankAdvisors(request, call); });
  Unary<v1::RankCandidatesRequest, v1::RankCandidatesResponse>(
      "RankCandidates",
      [this](const auto& request, Call* call) { return RankCandidates(request, call); });
  Unary<v1::ExplainMatchRequest, v1::ExplainMatchResponse>(
      "ExplainMatch",
      [this](const auto& request, Call* call) { return ExplainMatch(request, call); });
  Unary<v1::RankBlindedCandidatesRequest, v1::RankBlindedCandidatesResponse>(
      "RankBlindedCandidates",
      [this](const auto& request, Call* call) { return RankBlindedCandidates(request, call); });
  Unary<v1::GetBlindedCandidateRequest, v1::BlindedCandidate>(
      "GetBlindedCandidate",
      [this](const auto& request, Call* call) { return GetBlindedCandidate(request, call); });
  Unary<v1::ReplayMatchesRequest, v1::ReplayMatchesResponse>(
      "ReplayMatches", [this](const auto& request, Call* call) {
        return banso::ReplayMatches(context_, request, call);
      });
  WatchRanking<v1::WatchMatchesRequest>(
      "WatchMatches", hub,
      [this](const v1::WatchMatchesRequest& request, Revision at_least,
             Call* call) -> absl::StatusOr<v1::WatchMatchesResponse> {
        v1::RankInternshipsRequest ranking = ToAsk<v1::RankInternshipsRequest>(request, at_least);
        ranking.set_candidate(request.candidate());
        BANSO_ASSIGN_OR_RETURN(auto ranked, RankInternships(ranking, call));
        return ToWatch(&ranked, [](const v1::Match& match) { return match.internship(); });
      },
      &v1::WatchMatchesResponse::mutable_matches);
  WatchRanking<v1::WatchCandidatesRequest>(
      "WatchCandidates", hub,
      [this](const v1::WatchCandidatesRequest& request, Revision at_least,
             Call* call) -> absl::StatusOr<v1::WatchMatchesResponse> {
        v1::RankCandidatesRequest ranking = ToAsk<v1::RankCandidatesRequest>(request, at_least);
        ranking.set_internship(request.internship());
        BANSO_ASSIGN_OR_RETURN(auto ranked, RankCandidates(ranking, call));
        return ToWatch(&ranked, [](const v1::Match& match) { return match.candidate(); });
      },
      &v1::WatchMatchesResponse::mutable_matches);
  WatchRanking<v1::WatchBlindedCandidatesRequest>(
      "WatchBlindedCandidates", hub,
      [this](const v1::WatchBlindedCandidatesRequest& request, Revision at_least, Call* call) {
        return CardsOf(request, at_least, call);
      },
      &v1::WatchBlindedCandidatesResponse::mutable_blinded_candidates);
}

template <typename Request, typename Rank, typename Response, typename Row>
void MatchingService::WatchRanking(absl::string_view method, WatchHub* hub, Rank rank,
                                   google::protobuf::RepeatedPtrField<Row>* (Response::*rows)()) {
  Watch<Request>(method, hub, [this, rank, rows]() -> std::unique_ptr<Watcher> {
    return std::make_unique<RankingWatcher<Request, Response, Row>>(context_.keys, rank, rows);
  });
}

absl::StatusOr<v1::WatchBlindedCandidatesResponse> MatchingService::CardsOf(
    const v1::WatchBlindedCandidatesRequest& request, Revision at_least, Call* call) const {
  v1::RankBlindedCandidatesRequest ranking;
  ranking.set_internship(request.internship());
  ranking.set_page_size(request.page_size());
  ranking.set_min_revision(at_least);
  BANSO_ASSIGN_OR_RETURN(auto ranked, RankBlindedCandidates(ranking, call));
  v1::WatchBlindedCandidatesResponse response;
  for (const auto& card : ranked.blinded_candidates()) response.add_order(card.name());
  response.mutable_blinded_candidates()->Swap(ranked.mutable_blinded_candidates());
  response.set_ranking_id(ranked.ranking_id());
  return response;
}

absl::StatusOr<v1::RankInternshipsResponse> MatchingService::RankInternships(
    const v1::RankInternshipsRequest& request, Call* call) const {
  BANSO_RETURN_IF_ERROR(CheckVerdicts(request, *call));
  BANSO_ASSIGN_OR_RETURN(const Page page, PageOf(request, *context_.clock));
  BANSO_ASSIGN_OR_RETURN(const auto snapshot, SnapshotAt(context_, request.min_revision(), *call));
  const auto candidate = snapshot->candidates().Find(request.candidate());
  if (candidate == nullptr) return NoSuchResource(request.candidate());
  return RankFor(*candidate, *snapshot, context_, request, page, kMostPageBytes, call);
}

absl::StatusOr<v1::BatchRankInternshipsResponse> MatchingService::BatchRankInternships(
    const v1::BatchRankInternshipsRequest& request, Call* call) const {
  BANSO_ASSIGN_OR_RETURN(const auto snapshot, SnapshotAt(context_, request.min_revision(), *call));
  Page page;
  page.as_of = AsOf(request, *context_.clock);
  page.size = NormalizePageSize(request.page_size(), kDefaultMatches, kMaxMatches);
  // What RankInternships is asked to go on from here.
  v1::RankInternshipsRequest one;
  if (request.has_as_of()) *one.mutable_as_of() = request.as_of();
  *one.mutable_verdicts() = request.verdicts();
  one.set_view(request.view());

  v1::BatchRankInternshipsResponse response;
  std::vector<v1::AuditEntry> notes;
  size_t bytes = 0;
  for (const std::string& name : request.candidates()) {
    v1::BatchRankInternshipsResponse::Result* result = response.add_results();
    result->set_candidate(name);
    const auto fail = [&](const absl::Status& status) {
      result->mutable_failure()->set_code(status.raw_code());
      result->mutable_failure()->set_message(std::string(status.message()));
    };
    const auto candidate = snapshot->candidates().Find(name);
    if (candidate == nullptr) {
      fail(NoSuchResource(name));
      continue;
    }
    if (bytes >= kMostPageBytes) {
      fail(absl::ResourceExhaustedError("the answer is full; ask again for this candidate"));
      continue;
    }
    one.set_candidate(name);
    BANSO_ASSIGN_OR_RETURN(*result->mutable_ranking(), RankFor(*candidate, *snapshot, context_, one,
                                                               page, kMostPageBytes - bytes, call));
    bytes += result->ranking().ByteSizeLong();
    v1::AuditEntry& note = notes.emplace_back(call->audit);
    note.add_subjects(name);
    *note.mutable_entry_time() = FromTime(context_.clock->Now());
    // That all of them were seen is noted as of every answer, durably and behind these.
    call->audit.clear_shown_list();
  }
  for (v1::AuditEntry& note : notes) {
    BANSO_RETURN_IF_ERROR(context_.audit_log->WriteSoon(ToAuditRow(std::move(note))));
  }
  return response;
}

absl::StatusOr<v1::SuggestNextStepsResponse> MatchingService::SuggestNextSteps(
    const v1::SuggestNextStepsRequest& request, Call* call) const {
  const absl::Time as_of = AsOf(request, *context_.clock);
  BANSO_ASSIGN_OR_RETURN(const auto snapshot, SnapshotAt(context_, request.min_revision(), *call));
  const auto candidate = snapshot->candidates().Find(request.candidate());
  if (candidate == nullptr) return NoSuchResource(request.candidate());
  // Nothing else is ELIGIBLE, and what a draft asks for is nobody's to know.
  World world;
  world.internships = ValuesOf(snapshot->internships(), IsOnOffer);
  NextStepsQuery query;
  query.as_of = as_of;
  query.limit = NormalizePageSize(request.page_size(), kDefaultSteps, kMaxSteps);
  query.cancelled = call->cancelled;
  BANSO_ASSIGN_OR_RETURN(const NextSteps steps,
                         banso::SuggestNextSteps(world, snapshot->rules(), snapshot->ranker(),
                                                 *candidate->value, query));
  v1::SuggestNextStepsResponse response;
  response.set_candidate(candidate->name());
  response.set_eligible(steps.eligible);
  if (steps.best) *response.mutable_best() = FromBestInternship(*steps.best);
  for (const NextStep& step : steps.steps) *response.add_next_steps() = FromNextStep(step);
  *response.mutable_basis() = Basis(context_, *snapshot, as_of);
  call->audit.set_revision(snapshot->revision());
  // Also that there is nothing to suggest is told of somebody.
  call->audit.add_subjects(candidate->name());
  return response;
}

absl::StatusOr<v1::RankAdvisorsResponse> MatchingService::RankAdvisors(
    const v1::RankAdvisorsRequest& request, Call* call) const {
  BANSO_RETURN_IF_ERROR(CheckVerdicts(request, *call));
  BANSO_ASSIGN_OR_RETURN(const Page page, PageOf(request, *context_.clock));
  BANSO_ASSIGN_OR_RETURN(const auto snapshot, SnapshotAt(context_, request.min_revision(), *call));
  const auto candidate = snapshot->candidates().Find(request.candidate());
  if (candidate == nullptr) return NoSuchResource(request.candidate());
  BANSO_ASSIGN_OR_RETURN(const auto rows, snapshot->ranker().RankAdvisors(
                                              *candidate->value, QueryOf(request, page, *call)));
  const RuleSet& rules = snapshot->rules().At(page.as_of);
  v1::RankAdvisorsResponse response;
  FillPage(
      rows, snapshot->advisors(), request, page, kMostPageBytes,
      [&](const Ranked<Advisor>& row) {
        return ToMatch(candidate->value->id, row.item->id, row.judgement, rules.version,
                       request.view());
      },
      &response, NoteList(*snapshot, candidate->name(), candidate->revision, page.as_of, call));
  *response.mutable_basis() = Basis(context_, *snapshot, page.as_of);
  if (WantsRemovals(request)) {
    World world;
    world.advisors = ValuesOf(snapshot->advisors(), kAll);
    BANSO_ASSIGN_OR_RETURN(const Removals removals,
                           CountAdvisorRemovals(world, snapshot->ranker(), *candidate->value,
                                                page.as_of, call->cancelled));
    *response.mutable_removals() = FromRemovals(removals);
    response.mutable_removals()->set_candidate(candidate->name());
  }
  NameRanking(context_, call, &response);
  return response;
}

absl::StatusOr<v1::RankCandidatesResponse> MatchingService::RankCandidates(
    const v1::RankCandidatesRequest& request, Call* call) const {
  BANSO_RETURN_IF_ERROR(CheckVerdicts(request, *call));
  BANSO_ASSIGN_OR_RETURN(const Page page, PageOf(request, *context_.clock));
  BANSO_ASSIGN_OR_RETURN(const auto snapshot, SnapshotAt(context_, request.min_revision(), *call));
  const RuleSet& rules = snapshot->rules().At(page.as_of);
  RankQuery query = QueryOf(request, page, *call);
  World world;
  if (WantsRemovals(request)) world.candidates = ValuesOf(snapshot->candidates(), kAll);
  v1::RankCandidatesResponse response;
  if (request.has_internship()) {
    const auto internship = snapshot->internships().Find(request.internship());
    if (internship == nullptr) return NoSuchResource(request.internship());
    const auto showings =
        context_.showings->Before(page.as_of, context_.clock->Now(), call->deadline);
    query.showings = showings.get();
    BANSO_ASSIGN_OR_RETURN(const auto rows,
                           snapshot->ranker().RankCandidates(*internship->value, query));
    FillPage(
        rows, snapshot->candidates(), request, page, kMostPageBytes,
        [&](const Ranked<Candidate>& row) {
          return ToMatch(row.item->id, internship->value->id, row.judgement,
                         BandOf(row.judgement, rules), rules.version, request.view());
        },
        &response, NoteList(*snapshot, internship->name(), internship->revision, page.as_of, call));
    if (WantsRemovals(request)) {
      BANSO_ASSIGN_OR_RETURN(const Removals removals,
                             CountCandidateRemovals(world, snapshot->ranker(), *internship->value,
                                                    page.as_of, call->cancelled));
      *response.mutable_removals() = FromRemovals(removals);
    }
  } else if (request.has_advisor()) {
    const auto advisor = snapshot->advisors().Find(request.advisor());
    if (advisor == nullptr) return NoSuchResource(request.advisor());
    BANSO_ASSIGN_OR_RETURN(const auto rows,
                           snapshot->ranker().RankCandidates(*advisor->value, query));
    FillPage(
        rows, snapshot->candidates(), request, page, kMostPageBytes,
        [&](const Ranked<Candidate>& row) {
          return ToMatch(row.item->id, advisor->value->id, row.judgement, rules.version,
                         request.view());
        },
        &response, NoteList(*snapshot, advisor->name(), advisor->revision, page.as_of, call));
    if (WantsRemovals(request)) {
      BANSO_ASSIGN_OR_RETURN(const Removals removals,
                             CountCandidateRemovals(world, snapshot->ranker(), *advisor->value,
                                                    page.as_of, call->cancelled));
      *response.mutable_removals() = FromRemovals(removals);
    }
  } else {
    return InvalidField("internship", "set internship or advisor");
  }
  *response.mutable_basis() = Basis(context_, *snapshot, page.as_of);
  NameRanking(context_, call, &response);
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
  *response.mutable_basis() = Basis(context_, *snapshot, as_of);
  return response;
}

absl::StatusOr<v1::RankBlindedCandidatesResponse> MatchingService::RankBlindedCandidates(
    const v1::RankBlindedCandidatesRequest& request, Call* call) const {
  BANSO_ASSIGN_OR_RETURN(const PageToken token, PageTokenOf(request));
  BANSO_ASSIGN_OR_RETURN(auto snapshot, SnapshotAt(context_, request.min_revision(), *call));
  BANSO_ASSIGN_OR_RETURN(const Aliases aliases, Aliases::Load(context_.keys));
  const CardQuery query = {request.internship(), &aliases, Whole(context_.clock->Now())};
  const auto showings = context_.showings->Before(query.now, query.now, call->deadline);
  const int size = NormalizePageSize(request.page_size(), kDefaultCards, kMaxCards);

  RankQuery ranking;
  ranking.as_of = query.now;
  ranking.sections.fill(false);
  ranking.sections[static_cast<int>(Verdict::kEligible)] = true;
  ranking.showings = showings.get();
  ranking.cancelled = call->cancelled;

  v1::ShownList* list = nullptr;
  std::vector<StrictRequirement> strict;
  const auto make = [&](const Snapshot& current) -> absl::StatusOr<CardPage> {
    const auto internship = current.internships().Find(query.internship);
    if (internship == nullptr) return NoSuchResource(query.internship);
    if (!ShowsCards(current, *internship)) return NotPublished(query.internship);
    const RefusedCards refused(current, query.internship);
    // As in QueryOf; those who stepped back are among the rows.
    ranking.limit = token.last_name.empty() ? size + 1 + static_cast<int>(refused.size())
                                            : std::numeric_limits<int>::max();
    BANSO_ASSIGN_OR_RETURN(auto rows, current.ranker().RankCandidates(*internship->value, ranking));
    const RuleSet& rules = current.rules().At(query.now);
    const auto entry_of = [&](const Ranked<Candidate>& row) {
      return current.candidates().Find(row.item->id.name());
    };
    const auto card_of = [&](const CandidateEntry& entry, const v1::Consent& consent) {
      return aliases.NameOf(entry.name(), ConsentKey(consent), query.internship);
    };
    // Who is not shown is taken out before anything is counted.
    std::erase_if(rows, [&](const Ranked<Candidate>& row) {
      const auto entry = entry_of(row);
      if (!IsShown(row.judgement, rules) || entry == nullptr) return true;
      const v1::Consent* consent = BlindedConsent(*entry->message, query.now);
      return consent == nullptr || refused.Has(card_of(*entry, *consent));
    });
    if (request.page_token().empty()) {
      strict = FindStrictRequirements(*internship->value,
                                      ValuesOf(current.internships(), IsOnOffer), query.now);
    }
    const Crowds crowds(current);
    const auto end = static_cast<int64_t>(rows.size());
    int64_t next = std::min(token.ordinal, end);
    if (!token.last_name.empty()) {
      const auto last = std::find_if(rows.begin(), rows.end(), [&](const Ranked<Candidate>& row) {
        const auto entry = entry_of(row);
        return card_of(*entry, *BlindedConsent(*entry->message, query.now)) == token.last_name;
      });
      if (last != rows.end()) next = last - rows.begin() + 1;
    }
    CardPage page;
    for (int i = 0; i < size && next < end; ++i, ++next) {
      page.rows.push_back(ToShownCard(current, *entry_of(rows[next]), *internship,
                                      rows[next].judgement, crowds, query));
    }
    page.end = next;
    page.more = next < end;
    call->audit.clear_shown_list();
    list = NoteList(current, query.internship, internship->revision, query.now, call);
    return page;
  };
  BANSO_ASSIGN_OR_RETURN(CardPage page,
                         ShowCards(std::move(snapshot), query, context_, *call, make));

  list->set_blinded(true);
  v1::RankBlindedCandidatesResponse response;
  for (ShownCard& row : page.rows) {
    *list->add_matches() = std::move(row.note);
    call->audit.add_subjects(row.candidate);
    *response.add_blinded_candidates() = std::move(row.card);
  }
  for (const StrictRequirement& requirement : strict) {
    *response.add_strict_requirements() = FromStrictRequirement(requirement);
  }
  if (page.more) {
    const std::string& last = response.blinded_candidates().rbegin()->name();
    response.set_next_page_token(EncodePageToken({last, page.end, 0}, request));
  }
  NameRanking(context_, call, &response);
  return response;
}

absl::StatusOr<v1::BlindedCandidate> MatchingService::GetBlindedCandidate(
    const v1::GetBlindedCandidateRequest& request, Call* call) const {
  BANSO_ASSIGN_OR_RETURN(auto snapshot, SnapshotAt(context_, request.min_revision(), *call));
  BANSO_ASSIGN_OR_RETURN(const Aliases aliases, Aliases::Load(context_.keys));
  const CardQuery query = {std::string(ParentOf(request.name())), &aliases,
                           Whole(context_.clock->Now())};
  const auto make = [&](const Snapshot& current) -> absl::StatusOr<CardPage> {
    const auto candidate = FindBlinded(context_, current, request.name(), query.now);
    if (candidate == nullptr) return NoSuchResource(request.name());
    const auto internship = current.internships().Find(query.internship);
    CardPage page;
    page.rows.push_back(ToShownCard(current, *candidate, *internship,
                                    *ShownJudgement(current, *candidate, *internship, query.now),
                                    Crowds(current), query));
    return page;
  };
  BANSO_ASSIGN_OR_RETURN(CardPage page,
                         ShowCards(std::move(snapshot), query, context_, *call, make));
  call->audit.add_subjects(page.rows.front().candidate);
  return std::move(page.rows.front().card);
}

}  // namespace banso
