// Sends one message by SMTP, for smtp_test.py. Reads from standard input, a line each: url,
// ca_file, user, password, "plaintext" or "tls", seconds to wait, id, from, to. Prints the code of
// the status and its message.
#include <atomic>
#include <iostream>
#include <string>
#include <vector>

#include "server/outbox/mail_transport.h"
#include "server/outbox/rendering.h"

namespace banso {
namespace {

int Run() {
  std::vector<std::string> lines;
  for (std::string line; std::getline(std::cin, line);) lines.push_back(line);
  if (lines.size() != 9) return 64;
  const auto transport = OpenSmtpTransport({.url = lines[0],
                                            .plaintext = lines[4] == "plaintext",
                                            .ca_file = lines[1],
                                            .user = lines[2],
                                            .password = lines[3],
                                            .timeout = absl::Seconds(std::stoi(lines[5]))});
  const auto message =
      Render(MessageTemplate::kSessionConfirmed,
             {{MessageField::kStart, TimeValue(absl::FromUnixSeconds(1'804'298'400))},
              {MessageField::kEnd, TimeValue(absl::FromUnixSeconds(1'804'302'000))},
              {MessageField::kSession, "sessions/s1"},
              {MessageField::kSequence, "3"},
              {MessageField::kCalendar, "sessions/s1"}},
             {.programme_may_be_named = true, .change_time = absl::FromUnixSeconds(1'800'000'000)});
  if (!transport.ok() || !message.ok()) return 65;
  const auto mail =
      WriteMail(lines[6], lines[7], lines[8], *message, absl::FromUnixSeconds(1'800'000'000));
  if (!mail.ok()) return 66;
  const std::atomic<bool> stop = false;
  const absl::Status status = (*transport)->Send(*mail, stop);
  std::cout << absl::StatusCodeToString(status.code()) << " " << status.message() << "\n";
  return 0;
}

}  // namespace
}  // namespace banso

int main() { return banso::Run(); }
