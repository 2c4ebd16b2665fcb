// One post for every batch.
#include "lmtp/completions.h"

#include <utility>

#include <boost/asio/post.hpp>

namespace mailstead::lmtp {

void completions::add(completion one) {
    bool first = false;
    {
        std::lock_guard const lock(mutex_);
        first = arrived_.empty();
        arrived_.push_back(std::move(one));
    }
    if (first) boost::asio::post(home_, [self = shared_from_this()] { self->drain(); });
}

void completions::drain() {
    std::vector<completion> batch;
    {
        std::lock_guard const lock(mutex_);
        batch.swap(arrived_);
    }
    if (receive_) receive_(std::move(batch));
}

}  // namespace mailstead::lmtp
