#include <curl/curl.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "server/outbox/mail_transport.h"

namespace banso {
namespace {

constexpr absl::Duration kConnectTimeout = absl::Seconds(10);

struct Upload {
  absl::string_view rest;
};

// libcurl's callbacks.
size_t GiveBytes(char* to, size_t one, size_t count, void* from) {
  auto& upload = *static_cast<Upload*>(from);
  const size_t size = std::min(one * count, upload.rest.size());
  std::memcpy(to, upload.rest.data(), size);
  upload.rest.remove_prefix(size);
  return size;
}

int IsStopped(void* stop, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<const std::atomic<bool>*>(stop)->load() ? 1 : 0;
}

// HOST of smtp://HOST:PORT/….
absl::string_view HostOf(absl::string_view url) {
  url.remove_prefix(url.find("://") + 3);
  url = url.substr(0, url.find('/'));
  if (!url.empty() && url.front() == '[') return url.substr(0, url.find(']') + 1);
  return url.substr(0, url.find(':'));
}

bool IsThisMachine(absl::string_view host) {
  return host == "localhost" || host == "[::1]" || absl::StartsWith(host, "127.");
}

class SmtpTransport final : public MailTransport {
 public:
  explicit SmtpTransport(SmtpOptions options) : options_(std::move(options)) {}

  absl::Status Send(const Mail& mail, const std::atomic<bool>& stop) override {
    static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
    const std::unique_ptr<CURL, void (*)(CURL*)> curl(curl_easy_init(), curl_easy_cleanup);
    if (ready != CURLE_OK || curl == nullptr) {
      return absl::UnavailableError("libcurl does not start");
    }
    const std::string from = absl::StrCat("<", mail.from, ">");
    const std::string to = absl::StrCat("<", mail.to, ">");
    const std::unique_ptr<curl_slist, void (*)(curl_slist*)> recipients(
        curl_slist_append(nullptr, to.c_str()), curl_slist_free_all);
    Upload upload = {mail.bytes};
    bool set = recipients != nullptr;
    const auto option = [&](CURLoption name, auto value) {
      set = set && curl_easy_setopt(curl.get(), name, value) == CURLE_OK;
    };
    option(CURLOPT_URL, options_.url.c_str());
    option(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    if (!options_.plaintext) {
      option(CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_ALL));              // NOLINT: libcurl's
      option(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));  // NOLINT: as above
      if (!options_.ca_file.empty()) option(CURLOPT_CAINFO, options_.ca_file.c_str());
    }
    if (!options_.user.empty()) {
      option(CURLOPT_USERNAME, options_.user.c_str());
      option(CURLOPT_PASSWORD, options_.password.c_str());
    }
    option(CURLOPT_NOSIGNAL, 1L);
    option(CURLOPT_CONNECTTIMEOUT_MS,
           static_cast<long>(absl::ToInt64Milliseconds(kConnectTimeout)));  // NOLINT: as above
    option(CURLOPT_TIMEOUT_MS,
           static_cast<long>(absl::ToInt64Milliseconds(options_.timeout)));  // NOLINT: as above
    option(CURLOPT_MAIL_FROM, from.c_str());
    option(CURLOPT_MAIL_RCPT, recipients.get());
    option(CURLOPT_UPLOAD, 1L);
    option(CURLOPT_READFUNCTION, &GiveBytes);
    option(CURLOPT_READDATA, static_cast<void*>(&upload));
    option(CURLOPT_NOPROGRESS, 0L);
    option(CURLOPT_XFERINFOFUNCTION, &IsStopped);
    option(CURLOPT_XFERINFODATA, const_cast<void*>(static_cast<const void*>(&stop)));
    if (!set) return absl::UnavailableError("libcurl lacks an option that is needed");

    const CURLcode result = curl_easy_perform(curl.get());
    if (result == CURLE_OK) return absl::OkStatus();
    if (stop.load()) return absl::CancelledError("stopped");
    long code = 0;  // NOLINT: as above
    curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &code);
    // A wrong password is for the operator to mend; what is refused otherwise by 5xx stays refused.
    if (code >= 500 && code <= 599 && result != CURLE_LOGIN_DENIED &&
        result != CURLE_USE_SSL_FAILED) {
      return absl::FailedPreconditionError(
          absl::StrCat("the mail server refuses the mail with ", code));
    }
    return absl::UnavailableError(
        absl::StrCat("the mail server did not take the mail: ", curl_easy_strerror(result)));
  }

 private:
  const SmtpOptions options_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<MailTransport>> OpenSmtpTransport(SmtpOptions options) {
  const bool implicit = absl::StartsWith(options.url, "smtps://");
  if (!implicit && !absl::StartsWith(options.url, "smtp://")) {
    return absl::InvalidArgumentError("the mail server must be smtp://HOST:PORT or smtps://…");
  }
  if (absl::StrContains(options.url, "@") || HostOf(options.url).empty()) {
    return absl::InvalidArgumentError(
        "the mail server must be smtp://HOST:PORT; user and password have options of their own");
  }
  if (options.plaintext && (implicit || !IsThisMachine(HostOf(options.url)))) {
    return absl::InvalidArgumentError("mail goes without TLS to this machine itself only");
  }
  if (options.user.empty() != options.password.empty()) {
    return absl::InvalidArgumentError("the mail server needs a user and a password, or neither");
  }
  return std::make_unique<SmtpTransport>(std::move(options));
}

}  // namespace banso
