#include "clients/cli/import/import_stream.h"

#include "absl/strings/str_cat.h"
#include "banso/v1/advisor_service.grpc.pb.h"
#include "banso/v1/candidate_service.grpc.pb.h"
#include "banso/v1/employer_service.grpc.pb.h"
#include "banso/v1/internship_service.grpc.pb.h"

namespace banso {
namespace {

using ::google::protobuf::Message;

template <typename Service, typename Request, typename Response>
class TypedStream : public ImportStream {
 public:
  using ReaderWriter = grpc::ClientReaderWriter<Request, Response>;
  using Method = std::unique_ptr<ReaderWriter> (Service::Stub::*)(grpc::ClientContext*);

  TypedStream(const Connection& connection, Method method, const ResourceKind& kind,
              const v1::ImportOptions& options, std::optional<absl::Duration> timeout)
      : ImportStream(kind, options), stub_(Service::NewStub(connection.channel())) {
    if (timeout.has_value()) context_.set_deadline(absl::ToChronoTime(absl::Now() + *timeout));
    connection.Prove(&context_);
    stream_ = ((*stub_).*method)(&context_);
  }

  void WritesDone() override { stream_->WritesDone(); }
  bool Read(v1::ImportOutcome* outcome) override {
    Response response;
    if (!stream_->Read(&response)) return false;
    outcome->Swap(response.mutable_outcome());
    return true;
  }
  grpc::Status Finish() override { return stream_->Finish(); }

 protected:
  bool WriteRequest(const Message& request) override {
    return stream_->Write(static_cast<const Request&>(request));
  }

 private:
  std::unique_ptr<typename Service::Stub> stub_;
  grpc::ClientContext context_;
  std::unique_ptr<ReaderWriter> stream_;
};

Message* Mutable(Message& message, const std::string& field) {
  return message.GetReflection()->MutableMessage(&message,
                                                 message.GetDescriptor()->FindFieldByName(field));
}

void SetKey(Message& request, const std::string& field, const std::string& source,
            const std::string& key) {
  Message* import_key = Mutable(request, field);
  SetString(*import_key, "source", source);
  SetString(*import_key, "key", key);
}

}  // namespace

std::unique_ptr<ImportStream> ImportStream::Open(const Connection& connection,
                                                 const ResourceKind& kind,
                                                 const v1::ImportOptions& options,
                                                 std::optional<absl::Duration> timeout) {
  if (kind.collection == "candidates") {
    return std::make_unique<TypedStream<v1::CandidateService, v1::ImportCandidatesRequest,
                                        v1::ImportCandidatesResponse>>(
        connection, &v1::CandidateService::Stub::ImportCandidates, kind, options, timeout);
  }
  if (kind.collection == "employers") {
    return std::make_unique<
        TypedStream<v1::EmployerService, v1::ImportEmployersRequest, v1::ImportEmployersResponse>>(
        connection, &v1::EmployerService::Stub::ImportEmployers, kind, options, timeout);
  }
  if (kind.collection == "internships") {
    return std::make_unique<TypedStream<v1::InternshipService, v1::ImportInternshipsRequest,
                                        v1::ImportInternshipsResponse>>(
        connection, &v1::InternshipService::Stub::ImportInternships, kind, options, timeout);
  }
  return std::make_unique<
      TypedStream<v1::AdvisorService, v1::ImportAdvisorsRequest, v1::ImportAdvisorsResponse>>(
      connection, &v1::AdvisorService::Stub::ImportAdvisors, kind, options, timeout);
}

bool ImportStream::Write(const ImportRow& row) {
  const std::unique_ptr<Message> request =
      NewContractMessage(absl::StrCat("Import", kind_.type, "sRequest"));
  if (options_.has_value()) {
    Mutable(*request, "options")->CopyFrom(*options_);
    options_.reset();
  }
  SetKey(*request, "key", row.source, row.key);
  Mutable(*request, kind_.field)->CopyFrom(*row.resource);
  if (kind_.has_parent()) {
    if (!row.employer.empty()) {
      SetString(*request, "parent", row.employer);
    } else if (!row.employer_key.empty()) {
      SetKey(*request, "parent_key", row.employer_source, row.employer_key);
    }
  }
  return WriteRequest(*request);
}

}  // namespace banso
