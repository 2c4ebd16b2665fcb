#include "mta/queue/flush_site.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/log.h"
#include "mta/queue/envelope_blob.h"
#include "mta/queue/moves.h"
#include "mta/queue/queue_id.h"

namespace mailstead::mta::queue {
namespace {

constexpr std::size_t page_size = 250;    // messages: short enough not to hold up the writer

// It waits, and somebody at the site still has to get it.
bool is_for(stored_message const& what, std::string_view site) {
    if (!what.status || what.status->state != state::deferred) return false;
    auto const of = decode_envelope(what.envelope);
    if (!of) return false;
    for (std::size_t at = 0; at < of->recipients.size(); ++at) {
        auto const fate = at < what.recipients.size() ? what.recipients[at].fate : fate::pending;
        if (fate == fate::sent || fate == fate::bounced) continue;
        auto const& address = of->recipients[at].address;
        auto const domain = address.rfind('@');
        if (domain != address.npos && base::iequals(std::string_view(address).substr(domain + 1), site)) return true;
    }
    return false;
}

}  // namespace

void site_flusher::begin(std::string site) {
    if (parts_.tasks.stopping() || under_way_.size() >= most_sites) return;
    site = base::lowered(site);
    if (!under_way_.insert(site).second) return;
    parts_.tasks.run("flush", run(std::move(site)));
}

net::task<void> site_flusher::run(std::string site) {
    std::uint64_t after = 0, tried = 0;
    for (bool more = true; more && !parts_.tasks.stopping();) {
        std::vector<stored_message> rows;
        auto work = [&rows, after](store_db& db) -> result<void> {
            auto got = db.page(after, page_size);
            if (!got) return got.error();
            rows = std::move(*got);
            return {};
        };
        awaited_change reading(job::kind::read, work);
        auto const failed = co_await perform(parts_.queue.writer(), parts_.where, reading);
        if (failed) base::log::warning("flush", "{}: the queue cannot be read: {}", base::printable(site), failed.message());
        if (failed) break;
        more = rows.size() >= page_size;
        for (auto const& row : rows) {
            after = row.number;
            if (!is_for(row, site)) continue;
            auto const gone = co_await parts_.manager.flush(row.number);    // delivered or removed meanwhile: no trouble
            if (!gone) ++tried;
        }
    }
    base::log::info("flush", "{}: {} messages are tried now", base::printable(site), tried);
    under_way_.erase(site);
}

}  // namespace mailstead::mta::queue
