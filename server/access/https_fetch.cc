#include "server/access/https_fetch.h"

#include <curl/curl.h>

#include <memory>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace banso {
namespace {

constexpr absl::Duration kConnectTimeout = absl::Seconds(5);
constexpr long kOk = 200;  // NOLINT(google-runtime-int): the type that libcurl takes

struct Answer {
  std::string text;
  size_t max_bytes = 0;
};

// libcurl's callbacks. Another count than the one given, or a number that is not 0, ends the
// transfer.
size_t TakeBytes(char* bytes, size_t /*one*/, size_t count, void* to) {
  auto& answer = *static_cast<Answer*>(to);
  if (count > answer.max_bytes - answer.text.size()) return 0;
  answer.text.append(bytes, count);
  return count;
}

int IsStopped(void* stop, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<const std::atomic<bool>*>(stop)->load() ? 1 : 0;
}

}  // namespace

absl::StatusOr<std::string> FetchHttps(const std::string& url, const FetchLimits& limits,
                                       const std::atomic<bool>& stop) {
  if (!absl::StartsWith(url, "https://")) {
    return absl::InvalidArgumentError("only https:// is read");
  }
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  const std::unique_ptr<CURL, void (*)(CURL*)> curl(curl_easy_init(), curl_easy_cleanup);
  if (ready != CURLE_OK || curl == nullptr) return absl::UnavailableError("libcurl does not start");
  Answer answer;
  answer.max_bytes = limits.max_bytes;
  bool set = true;
  const auto option = [&](CURLoption name, auto value) {
    set = set && curl_easy_setopt(curl.get(), name, value) == CURLE_OK;
  };
  option(CURLOPT_URL, url.c_str());
  option(CURLOPT_PROTOCOLS_STR, "https");
  option(CURLOPT_FOLLOWLOCATION, 0L);
  option(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));  // NOLINT: as above
  option(CURLOPT_NOSIGNAL, 1L);
  option(CURLOPT_CONNECTTIMEOUT_MS,
         static_cast<long>(absl::ToInt64Milliseconds(kConnectTimeout)));  // NOLINT: as above
  option(CURLOPT_TIMEOUT_MS,
         static_cast<long>(absl::ToInt64Milliseconds(limits.timeout)));  // NOLINT: as above
  option(CURLOPT_WRITEFUNCTION, &TakeBytes);
  option(CURLOPT_WRITEDATA, static_cast<void*>(&answer));
  option(CURLOPT_NOPROGRESS, 0L);
  option(CURLOPT_XFERINFOFUNCTION, &IsStopped);
  option(CURLOPT_XFERINFODATA, const_cast<void*>(static_cast<const void*>(&stop)));
  if (!limits.ca_file.empty()) option(CURLOPT_CAINFO, limits.ca_file.c_str());
  if (!set) return absl::UnavailableError("libcurl lacks an option that is needed");

  const CURLcode result = curl_easy_perform(curl.get());
  if (stop.load()) return absl::CancelledError("stopped");
  if (result != CURLE_OK) {
    return absl::UnavailableError(
        absl::StrCat("the URL cannot be read: ", curl_easy_strerror(result)));
  }
  long code = 0;  // NOLINT: as above
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &code);
  if (code != kOk) return absl::UnavailableError(absl::StrCat("the URL answers with ", code));
  return std::move(answer.text);
}

}  // namespace banso
