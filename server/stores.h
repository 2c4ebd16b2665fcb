// Every kind of mailbox behind one door: Maildir or mbox by the location's last character, for access and for delivery.
#pragma once

#include <memory>

#include "conf/settings.h"
#include "maildir/account.h"
#include "maildir/depositor.h"
#include "maildir/service.h"
#include "mbox/account.h"
#include "mbox/depositor.h"
#include "mbox/service.h"
#include "server/board.h"
#include "store/account.h"
#include "store/deposit.h"
#include "store/joined.h"

namespace mailstead::server {

class stores final : public store::opener, public store::depositor {
public:
    stores(conf::settings const& values, board& figures);
    ~stores() override;

    store::result<std::shared_ptr<store::account>> open(store::owner const& who) override;
    void deposit(store::delivery what, answer done) override;
    explanation explain(base::error_code const& code, store::owner const& whose) const override;
    // Does what nobody waits for; before the end. Blocking.
    void finish();

private:
    store::owner owner_of_folders(store::owner const& who) const;

    maildir::service maildirs_;
    mbox::service mboxes_;
    maildir::opener maildir_accounts_;
    mbox::opener mbox_accounts_;
    maildir::depositor into_maildirs_;
    mbox::depositor into_mboxes_;
    board& board_;
    std::string const maildir_folders_;    // mail_folder_directory with its slash; empty: those are mboxes
};

}  // namespace mailstead::server
