// The socketpair between the master and a role's process: small messages with descriptors. Blocking; the peer's end is
// the signal that the other process is gone.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/fs.h"
#include "server/role.h"

namespace mailstead::server {

struct message {
    char kind = 0;                              // 'R' reload, 'C' certificates, 'S' stop, 'K' ready, 'F' failed (payload: why)
    std::string payload;
    std::vector<base::unique_fd> descriptors;
};

class channel {
public:
    explicit channel(base::unique_fd fd) noexcept : fd_(std::move(fd)) {}
    static std::pair<channel, channel> pair();    // throws std::system_error
    int fd() const noexcept { return fd_.get(); }
    // False: the peer is gone.
    bool send(char kind, std::string_view payload, std::vector<int> const& descriptors = {});
    // Absent: the peer is gone.
    std::optional<message> receive();

private:
    base::unique_fd fd_;
};

// What goes with a reload, in a sealed file (server/sealed.h) that is the first descriptor: what the master read for the role,
// and which sockets the other descriptors are.
struct reload_payload {
    server::secrets secrets;
    std::vector<std::string> keys;    // of the descriptors, in order
};
std::string print(reload_payload const&);
std::optional<reload_payload> parse_reload(std::string_view text);

}  // namespace mailstead::server
