// The category of net::errc.
#include "net/error.h"

namespace mailstead::net {
namespace {

class net_category final : public boost::system::error_category {
public:
    char const* name() const noexcept override { return "mailstead.net"; }

    std::string message(int code) const override {
        switch (static_cast<errc>(code)) {
        case errc::closed: return "connection closed";
        case errc::timed_out: return "timed out";
        case errc::stopping: return "the server is stopping";
        case errc::busy: return "too busy";
        case errc::tls_failed: return "TLS failed";
        case errc::not_found: return "name not found";
        case errc::dns_failed: return "name lookup failed";
        }
        return "unknown network error";
    }

    bool equivalent(int code, boost::system::error_condition const& condition) const noexcept override {
        return code == static_cast<int>(errc::not_found) && condition == make_error_condition(base::severity::permanent);
    }
};

}  // namespace

base::error_code make_error_code(errc code) noexcept {
    static net_category const category;
    return {static_cast<int>(code), category};
}

}  // namespace mailstead::net
