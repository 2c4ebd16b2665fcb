// A user's Maildir with its folders as an account.
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "maildir/folders.h"
#include "maildir/layout.h"
#include "maildir/mailbox.h"
#include "maildir/subscriptions.h"
#include "store/account.h"

namespace mailstead::maildir {

class service;

class account final : public store::account {
public:
    account(service& with, store::owner who);

    char separator() const noexcept override;
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
    std::shared_ptr<store::notices> notices() override { return notices_; }

    result<std::shared_ptr<mailbox>> open_box(std::string_view name);  // [blocking] as open()

private:
    result<std::vector<std::string>> names();  // of the directories there are, sorted, INBOX first
    result<void> make(std::string const& name);
    // The folders `names`, at and below `from`, get names at and below `to`.
    result<void> rename_all(std::string const& from, std::string const& to, std::vector<std::string> const& names);
    result<void> move_directory(std::string const& from, std::string const& to);
    result<void> sync_names(std::string const& name);
    result<void> rename_row(std::string const& from, std::string const& to);
    result<void> move_aside(std::string const& name, std::string const& aside, bool has_children);
    result<void> rename_inbox(std::string const& to);
    result<void> change_subscriptions(std::string_view name, bool wanted);
    result<maildir::subscriptions> read_subscriptions();
    result<maildir::subscriptions> courier_subscriptions();  // as the owner
    result<void> forget(std::string const& name);  // its row in the index
    // The folder in `path` goes: what is known of it goes, too. Under place::state.
    void close(place& at, std::string const& path);
    void retire(std::string const& name);    // not under it
    void clear_directory(std::string const& path);                     // as the owner
    source source_of(std::string const& name) const;

    service& with_;
    store::owner const who_;
    std::string const root_;
    layout const& layout_;  // the service's
    std::shared_ptr<store::index> const index_;
    std::shared_ptr<store::notices> const notices_;
    std::shared_ptr<std::recursive_mutex> const names_;    // see service::names_of(); before any place::state
};

// The store of owners whose location ends in '/'.
class opener final : public store::opener {
public:
    explicit opener(service& with) : with_(with) {}
    // Makes the Maildir when it is not there yet. errc::not_permitted
    result<std::shared_ptr<store::account>> open(store::owner const& who) override;

private:
    service& with_;
};

}  // namespace mailstead::maildir
