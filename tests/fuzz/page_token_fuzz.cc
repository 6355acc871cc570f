// Page tokens: whatever is read was written for this very request.
#include <string>

#include "banso/v1/access_service.pb.h"
#include "server/convert/page_token.h"
#include "tests/fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace banso;  // NOLINT(google-build-using-namespace): the one function of the program
  absl::string_view text = InputText(data, size);
  v1::ListTokensRequest request;
  request.set_parent("principals/a");
  if (const auto token = DecodePageToken(text, request); token.ok()) {
    const auto again = DecodePageToken(EncodePageToken(*token, request), request);
    BANSO_PROMISE(again.ok() && *again == *token);
  }

  // The same text as what a server might put into a token.
  PageToken token;
  token.ordinal = static_cast<int64_t>(TakeByte(&text)) << (TakeByte(&text) % 56);
  token.as_of_micros = -(static_cast<int64_t>(TakeByte(&text)) << (TakeByte(&text) % 56));
  token.last_name = std::string(text);
  const std::string encoded = EncodePageToken(token, request);
  const auto decoded = DecodePageToken(encoded, request);
  BANSO_PROMISE(decoded.ok() && *decoded == token);
  v1::ListTokensRequest other = request;
  other.set_filter("label:*");
  BANSO_PROMISE(!DecodePageToken(encoded, other).ok());
  BANSO_PROMISE(!DecodePageToken(encoded, v1::ListPrincipalsRequest()).ok());
  if (!encoded.empty()) {
    std::string changed = encoded;
    char& c = changed[size % changed.size()];
    c = c == 'A' ? 'B' : 'A';
    // The last character may hold bits that belong to no byte.
    const auto misread = DecodePageToken(changed, request);
    BANSO_PROMISE(!misread.ok() || *misread == token);
  }
  return 0;
}
