// Every kind of mailbox behind one door: Maildir or mbox by the location's last character, for access and for delivery.
#pragma once

#include <memory>
#include <shared_mutex>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "conf/settings.h"
#include "maildir/account.h"
#include "maildir/depositor.h"
#include "maildir/service.h"
#include "mbox/account.h"
#include "mbox/depositor.h"
#include "mbox/service.h"
#include "server/board.h"
#include "server/comsat.h"
#include "store/account.h"
#include "store/check.h"
#include "store/deposit.h"
#include "store/joined.h"
#include "store/put_back.h"
#include "store/records.h"

namespace mailstead::server {

// maildir_layout and maildir_folder_names.
std::shared_ptr<maildir::layout const> layout_of(conf::settings const& values);

// What the settings of stores say that means nothing, words that are no lock or no way to sync: the parameter, and why.
std::vector<std::pair<std::string, std::string>> doubts_about_stores(conf::settings const& values);

// Where the folders of an account lie whose INBOX is an mbox (mail_folder_directory).
std::string folders_beside(conf::settings const& values, store::owner const& who);

class stores final : public store::opener, public store::depositor {
public:
    stores(conf::settings const& values, board& figures);
    ~stores() override;

    store::result<std::shared_ptr<store::account>> open(store::owner const& who) override;
    bool is_full(store::owner const& who) override;
    void deposit(store::delivery what, answer done) override;
    explanation explain(base::error_code const& code, store::owner const& whose) const override;
    // What all accounts have together: store.db in index_directory.
    std::shared_ptr<store::records> common() const noexcept { return common_; }
    // In place of the configured limits, for deliveries and logins from now on; durable. Blocking.
    store::result<void> set_quota(std::string const& account, store::quota_limits const& to);

    // Whoever gets that address next inherits nothing of it: what the account keeps beside its mail is taken away, and what others
    // have given to it (store/records.h). Its mail stays. Blocking.
    store::result<void> forget_user(std::string const& account);

    // From now on the locks and limits of mboxes, maildir_sync, the grace of quotas and biff as `values` have them. Any thread.
    void use(conf::settings const& values);
    // Does what nobody waits for; before the end. Blocking.
    void finish();

    // What the administrator's commands need besides. Blocking.
    std::shared_ptr<store::index> index_of(store::owner const& who, std::string const& folder);
    // See maildir/put_back.h.
    store::result<store::uids> put_back_uids(store::owner const& who, std::string const& folder, std::uint32_t uidvalidity,
                                      std::uint32_t uidnext);
    // See maildir/check.h and mbox/check.h. `folder` empty: what is of the account as a whole.
    store::result<void> check(store::owner const& who, std::string const& folder, store::check_mode mode, store::check_report const& report);
    // Whether his folders are Maildirs, whatever INBOX is.
    bool has_maildir_folders(store::owner const& who) const noexcept { return who.location.ends_with('/') || !maildir_folders_.empty(); }
    // Who has his folders, as Maildirs and indexes are found: himself, or the other half of a joined account.
    store::owner holder_of(store::owner const& who, std::string const& folder) const;
    maildir::service& maildirs() noexcept { return maildirs_; }
    mbox::service& mboxes() noexcept { return mboxes_; }

private:
    store::owner owner_of_folders(store::owner const& who) const;
    template <class Work>
    store::result<void> with_records(std::string const& account, Work work);
    store::owner limited(store::owner who) const;
    std::string path_of(store::owner const& whose, std::string const& folder) const;

    comsat comsat_;
    maildir::service maildirs_;
    mbox::service mboxes_;
    maildir::opener maildir_accounts_;
    mbox::opener mbox_accounts_;
    maildir::depositor into_maildirs_;
    mbox::depositor into_mboxes_;
    board& board_;
    std::shared_ptr<store::records> const common_;
    mutable std::shared_mutex limits_lock_;
    std::unordered_map<std::string, store::quota_limits> limits_;    // set by an administrator, by account
    std::string const maildir_folders_;    // mail_folder_directory with its slash; empty: those are mboxes
};

}  // namespace mailstead::server
