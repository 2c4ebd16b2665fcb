#include "store/notices.h"

#include <algorithm>

namespace mailstead::store {

void notices::listen(notice_listener& who) {
    std::lock_guard const hold(lock_);
    listeners_.push_back(&who);
}

void notices::unlisten(notice_listener& who) {
    std::lock_guard const hold(lock_);
    std::erase(listeners_, &who);
}

void notices::tell(notice const& what) const {
    std::lock_guard const hold(lock_);
    for (auto* who : listeners_) who->happened(what);
}

std::shared_ptr<notices> notice_board::of(std::string_view account) {
    std::lock_guard const hold(lock_);
    auto const at = accounts_.find(account);
    if (at != accounts_.end()) {
        if (auto known = at->second.lock()) return known;
    }
    std::erase_if(accounts_, [](auto const& each) { return each.second.expired(); });
    auto made = std::make_shared<notices>();
    accounts_.insert_or_assign(std::string(account), made);
    return made;
}

}  // namespace mailstead::store
