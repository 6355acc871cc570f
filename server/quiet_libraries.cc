#include "server/quiet_libraries.h"

#include "absl/strings/string_view.h"
#include "google/protobuf/stubs/logging.h"
#include "grpc/support/log.h"
#include "server/base/log.h"

namespace banso {

void QuietLibraries() {
  google::protobuf::SetLogHandler(nullptr);
  gpr_set_log_function([](gpr_log_func_args* args) {
    absl::string_view file = args->file;
    file.remove_prefix(file.rfind('/') + 1);
    Log(LogLevel::kDebug, "grpc", {{"file", LogCode(file)}, {"line", args->line}});
  });
}

}  // namespace banso
