// The role exec: the only process that may start other programs (design: processes). Its process and its identity are
// in place; no service of this version hands it a command, so it takes none.
#include "server/role.h"

namespace mailstead::server {
namespace {

class role_exec final : public role {
public:
    void start(runtime&, configuration_ptr, std::vector<service_socket>, std::map<std::string, base::unique_fd>) override {}
    void reload(configuration_ptr, std::vector<service_socket>, std::map<std::string, base::unique_fd>) override {}
    bool stop(std::chrono::milliseconds) override { return true; }
};

}  // namespace

std::unique_ptr<role> make_exec_role(board&) { return std::make_unique<role_exec>(); }

}  // namespace mailstead::server
