// End of an attempt, as rows.
#include "mta/queue/moves.h"

#include <fmt/format.h>

namespace mailstead::mta::queue {

void end_of_attempt::defer(status_row row, std::vector<std::pair<std::uint32_t, progress>> recipients) {
    deferred_ = true;
    row_ = std::move(row);
    recipients_ = std::move(recipients);
}

void end_of_attempt::report(std::unique_ptr<message> bounce, bool waits, std::string_view words) {
    told_.push_back(std::string(words) + ": " + bounce->id);
    bounces_.push_back(std::make_unique<insertion>(std::move(bounce)));
    bounces_.back()->waits = waits;
}

result<void> end_of_attempt::apply(store_db& db) {
    for (auto const& one : bounces_)
        if (auto ok = one->apply(db); !ok) return ok;
    if (!deferred_) {
        using rows = store_db::rows;
        bool const more = what_->has_status || what_->has_progress;
        return db.remove(what_->number, more ? rows::all : rows::fresh);
    }
    for (auto const& [at, how] : recipients_) {
        if (auto ok = db.set_progress(what_->number, at, how); !ok) return ok;
    }
    return db.set_status(row_);
}

void end_of_attempt::give(std::vector<std::unique_ptr<message>>& out) {
    for (auto& one : bounces_)
        if (!one->waits) out.push_back(std::move(one->what));
    bounces_.clear();
}

}  // namespace mailstead::mta::queue
