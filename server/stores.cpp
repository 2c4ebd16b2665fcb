// Maildir now; mbox joins here.
#include "server/stores.h"

#include "base/log.h"
#include "store/error.h"

namespace mailstead::server {
namespace {

bool is_maildir(store::owner const& who) noexcept { return who.location.ends_with('/'); }

maildir::sync_mode sync_of(std::string const& word) {
    if (word == "fsync") return maildir::sync_mode::fsync;
    if (word == "syncfs") return maildir::sync_mode::syncfs;
    return maildir::sync_mode::automatic;
}

maildir::settings settings_of(conf::settings const& values) {
    maildir::settings out;
    out.index.directory = values.text("index_directory");
    out.index.log_kept = values.duration("maximal_queue_lifetime") + std::chrono::hours(24);
    out.host = values.text("myhostname");
    out.sync = sync_of(values.text("maildir_sync"));
    return out;
}

// A mailbox of a kind that this version cannot use: mail for it waits, and the log says why.
base::error_code refuse(store::owner const& who) {
    base::log::error("store", "{}: mbox mailboxes are not supported yet; end the location with '/' for Maildir", who.location);
    return store::make_error_code(store::errc::damaged);
}

}  // namespace

stores::stores(conf::settings const& values, board& figures)
    : maildirs_(settings_of(values)), openers_(maildirs_), depositor_(maildirs_), board_(figures) {}

stores::~stores() = default;

store::result<std::shared_ptr<store::account>> stores::open(store::owner const& who) {
    if (!is_maildir(who)) return refuse(who);
    return openers_.open(who);
}

void stores::deposit(store::delivery what, answer done) {
    if (!is_maildir(what.who)) return done(refuse(what.who));
    auto counted = [this, done = std::move(done)](store::result<store::outcome> outcome) {
        if (outcome && *outcome == store::outcome::stored) ++board_.delivered;
        done(std::move(outcome));
    };
    depositor_.deposit(std::move(what), std::move(counted));
}

void stores::finish() { maildirs_.drain(); }

}  // namespace mailstead::server
