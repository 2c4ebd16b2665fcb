// virtual(8): the lookup has named the mailbox already.
#include "mda/plan.h"

namespace mailstead::mda {

plan plan_for_virtual(store::owner whose) {
    plan out;
    out.mailboxes.push_back(mailbox_target{std::move(whose), 0});
    return out;
}

}  // namespace mailstead::mda
