// Who is calling, once it is proven.
#ifndef BANSO_SERVER_ACCESS_CALLER_H_
#define BANSO_SERVER_ACCESS_CALLER_H_

#include <string>

#include "banso/v1/options.pb.h"

namespace banso {

// A caller without proof has the role PUBLIC and no names.
struct Caller {
  v1::Access::Role role = v1::Access::PUBLIC;
  std::string principal;  // resource name
  std::string token;      // resource name of the token that was sent; empty: other proof
  // Whom the caller is or speaks for, by role; resource names.
  std::string candidate;
  std::string advisor;
  std::string employer;

  friend bool operator==(const Caller&, const Caller&) = default;
};

// The server's own jobs; JobCall names them for the audit log.
inline Caller SystemCaller() {
  Caller caller;
  caller.role = v1::Access::SYSTEM;
  return caller;
}

}  // namespace banso

#endif  // BANSO_SERVER_ACCESS_CALLER_H_
