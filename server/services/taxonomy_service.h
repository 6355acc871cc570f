// TaxonomyService.
#ifndef BANSO_SERVER_SERVICES_TAXONOMY_SERVICE_H_
#define BANSO_SERVER_SERVICES_TAXONOMY_SERVICE_H_

#include <vector>

#include "absl/status/statusor.h"
#include "banso/v1/taxonomy_service.pb.h"
#include "server/services/rpc_service.h"
#include "server/services/service_context.h"
#include "server/services/writer.h"

namespace banso {

class TaxonomyService final : public RpcService {
 public:
  // `context` outlives the service.
  explicit TaxonomyService(const ServiceContext* context);

 private:
  absl::StatusOr<v1::ListTaxonomiesResponse> List(const v1::ListTaxonomiesRequest& request) const;
  absl::StatusOr<v1::LookupTermsResponse> Lookup(const v1::LookupTermsRequest& request) const;
  absl::StatusOr<v1::SuggestTermsResponse> Suggest(const v1::SuggestTermsRequest& request) const;
  absl::StatusOr<v1::ImportTaxonomyResponse> Import(std::vector<StreamRow> rows, Call* call) const;

  const ServiceContext& context_;
  const Writer writer_;
};

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_TAXONOMY_SERVICE_H_
