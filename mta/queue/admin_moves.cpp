#include "mta/queue/admin_moves.h"

#include "mta/queue/envelope_blob.h"

namespace mailstead::mta::queue {

result<std::vector<extent>> move_stored(store_db& db, admin_move move, std::uint64_t number, std::int64_t now) {
    std::vector<extent> freed;
    auto const row = db.find(number);
    if (!row) return row.error();
    if (!*row) return errc::not_found;
    auto const where = (*row)->status ? (*row)->status->state : state::active;
    if (where == state::active) return errc::in_delivery;
    result<void> done;
    switch (move) {
    case admin_move::hold: done = db.hold(number); break;
    case admin_move::release: done = db.release(number, now); break;
    case admin_move::expire: done = db.expire(number, now); break;
    case admin_move::remove:
        done = db.remove(number, store_db::rows::all);
        // Extents that cannot be read were never marked as in use.
        if (auto extents = decode_extents((*row)->extents)) freed = std::move(*extents);
        break;
    }
    if (!done) return done.error();
    return freed;
}

}  // namespace mailstead::mta::queue
