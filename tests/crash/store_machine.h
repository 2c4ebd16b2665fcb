// A machine with one account's mail on it, in Maildirs or mboxes, whose power goes, or whose disk refuses, at any operation on
// a mail file or on index.db; and what a client can see of that account.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "maildir/service.h"
#include "mbox/service.h"
#include "store/account.h"
#include "store/deposit.h"
#include "tests/lib/fault_fs.h"
#include "tests/lib/fault_vfs.h"

namespace mailstead::store::crash {

// joined: INBOX is an mbox, the folders are a Maildir.
enum class kind { maildir, maildir_syncfs, maildir_fs, mbox, joined };

// Its disk: index.db is kept by fault_vfs, everything else by fault_fs; both count on one power line.
class machine {
public:
    explicit machine(kind of);
    ~machine();
    mailstead::test::power& line() noexcept { return line_; }
    // Starts and stops the server. Stopped with the power on, it finishes what is in the background.
    void open();
    void close();
    // The power comes back: what is on the disk then depends on `rest`. Then open().
    void restart(mailstead::test::unsynced rest);
    // Locks that nobody holds: left by a dead process or by a failed removal. They are taken over when they are old, and nobody
    // waits that long here.
    void remove_lock_files();
    // The databases alone are gone; the server is stopped.
    void lose_index();

    result<std::shared_ptr<account>> user();
    result<outcome> deliver(std::uint64_t number, std::string const& subject, bool again = false);
    void drain();
    // A Maildir of Dovecot's: three messages with uids, keywords and subscriptions of its own. Instead of put_foreign().
    void put_dovecot();
    // Mail that another program puts into INBOX; everything on the disk is synced then.
    void put_foreign(std::string const& subject);

private:
    owner who() const;
    bool has_mbox() const noexcept { return kind_ == kind::mbox || kind_ == kind::joined; }
    void open_mboxes(index_settings const& index);
    void open_maildirs(index_settings const& index);
    void fresh_files();

    kind const kind_;
    std::filesystem::path root_;
    mailstead::test::power line_;
    mailstead::test::fault_vfs vfs_{"store-crash"};
    std::unique_ptr<mailstead::test::fault_fs> files_;
    std::unique_ptr<maildir::service> maildirs_;
    std::unique_ptr<mbox::service> mboxes_;
    std::unique_ptr<opener> accounts_;
    std::unique_ptr<depositor> to_;
};

// The wire text of a message: its subject says what all of it must be.
std::string text_of(std::string const& subject);

// Everything a client sees. A message is its subject.
struct contents {
    struct placed {
        std::string folder;
        std::uint32_t flags;
        std::vector<std::string> keywords;
        auto operator<=>(placed const&) const = default;
    };
    std::map<std::string, std::uint32_t> folders;                                  // and their UIDVALIDITY
    std::map<std::string, std::multiset<placed>> messages;                         // by subject
    std::map<std::pair<std::string, std::uint32_t>, std::string> uids;             // folder and uid: subject
    std::vector<std::string> complaints;                                           // what could not be read, or is torn
};
contents look_at(machine& on);

// What must not have happened. `acknowledged`: all of the change; else each message is as before or as after it,
// or, with `may_be_both`, in both places.
std::vector<std::string> compare(contents const& before, contents const& after, contents const& now, bool acknowledged,
                                 bool may_be_both);

}  // namespace mailstead::store::crash
