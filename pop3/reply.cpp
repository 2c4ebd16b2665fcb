// See reply.h.
#include "pop3/reply.h"

#include "store/error.h"

namespace mailstead::pop3 {

std::string_view err_for(base::error_code const& why) noexcept {
    if (why == store::errc::in_use) return "-ERR [IN-USE] the maildrop is in use by another session";
    if (why == store::errc::gone) return "-ERR the message is not there any more";
    if (base::is_temporary(why)) return "-ERR [SYS/TEMP] temporary trouble, try again later";
    return "-ERR [SYS/PERM] the maildrop cannot be used";
}

}  // namespace mailstead::pop3
