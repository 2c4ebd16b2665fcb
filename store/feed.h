// The current view of one mailbox and those who want to hear of changes. Thread-safe, never touches the disk.
#pragma once

#include <mutex>
#include <vector>

#include "store/mailbox.h"
#include "store/snapshot.h"

namespace mailstead::store {

class feed {
public:
    explicit feed(view first) : view_(std::move(first)) {}

    view now() const;
    // Makes `next` the current view and tells every listener, on the caller's thread.
    void publish(view next);
    void listen(listener&);
    // There will be no more views: tells every listener, also who comes later, that the mailbox is gone.
    void end();
    // As publish(), for a view with nothing in it that a session tells its client: nobody is woken.
    void replace(view next);
    // When it returns, `who` is not being called and will not be.
    void unlisten(listener& who);
    bool has_listeners() const;

private:
    mutable std::mutex view_lock_;
    view view_;
    mutable std::mutex listeners_lock_;  // held while listeners are told: they may only post
    std::vector<listener*> listeners_;
    bool ended_ = false;
};

}  // namespace mailstead::store
