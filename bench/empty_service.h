// A service whose calls cost what every call costs: what others are measured against.
#ifndef BANSO_BENCH_EMPTY_SERVICE_H_
#define BANSO_BENCH_EMPTY_SERVICE_H_

#include "banso/v1/taxonomy_service.grpc.pb.h"
#include "grpcpp/grpcpp.h"

namespace banso::bench {

// Answers at once, on gRPC's own thread, and knows no caller.
class EmptyService final : public v1::TaxonomyService::CallbackService {
 public:
  grpc::ServerUnaryReactor* ListTaxonomies(grpc::CallbackServerContext* context,
                                           const v1::ListTaxonomiesRequest* /*request*/,
                                           v1::ListTaxonomiesResponse* /*response*/) override {
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }
};

}  // namespace banso::bench

#endif  // BANSO_BENCH_EMPTY_SERVICE_H_
