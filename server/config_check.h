// What can be found wrong with options before a server is started with them.
#ifndef BANSO_SERVER_CONFIG_CHECK_H_
#define BANSO_SERVER_CONFIG_CHECK_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "server/options.h"

namespace banso {

// What ConfigProblems does not look at, for people.
inline constexpr char kNotChecked[] =
    "whether the addresses are free, and whether the database, the mail server and the issuer's "
    "URL "
    "answer";

// Returns everything that is wrong with the options and the files that they name, a line each,
// which begins with the option: options that do not fit together; certificates and keys that cannot
// be read, do not match or have expired; rules, OpenID keys, passwords and master keys that cannot
// be read; folders that nobody could write to; a store that is none. Makes nothing and asks no
// other machine.
std::vector<std::string> ConfigProblems(const Options& options, absl::Time now);

}  // namespace banso

#endif  // BANSO_SERVER_CONFIG_CHECK_H_
