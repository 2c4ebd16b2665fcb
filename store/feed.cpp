// Publishing views: a pointer behind a lock of a few nanoseconds, which TSan understands.
#include "store/feed.h"

#include <algorithm>

namespace mailstead::store {

view feed::now() const {
    std::lock_guard const hold(view_lock_);
    return view_;
}

void feed::replace(view next) {
    std::lock_guard const hold(view_lock_);
    view_.swap(next);
}

void feed::publish(view next) {
    replace(std::move(next));
    std::lock_guard const hold(listeners_lock_);
    for (auto* who : listeners_) who->changed();
}

void feed::end() {
    std::lock_guard const hold(listeners_lock_);
    ended_ = true;
    for (auto* who : listeners_) who->gone();
}

void feed::listen(listener& who) {
    std::lock_guard const hold(listeners_lock_);
    listeners_.push_back(&who);
    if (ended_) who.gone();
}

void feed::unlisten(listener& who) {
    std::lock_guard const hold(listeners_lock_);
    std::erase(listeners_, &who);
}

bool feed::has_listeners() const {
    std::lock_guard const hold(listeners_lock_);
    return !listeners_.empty();
}

}  // namespace mailstead::store
