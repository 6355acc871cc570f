// Keeps libraries from printing.
#ifndef BANSO_SERVER_QUIET_LIBRARIES_H_
#define BANSO_SERVER_QUIET_LIBRARIES_H_

namespace banso {

// What libraries print is not ours to vouch for: libprotobuf quotes broken input, and gRPC the
// addresses of peers. Where gRPC complained is kept for those who debug. May be called again.
void QuietLibraries();

}  // namespace banso

#endif  // BANSO_SERVER_QUIET_LIBRARIES_H_
