#include "clients/cli/console.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <iostream>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace banso {

Console::Console(const Options& options)
    : options_(options), error_is_terminal_(isatty(STDERR_FILENO) != 0) {
  const bool terminal = isatty(STDOUT_FILENO) != 0;
  switch (options.color) {
    case Options::Color::kAlways:
      colored_ = true;
      break;
    case Options::Color::kNever:
      break;
    case Options::Color::kAuto:
      colored_ = terminal && std::getenv("NO_COLOR") == nullptr;
      break;
  }
  winsize size{};
  if (terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) width_ = size.ws_col;
}

void Console::Print(absl::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

void Console::Complain(absl::string_view line) {
  const std::string text = absl::StrCat(line, "\n");
  std::fwrite(text.data(), 1, text.size(), stderr);
}

std::string Console::Bold(absl::string_view text) const {
  return absl::StrCat(heading_style(), text, style_end());
}

bool Console::Confirm(absl::string_view question) {
  std::string answer = Ask(absl::StrCat(question, " [y/N]")).value_or("");
  absl::AsciiStrToLower(&answer);
  return answer == "y" || answer == "yes" || answer == "はい";
}

std::optional<std::string> Console::Ask(absl::string_view question) {
  if (isatty(STDIN_FILENO) == 0) return std::nullopt;
  std::fprintf(stderr, "%s ", std::string(question).c_str());
  std::string answer;
  if (!std::getline(std::cin, answer)) return std::nullopt;
  return std::string(absl::StripAsciiWhitespace(answer));
}

ProgressBar::ProgressBar(const Console& console, int64_t total)
    : shown_(console.error_is_terminal() && total > 0), total_(total) {}

ProgressBar::~ProgressBar() { Clear(); }

void ProgressBar::Update(int64_t done) {
  if (!shown_) return;
  constexpr int kCells = 30;
  const int cells = static_cast<int>(done * kCells / total_);
  const int64_t percent = done * 100 / total_;
  if (cells == last_cells_ && percent == last_percent_) return;
  last_cells_ = cells;
  last_percent_ = percent;
  std::fprintf(stderr, "\r[%s%s] %3d%%  %lld/%lld", std::string(cells, '#').c_str(),
               std::string(kCells - cells, '-').c_str(), static_cast<int>(percent),
               static_cast<long long>(done), static_cast<long long>(total_));
  std::fflush(stderr);
}

void ProgressBar::Clear() {
  if (!shown_ || last_cells_ < 0) return;
  std::fprintf(stderr, "\r\033[K");
  last_cells_ = -1;
}

}  // namespace banso
