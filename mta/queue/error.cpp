// The texts of the queue's errors.
#include "mta/queue/error.h"

namespace mailstead::mta::queue {
namespace {

class category final : public boost::system::error_category {
public:
    char const* name() const noexcept override { return "mailstead.queue"; }
    std::string message(int value) const override {
        switch (static_cast<errc>(value)) {
        case errc::no_space: return "insufficient system storage";
        case errc::stopped: return "the queue takes no mail";
        case errc::damaged: return "damaged message";
        case errc::not_found: return "no such message";
        case errc::missing:
            return "queue.db is missing or empty although mail was kept there: put it back, or move segments/ and queue.db-wal "
                   "away to begin with an empty queue";
        case errc::foreign: return "queue.db is not a queue";
        case errc::newer: return "queue.db was written by a later version of this program: start that one";
        case errc::in_delivery: return "the message is being delivered";
        case errc::too_many: return "too many messages at once";
        }
        return "unknown queue error";
    }
};

}  // namespace

base::error_code make_error_code(errc value) noexcept {
    static category const the_category;
    return {static_cast<int>(value), the_category};
}

}  // namespace mailstead::mta::queue
