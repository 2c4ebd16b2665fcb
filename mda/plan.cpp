// virtual(8): the lookup has named the mailbox already.
#include "mda/plan.h"

namespace mailstead::mda {

plan plan_for_virtual(recipient const& whom) {
    plan out;
    out.mailboxes.push_back(mailbox_target{whom.user, 0});
    return out;
}

}  // namespace mailstead::mda
