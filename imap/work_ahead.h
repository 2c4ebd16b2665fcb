// A row of pieces of work, wanted one after the other: helpers do the next ones while a session is busy with what it has.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

#include "imap/shared_work.h"

namespace mailstead::imap {

class work_ahead {
public:
    // `work` does piece n, from 0 to `count` - 1, each once, on any thread; it owns or shares all it needs, as a helper may still
    // be at work when this is gone. At most `window` pieces are begun ahead of the one wanted. `with` may be empty.
    work_ahead(std::size_t count, std::size_t window, std::function<void(std::size_t)> work, helpers with);
    ~work_ahead();
    work_ahead(work_ahead const&) = delete;

    // Returns when that piece is done; n ascends. Blocks, unless it has been done. Rethrows what the work threw here.
    void reach(std::size_t n);
    // `is_cheap` is asked, if nobody has begun that piece: true, it is done, by what was asked. Never blocks.
    bool is_done(std::size_t n, std::function<bool()> const& is_cheap);

private:
    struct state;
    std::shared_ptr<state> const all_;
    helpers const with_;
};

}  // namespace mailstead::imap
