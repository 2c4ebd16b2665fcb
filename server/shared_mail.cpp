#include "server/shared_mail.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>

#include "store/error.h"

namespace mailstead::server {

store::result<std::shared_ptr<store::account>> shared_mail::open(std::string const& owner) {
    auto const found = boost::asio::co_spawn(home_, of_.find(owner), boost::asio::use_future).get();
    if (!found) return found.error();
    // Another spelling, or an address with an extension, has not been given anything.
    if (!*found || (*found)->account != owner || (*found)->is_file) return make_error_code(store::errc::no_mailbox);
    return with_.open(**found);
}

}  // namespace mailstead::server
