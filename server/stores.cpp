// The settings of both kinds, and the choice between them.
#include "server/stores.h"

#include <algorithm>
#include <cerrno>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/log.h"
#include "maildir/check.h"
#include "maildir/put_back.h"
#include "mbox/check.h"
#include "mbox/failure.h"
#include "mbox/put_back.h"
#include "store/error.h"
#include "store/identity.h"

namespace mailstead::server {
std::shared_ptr<maildir::layout const> layout_of(conf::settings const& values) {
    auto const kind = values.text("maildir_layout"), names = values.text("maildir_folder_names");
    if (kind != "maildir++" && kind != "fs") base::log::warning("store", "maildir_layout: no such layout: {}", kind);
    if (names != "utf-7" && names != "utf-8") base::log::warning("store", "maildir_folder_names: no such spelling: {}", names);
    return maildir::make_layout(kind == "fs" ? maildir::layout_kind::fs : maildir::layout_kind::maildirpp,
                                names == "utf-8" ? maildir::name_spelling::utf8 : maildir::name_spelling::utf7);
}

namespace {

bool is_maildir(store::owner const& who) noexcept { return who.location.ends_with('/'); }

maildir::sync_mode sync_of(std::string const& word) {
    if (word == "fsync") return maildir::sync_mode::fsync;
    if (word == "syncfs") return maildir::sync_mode::syncfs;
    return maildir::sync_mode::automatic;
}

maildir::uidl_format uidl_format_of(conf::settings const& values) {
    auto const text = values.text("pop3d_uidl_format");
    if (auto const format = maildir::uidl_format::parse(text)) return *format;
    base::log::warning("store", "pop3d_uidl_format: cannot be used: {}", text);
    return maildir::settings().uidl;
}

std::uint64_t limit_of(conf::settings const& values, char const* parameter) {
    return static_cast<std::uint64_t>(std::max<std::int64_t>(values.number(parameter), 0));
}

unsigned grace_of(conf::settings const& values) {
    return static_cast<unsigned>(std::clamp<std::int64_t>(values.number("mailbox_quota_grace"), 0, 1000));
}

maildir::settings settings_of(conf::settings const& values) {
    maildir::settings out;
    out.index.directory = values.text("index_directory");
    out.index.log_kept = values.duration("maximal_queue_lifetime") + std::chrono::hours(24);
    out.index.keep_texts = values.yes("imapd_text_index");
    out.index.text_limit = limit_of(values, "imapd_text_index_limit");
    out.host = values.text("myhostname");
    out.sync = sync_of(values.text("maildir_sync"));
    out.uidl = uidl_format_of(values);
    out.layout = layout_of(values);
    out.quota_grace = grace_of(values);
    out.linger = std::chrono::seconds(3);
    return out;
}

mbox::lock_settings locks_of(conf::settings const& values, std::string const& parameter) {
    mbox::lock_settings out;
    out.methods.clear();
    for (auto const& word : values.list(parameter)) {
        if (word == "fcntl") out.methods.push_back(mbox::lock_method::fcntl);
        else if (word == "flock") out.methods.push_back(mbox::lock_method::flock);
        else if (word == "dotlock") out.methods.push_back(mbox::lock_method::dotlock);
    }
    // An mbox without any lock would be lost sooner or later.
    if (out.methods.empty()) out.methods = mbox::lock_settings().methods;
    out.attempts = static_cast<int>(std::clamp<std::int64_t>(values.number("deliver_lock_attempts"), 1, 100'000));
    out.delay = values.duration("deliver_lock_delay");
    out.stale = values.duration("stale_lock_time");
    return out;
}

// mail_folder_directory, below a home.
std::string folders_of(conf::settings const& values) {
    auto const said = values.text("mail_folder_directory");
    bool const possible = !said.empty() && !said.starts_with('/') && said.find("..") == said.npos;
    if (possible) return said;
    base::log::warning("store", "mail_folder_directory: no path below a home: {}", said);
    return mbox::settings().folders;
}

std::string parameter_of_locks(bool local) { return local ? "mailbox_delivery_lock" : "virtual_mailbox_lock"; }

mbox::rules local_rules(conf::settings const& values) {
    return {locks_of(values, parameter_of_locks(true)), limit_of(values, "mailbox_size_limit")};
}

mbox::rules virtual_rules(conf::settings const& values) {
    return {locks_of(values, parameter_of_locks(false)), limit_of(values, "virtual_mailbox_limit")};
}

mbox::settings mbox_settings_of(conf::settings const& values) {
    mbox::settings out;
    out.index = settings_of(values).index;
    out.quota_grace = settings_of(values).quota_grace;
    out.local = local_rules(values);
    out.virtual_ = virtual_rules(values);
    out.folders = folders_of(values);
    out.strict_ownership = values.yes("strict_mailbox_ownership");
    out.format = values.text("mbox_format") == "mboxrd" ? mbox::quoting::mboxrd : mbox::quoting::mboxo;
    return out;
}

// local(8) tells of mail for its users, not of that for virtual mailboxes, nor of files.
mbox::settings telling(comsat& whom, mbox::settings out) {
    out.arrived = [&whom](store::owner const& who, std::uint64_t offset) {
        if (!who.is_file && who.account.find('@') == who.account.npos) whom.tell(who.account, offset);
    };
    return out;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> doubts_about_stores(conf::settings const& values) {
    std::vector<std::pair<std::string, std::string>> out;
    for (bool const local : {true, false}) {
        auto const parameter = parameter_of_locks(local);
        bool any = false;
        for (auto const& word : values.list(parameter)) {
            bool const known = word == "fcntl" || word == "flock" || word == "dotlock";
            any = any || known;
            if (!known) out.emplace_back(parameter, fmt::format("no such lock method: {}", base::printable(word, 100)));
        }
        if (!any) out.emplace_back(parameter, "no lock method is named: fcntl and dotlock are used");
    }
    auto const sync = values.text("maildir_sync");
    if (sync != "auto" && sync != "fsync" && sync != "syncfs")
        out.emplace_back("maildir_sync", fmt::format("no such way: {}: auto is used", base::printable(sync, 100)));
    return out;
}

std::string folders_beside(conf::settings const& values, store::owner const& who) { return mbox::folders_of(who, folders_of(values)); }

stores::stores(conf::settings const& values, board& figures)
    : maildirs_(settings_of(values)), mboxes_(telling(comsat_, mbox_settings_of(values))), maildir_accounts_(maildirs_),
      mbox_accounts_(mboxes_), into_maildirs_(maildirs_), into_mboxes_(mboxes_), board_(figures),
      common_(std::make_shared<store::records>(nullptr, values.text("index_directory") + "/store.db")),
      maildir_folders_(mboxes_.settings.folders.ends_with('/') ? mboxes_.settings.folders : std::string()) {
    auto set = common_->quotas();
    if (!set) base::log::error("store", "store.db cannot be read, quotas set by administrators do not hold: {}", set.error().message());
    else
        for (auto& [account, limits] : *set) limits_.emplace(std::move(account), limits);
}

stores::~stores() = default;

store::owner stores::limited(store::owner who) const {
    std::shared_lock const hold(limits_lock_);
    auto const set = limits_.empty() || who.is_file ? limits_.end() : limits_.find(who.account);
    if (set != limits_.end()) who.quota = set->second;
    return who;
}

store::result<void> stores::set_quota(std::string const& account, store::quota_limits const& to) {
    if (auto const done = common_->set_quota(account, to); !done) return done;
    std::lock_guard const hold(limits_lock_);
    limits_[account] = to;
    return {};
}

void stores::use(conf::settings const& values) {
    for (auto const& [parameter, why] : doubts_about_stores(values)) base::log::warning("store", "{}: {}", parameter, why);
    maildirs_.quotas.use_grace(grace_of(values));
    mboxes_.use_grace(grace_of(values));
    maildirs_.use(sync_of(values.text("maildir_sync")));
    mboxes_.use(local_rules(values), virtual_rules(values));
    comsat_.listens(values.yes("biff"));
}

bool stores::is_full(store::owner const& whose) {
    auto const who = limited(whose);
    constexpr store::quota_usage least{1, 1};
    if (!who.quota.any() || who.is_file) return false;
    if (!is_maildir(who)) {
        auto const room = mbox::room_for(mboxes_, who, least, mboxes_.grace());
        return !room && room.error() == store::errc::over_quota;
    }
    auto const as_owner = store::identity::assume(who);
    auto const now = as_owner ? maildirs_.quotas.of(who) : store::result<std::optional<store::quota>>(as_owner.error());
    return now && *now && !store::fits((*now)->limits, (*now)->usage, least, maildirs_.quotas.grace());
}

store::result<std::shared_ptr<store::account>> stores::open(store::owner const& whose) {
    auto const who = limited(whose);
    if (is_maildir(who)) return maildir_accounts_.open(who);
    auto inbox = mbox_accounts_.open(who);
    if (!inbox || maildir_folders_.empty()) return inbox;
    auto folders = maildir_accounts_.open(owner_of_folders(who));
    if (!folders) return folders;
    return std::shared_ptr<store::account>(std::make_shared<store::joined_account>(std::move(*inbox), std::move(*folders)));
}

// The folders have an index of their own: two services never open the same one.
store::owner stores::owner_of_folders(store::owner const& who) const {
    auto out = who;
    out.account += "/folders";
    out.location = mbox::folders_of(who, maildir_folders_);
    if (!out.location.ends_with('/')) out.location += '/';
    return out;
}

void stores::deposit(store::delivery what, answer done) {
    auto counted = [this, done = std::move(done)](store::result<store::outcome> outcome) {
        if (outcome && *outcome == store::outcome::stored) ++board_.delivered;
        done(std::move(outcome));
    };
    what.who = limited(std::move(what.who));
    if (is_maildir(what.who))
        into_maildirs_.deposit(std::move(what), std::move(counted));
    else
        into_mboxes_.deposit(std::move(what), std::move(counted));
}

// mbox: Postfix's words. What a lock, a foreign file or a right stands in the way of waits; a file that is as large as it
// may be does not.
store::depositor::explanation stores::explain(base::error_code const& code, store::owner const& whose) const {
    using mbox::stage;
    explanation out{code, {}};
    bool const known = mbox::is(code, stage::open) || mbox::is(code, stage::refused) || mbox::is(code, stage::dot_lock) ||
                       mbox::is(code, stage::lock) || mbox::is(code, stage::write);
    if (!known) return out;
    out.words = fmt::format("cannot update mailbox {} for user {}. {}", whose.location, whose.account, mbox::reason(code, whose.location));
    int const cause = mbox::is(code, stage::refused) ? 0 : mbox::cause_of(code);
    if (cause == EFBIG || cause == EDQUOT) out.code = base::from_errno(EDQUOT);
    else if (cause == ENOSPC) out.code = base::from_errno(ENOSPC);
    else if (mbox::is_locked(code)) out.code = store::errc::in_use;
    else out.code = store::errc::damaged;    // 4.2.0: an administrator can mend it
    return out;
}

std::shared_ptr<store::index> stores::index_of(store::owner const& who, std::string const& folder) {
    auto const whose = holder_of(who, folder);
    return is_maildir(whose) ? maildirs_.index_of(whose.account) : mboxes_.index_of(whose.account);
}

// Of an account joined of two kinds all but INBOX lies with its folders.
store::owner stores::holder_of(store::owner const& who, std::string const& folder) const {
    bool const beside = !is_maildir(who) && !maildir_folders_.empty() && !folder.empty() && folder != mbox::inbox;
    return beside ? owner_of_folders(who) : who;
}

std::string stores::path_of(store::owner const& whose, std::string const& folder) const {
    return is_maildir(whose) ? maildirs_.settings.layout->path(maildir::root_of(whose), folder)
                             : mbox::path_of(whose, folder, mboxes_.settings.folders);
}

store::result<store::uids> stores::put_back_uids(store::owner const& who, std::string const& folder, std::uint32_t uidvalidity,
                                          std::uint32_t uidnext) {
    auto const whose = holder_of(who, folder);
    if (is_maildir(whose)) return maildir::put_back_uids(maildirs_, whose, folder, uidvalidity, uidnext);
    return mbox::put_back_uids(mboxes_, whose, folder, path_of(whose, folder), uidvalidity, uidnext);
}

store::result<void> stores::check(store::owner const& who, std::string const& folder, store::check_mode mode,
                                  store::check_report const& report) {
    auto const whose = holder_of(who, folder.empty() ? "folders" : folder);
    if (folder.empty()) return is_maildir(whose) ? maildir::check_quota_file(maildirs_, whose, mode, report) : store::result<void>();
    if (is_maildir(whose)) return maildir::check(maildirs_, {whose, folder, path_of(whose, folder)}, mode, report);
    return mbox::check(mboxes_, {whose, folder, path_of(whose, folder), folder == mbox::inbox}, mode, report);
}

void stores::finish() {
    maildirs_.drain();
    mboxes_.drain();
}

}  // namespace mailstead::server
