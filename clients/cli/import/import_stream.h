// The bidirectional streams on which rows go out and outcomes come back.
#ifndef BANSO_CLIENTS_CLI_IMPORT_IMPORT_STREAM_H_
#define BANSO_CLIENTS_CLI_IMPORT_IMPORT_STREAM_H_

#include <memory>
#include <optional>

#include "absl/time/time.h"
#include "banso/v1/import.pb.h"
#include "clients/cli/connection.h"
#include "clients/cli/import/import_file.h"
#include "clients/cli/resource_kind.h"

namespace banso {

// One import of one kind. One thread may write while another reads.
class ImportStream {
 public:
  // Opens the Import method of the kind. `timeout` is how long all of it may take; nothing means
  // without limit. `connection` must outlive the stream.
  static std::unique_ptr<ImportStream> Open(const Connection& connection, const ResourceKind& kind,
                                            const v1::ImportOptions& options,
                                            std::optional<absl::Duration> timeout);
  virtual ~ImportStream() = default;

  // Sends a row that has no problems. False if the stream is broken; Finish says why.
  bool Write(const ImportRow& row);
  // Says that no row follows.
  virtual void WritesDone() = 0;
  // Waits for the next outcome. False if there is none.
  virtual bool Read(v1::ImportOutcome* outcome) = 0;
  // After the last Read.
  virtual grpc::Status Finish() = 0;

 protected:
  explicit ImportStream(const ResourceKind& kind, const v1::ImportOptions& options)
      : kind_(kind), options_(options) {}
  virtual bool WriteRequest(const google::protobuf::Message& request) = 0;

 private:
  const ResourceKind& kind_;
  std::optional<v1::ImportOptions> options_;  // Until the first row has gone.
};

}  // namespace banso

#endif  // BANSO_CLIENTS_CLI_IMPORT_IMPORT_STREAM_H_
