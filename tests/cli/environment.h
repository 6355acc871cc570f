// The environment of a test's own.
#ifndef BANSO_TESTS_CLI_ENVIRONMENT_H_
#define BANSO_TESTS_CLI_ENVIRONMENT_H_

#include <cstdlib>
#include <map>
#include <optional>
#include <string>

namespace banso {

// Changes variables and puts them back at the end. For one thread at a time.
class Environment {
 public:
  Environment() = default;
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;
  ~Environment() {
    for (const auto& [variable, value] : before_) Put(variable, value);
  }

  // Nothing unsets the variable.
  void Set(const std::string& variable, const std::optional<std::string>& value) {
    const char* now = getenv(variable.c_str());
    before_.try_emplace(variable,
                        now == nullptr ? std::nullopt : std::make_optional<std::string>(now));
    Put(variable, value);
  }

 private:
  static void Put(const std::string& variable, const std::optional<std::string>& value) {
    if (value.has_value()) {
      setenv(variable.c_str(), value->c_str(), 1);
    } else {
      unsetenv(variable.c_str());
    }
  }

  std::map<std::string, std::optional<std::string>> before_;
};

}  // namespace banso

#endif  // BANSO_TESTS_CLI_ENVIRONMENT_H_
