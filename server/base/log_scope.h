// What the log lines of one call have in common.
#ifndef BANSO_SERVER_BASE_LOG_SCOPE_H_
#define BANSO_SERVER_BASE_LOG_SCOPE_H_

#include <string>

namespace banso {

// While it lives, every line that its thread logs ends with the field `call`, so that the lines of
// a call can be found together. Scopes nest; the innermost counts. `call_id` is a code as LogCode
// has it, and outlives the scope.
class LogScope {
 public:
  explicit LogScope(const std::string& call_id);
  ~LogScope();
  LogScope(const LogScope&) = delete;
  LogScope& operator=(const LogScope&) = delete;

 private:
  const std::string* const outer_;
};

}  // namespace banso

#endif  // BANSO_SERVER_BASE_LOG_SCOPE_H_
