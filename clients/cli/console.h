// Where the command line writes, and in which language and colours.
#ifndef BANSO_CLIENTS_CLI_CONSOLE_H_
#define BANSO_CLIENTS_CLI_CONSOLE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "absl/strings/substitute.h"
#include "clients/cli/language.h"

namespace banso {

// What the program ends with.
enum class ExitCode {
  kOk = 0,
  kFailed = 1,       // Refused by the server, or failed.
  kUsage = 2,        // The command line or a file given to it is wrong.
  kRowsRefused = 3,  // Some rows of an import were refused; the others were imported.
  kUnreachable = 4,  // No server answered.
};

// Writes results to standard output, and all else to standard error. For one thread at a time.
class Console {
 public:
  struct Options {
    UiLanguage language = UiLanguage::kEn;
    bool json = false;
    enum class Color { kAuto, kNever, kAlways } color = Color::kAuto;
  };

  explicit Console(const Options& options);

  UiLanguage language() const { return options_.language; }
  bool json() const { return options_.json; }
  // Columns of the terminal behind standard output; 0 if it is not one.
  int width() const { return width_; }
  bool error_is_terminal() const { return error_is_terminal_; }

  // Writes to standard output.
  void Print(absl::string_view text);
  // Writes a line to standard error.
  void Complain(absl::string_view line);

  // `phrase` in the chosen language with its places filled.
  template <typename... Args>
  std::string Say(const Phrase& phrase, const Args&... args) const {
    return absl::Substitute(phrase.In(options_.language), args...);
  }

  // `text` in bold, or in a colour, if standard output shows colours.
  std::string Bold(absl::string_view text) const;
  std::string heading_style() const { return colored_ ? "\033[1m" : ""; }
  std::string style_end() const { return colored_ ? "\033[0m" : ""; }

  // Asks a yes-or-no question on standard error and reads the answer from standard input. False if
  // standard input is not a terminal.
  bool Confirm(absl::string_view question);
  // Asks for a line on standard error and reads it from standard input, without spaces around it.
  // Nothing if standard input is not a terminal, or ends.
  std::optional<std::string> Ask(absl::string_view question);

 private:
  Options options_;
  bool colored_ = false;
  bool error_is_terminal_ = false;
  int width_ = 0;
};

// A bar on standard error that is redrawn in place. Draws nothing if standard error is not a
// terminal. For one thread at a time.
class ProgressBar {
 public:
  // `total` is how many steps there are.
  ProgressBar(const Console& console, int64_t total);
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  void Update(int64_t done);
  // Removes the bar so that a line can be written.
  void Clear();

 private:
  const bool shown_;
  const int64_t total_;
  int last_cells_ = -1;
  int64_t last_percent_ = -1;
};

}  // namespace banso

#endif  // BANSO_CLIENTS_CLI_CONSOLE_H_
