// A user's mboxes as an account: INBOX is the file that the location names; folders are files, and levels of the
// hierarchy directories, below settings::folders in the user's home, `mail` as in Dovecot's default for mbox. A user without a home
// (virtual mailboxes) has them below LOCATION.folders. A file cannot have children: RFC 3501's \NoInferiors.
#pragma once

#include <memory>
#include <string>

#include "mbox/mailbox.h"
#include "store/account.h"

namespace mailstead::mbox {

inline constexpr char separator = '/';
inline constexpr char inbox[] = "INBOX";

// The directory of his folders; `directory` as settings::folders.
std::string folders_of(store::owner const& who, std::string const& directory);
source inbox_of(store::owner const& who);
// The file of the owner's mailbox of that name, which need not exist.
std::string path_of(store::owner const& who, std::string const& name, std::string const& directory);

class account final : public store::account {
public:
    account(service& with, store::owner who);

    char separator() const noexcept override { return mbox::separator; }
    result<std::vector<store::folder>> list() override;
    result<std::vector<std::string>> subscriptions() override;
    result<void> subscribe(std::string_view name) override;
    result<void> unsubscribe(std::string_view name) override;
    result<void> create(std::string_view name) override;
    result<void> remove(std::string_view name) override;
    result<void> rename(std::string_view from, std::string_view to) override;
    result<std::shared_ptr<store::mailbox>> open(std::string_view name) override;
    result<store::folder_status> status(std::string_view name) override;
    result<std::optional<store::quota>> quota() override;
    std::string owner() const override { return who_.account; }
    std::shared_ptr<store::records> recorded() override { return {index_, &index_->records()}; }

private:
    struct entry {
        std::string name;
        bool is_level;  // a directory
    };
    result<std::vector<entry>> entries();
    result<void> entries_below(std::string const& directory, std::string const& prefix, std::vector<entry>& out);
    result<std::shared_ptr<mailbox>> open_box(std::string_view name);
    result<void> make_file(std::string const& name);
    result<void> rename_inbox(std::string const& to);
    result<void> move_index(std::string const& from, std::string const& to);
    result<void> change_subscriptions(std::string_view name, bool wanted);
    result<std::vector<std::string>> read_subscriptions();
    result<void> forget(std::string const& name);  // its row in the index
    result<void> sync_directory(std::string const& path);
    std::string path_of(std::string const& name) const;
    source source_of(std::string const& name) const;

    service& with_;
    store::owner const who_;
    std::string const root_;  // where folders lie
    std::shared_ptr<store::index> const index_;
};

// Whether the account may take so much more; `grace` as in store::fits(). Not under the lock of one of its mailboxes.
// Blocks. errc::over_quota. What is under way elsewhere at the same time is not seen: together they may exceed the limit
// by what they bring.
result<void> room_for(service& with, store::owner const& who, store::quota_usage const& more, unsigned grace = 0);

// The store of owners whose location does not end in '/'.
class opener final : public store::opener {
public:
    explicit opener(service& with) : with_(with) {}
    result<std::shared_ptr<store::account>> open(store::owner const& who) override;

private:
    service& with_;
};

}  // namespace mailstead::mbox
