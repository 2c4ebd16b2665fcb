// The authentication servers of others (smtpd_sasl_type = dovecot and its twins): one client per socket and worker.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "net/auth_client.h"
#include "server/front.h"

namespace mailstead::server {

// What a service's "<prefix>_sasl_type" and "_sasl_path" name: the path of a socket; empty: the built-in server. A relative
// path lies below queue_directory. What is neither cyrus nor dovecot is told in the log, and means the built-in one.
std::string foreign_auth_socket(std::string_view prefix, conf::settings const& values);

// From outside the workers, as all members.
class foreign_auth {
public:
    // Both outlive it.
    foreign_auth(runtime& where, front& background);
    ~foreign_auth();
    foreign_auth(foreign_auth const&) = delete;

    // Who authenticates the clients of a service: `own`, or the foreign server that it names, which is connected to from now
    // on. Accounts are found by `own` in any case. Lives as long as this object.
    net::authenticator& of(std::string_view prefix, conf::settings const& values, std::size_t worker, net::authenticator& own);
    void stop();
    void destroy();    // once the background has ended

private:
    class divided;
    runtime& runtime_;
    front& front_;
    std::map<std::string, std::vector<std::unique_ptr<divided>>> by_socket_;    // then by worker
};

}  // namespace mailstead::server
