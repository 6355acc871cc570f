// MatchingService.
#ifndef BANSO_SERVER_SERVICES_MATCHING_SERVICE_H_
#define BANSO_SERVER_SERVICES_MATCHING_SERVICE_H_

#include "absl/status/statusor.h"
#include "banso/v1/matching_service.pb.h"
#include "server/services/call.h"
#include "server/services/rpc_service.h"
#include "server/services/service_context.h"

namespace banso {

// Ranks and explains over the catalog's snapshot. Only cards that an employer is shown are
// recorded, each once a day, before they leave.
class MatchingService final : public RpcService {
 public:
  // Both outlive the service; the hub wakes its streams.
  MatchingService(const ServiceContext* context, WatchHub* hub);

 private:
  absl::StatusOr<v1::RankInternshipsResponse> RankInternships(
      const v1::RankInternshipsRequest& request, Call* call) const;
  absl::StatusOr<v1::BatchRankInternshipsResponse> BatchRankInternships(
      const v1::BatchRankInternshipsRequest& request, Call* call) const;
  absl::StatusOr<v1::SuggestNextStepsResponse> SuggestNextSteps(
      const v1::SuggestNextStepsRequest& request, Call* call) const;
  absl::StatusOr<v1::RankAdvisorsResponse> RankAdvisors(const v1::RankAdvisorsRequest& request,
                                                        Call* call) const;
  absl::StatusOr<v1::RankCandidatesResponse> RankCandidates(
      const v1::RankCandidatesRequest& request, Call* call) const;
  absl::StatusOr<v1::ExplainMatchResponse> ExplainMatch(const v1::ExplainMatchRequest& request,
                                                        Call* call) const;
  absl::StatusOr<v1::RankBlindedCandidatesResponse> RankBlindedCandidates(
      const v1::RankBlindedCandidatesRequest& request, Call* call) const;
  absl::StatusOr<v1::BlindedCandidate> GetBlindedCandidate(
      const v1::GetBlindedCandidateRequest& request, Call* call) const;

  // Binds a stream about a ranking; see RankingWatcher.
  template <typename Request, typename Rank, typename Response, typename Row>
  void WatchRanking(absl::string_view method, WatchHub* hub, Rank rank,
                    google::protobuf::RepeatedPtrField<Row>* (Response::*rows)());
  // The cards that a stream watches, whole, as they are from `at_least` on.
  absl::StatusOr<v1::WatchBlindedCandidatesResponse> CardsOf(
      const v1::WatchBlindedCandidatesRequest& request, Revision at_least, Call* call) const;

  const ServiceContext& context_;
};

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_MATCHING_SERVICE_H_
