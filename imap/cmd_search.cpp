// SEARCH and UID SEARCH, RFC 3501 §6.4.4.
#include "imap/search_run.h"
#include "imap/session.h"
#include "imap/write.h"

namespace mailstead::imap {

namespace {

constexpr std::chrono::milliseconds slice(20);    // of a disk thread, before others have their turn

}  // namespace

net::task<reply> session::on(commands::search what) {
    if (!to_utf8(what.key, what.charset)) co_return reply::no("[BADCHARSET (UTF-8 US-ASCII)] Unknown charset.");
    search_run run(*selected_, what.key);
    if (run.invalid()) co_return reply::bad("Error in IMAP command SEARCH: invalid message set.");
    auto work = [&run] { return run.go_on(slice); };
    while (!run.done()) {
        auto done = base::result<void>();
        if (run.needs_disk()) done = co_await net::blocking(with_.disk, work);
        else done = work();
        if (!done) co_return refused(done.error(), "SEARCH");
    }
    out_ += "* SEARCH";
    for (auto const& hit : run.hits()) {
        out_ += ' ';
        write::number(out_, what.by == by::uid ? hit.uid : hit.sequence);
    }
    out_ += "\r\n";
    co_return reply::ok("Search completed.");
}

}  // namespace mailstead::imap
