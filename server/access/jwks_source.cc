#include "server/access/jwks_source.h"

#include <fstream>
#include <thread>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "server/access/https_fetch.h"
#include "server/base/log.h"
#include "server/base/mutex.h"
#include "server/base/steady_time.h"

namespace banso {
namespace {

absl::StatusOr<std::string> ReadKeyFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text(JwkSet::kMaxBytes + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!file.is_open() || file.bad()) return absl::UnavailableError("the file cannot be read");
  text.resize(static_cast<size_t>(file.gcount()));
  return text;
}

// Reads a text again and again on a thread of its own.
class RefreshedJwks final : public JwksSource {
 public:
  using Load = std::function<absl::StatusOr<std::string>(const std::atomic<bool>& stop)>;

  // Every `interval`; after an error, or when a key is unknown, `pause` after the time before.
  RefreshedJwks(Load load, absl::Duration interval, absl::Duration pause)
      : load_(std::move(load)),
        interval_(interval),
        pause_(pause),
        current_(std::make_shared<const JwkSet>()) {}

  ~RefreshedJwks() override {
    {
      MutexLock lock(&mu_);
      stopping_ = true;
      changed_.NotifyAll();
    }
    if (thread_.joinable()) thread_.join();
  }

  // Reads the text once. Errors: those of reading and parsing.
  absl::Status Refresh() ABSL_LOCKS_EXCLUDED(mu_) {
    BANSO_ASSIGN_OR_RETURN(std::string text, load_(stopping_));
    if (text == text_) return absl::OkStatus();
    BANSO_ASSIGN_OR_RETURN(auto set, JwkSet::Parse(text));
    text_ = std::move(text);
    MutexLock lock(&mu_);
    current_ = std::move(set);
    return absl::OkStatus();
  }

  // Reads it from now on; at once if `now` is true.
  void Start(bool now) {
    thread_ = std::thread([this, now] { Run(now); });
  }

  std::shared_ptr<const JwkSet> Current() const override ABSL_LOCKS_EXCLUDED(mu_) {
    MutexLock lock(&mu_);
    return current_;
  }

  void NoteUnknownKey() override ABSL_LOCKS_EXCLUDED(mu_) {
    MutexLock lock(&mu_);
    if (asked_) return;
    asked_ = true;
    changed_.NotifyAll();
  }

 private:
  void Run(bool now) ABSL_LOCKS_EXCLUDED(mu_) {
    bool failed = false;
    absl::Time last = now ? absl::InfinitePast() : SteadyNow();
    for (;;) {
      {
        MutexLock lock(&mu_);
        for (;;) {
          if (stopping_) return;
          const absl::Time next = last + (failed || asked_ ? pause_ : interval_);
          if (SteadyNow() >= next) break;
          changed_.WaitUntil(&mu_, next);
        }
        asked_ = false;
      }
      last = SteadyNow();
      const absl::Status status = Refresh();
      if (!status.ok() && !absl::IsCancelled(status)) {
        Log(LogLevel::kWarning, "oidc_keys_delayed", {{"code", status.code()}});
      } else if (failed) {
        Log(LogLevel::kInfo, "oidc_keys_read", {{"keys", Current()->size()}});
      }
      failed = !status.ok();
    }
  }

  const Load load_;
  const absl::Duration interval_;
  const absl::Duration pause_;
  std::string text_;  // that `current_` was read from; of the thread that refreshes
  mutable Mutex mu_;
  CondVar changed_;
  std::shared_ptr<const JwkSet> current_ ABSL_GUARDED_BY(mu_);
  bool asked_ ABSL_GUARDED_BY(mu_) = false;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<JwksSource>> OpenJwksSource(const std::string& where,
                                                           JwksOptions options) {
  if (absl::StartsWith(where, "https://")) {
    if (!options.fetch) {
      options.fetch = [](const std::string& url, const std::atomic<bool>& stop) {
        return FetchHttps(url, FetchLimits{.max_bytes = JwkSet::kMaxBytes}, stop);
      };
    }
    auto source = std::make_unique<RefreshedJwks>(
        [where, fetch = std::move(options.fetch)](const std::atomic<bool>& stop) {
          return fetch(where, stop);
        },
        options.url_interval, options.url_pause);
    source->Start(/*now=*/true);
    return source;
  }
  if (absl::StrContains(where, "://")) {
    return absl::InvalidArgumentError("must be a file or begin with https://");
  }
  auto source = std::make_unique<RefreshedJwks>(
      [where](const std::atomic<bool>&) { return ReadKeyFile(where); }, options.file_interval,
      options.file_interval);
  if (const absl::Status status = source->Refresh(); !status.ok()) {
    return absl::InvalidArgumentError(absl::StrCat(where, ": ", status.message()));
  }
  source->Start(/*now=*/false);
  return source;
}

}  // namespace banso
