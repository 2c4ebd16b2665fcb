#include "mta/queue/reply_for.h"

#include "mta/queue/error.h"
#include "net/error.h"

namespace mailstead::mta::queue {

smtp::reply reply_for(base::error_code const& error) {
    namespace errors = boost::system::errc;
    smtp::reply answer;
    answer.code = 451;
    answer.enhanced = "4.3.0";
    answer.text = "Error: queue file write error";
    bool const full = error == errors::no_space_on_device || error == errc::no_space ||
                      error == errc::too_many || error == base::from_errno(EDQUOT);
    if (full) {
        answer.code = 452;
        answer.enhanced = "4.3.1";
        answer.text = "Insufficient system storage";
    } else if (error == net::errc::busy || error == net::errc::stopping) {
        answer.enhanced = "4.3.2";
        answer.text = "Error: system busy, try again later";
    }
    return answer;
}

}  // namespace mailstead::mta::queue
