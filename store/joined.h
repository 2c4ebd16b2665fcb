// One account made of two: INBOX of one kind, all other mailboxes of another kind, as where INBOX is an mbox in a spool and
// the folders are a Maildir++. What crosses from one to the other is copied as text with its marks.
#pragma once

#include <memory>

#include "store/account.h"

namespace mailstead::store {

// Names and subscriptions are those of `folders`, whose own INBOX is never shown. Across the kinds a copy is all or none,
// and a move is a copy, then an expunge: a failure between them leaves the messages in both, or takes the copies back.
class joined_account final : public account {
public:
    joined_account(std::shared_ptr<account> inbox, std::shared_ptr<account> folders)
        : inbox_(std::move(inbox)), folders_(std::move(folders)) {}

    char separator() const noexcept override { return folders_->separator(); }
    result<std::vector<folder>> list() override { return folders_->list(); }
    result<std::vector<std::string>> subscriptions() override { return folders_->subscriptions(); }
    result<void> subscribe(std::string_view name) override { return folders_->subscribe(name); }
    result<void> unsubscribe(std::string_view name) override { return folders_->unsubscribe(name); }
    result<void> create(std::string_view name) override { return folders_->create(name); }
    result<void> remove(std::string_view name) override { return folders_->remove(name); }
    result<void> rename(std::string_view from, std::string_view to) override;
    result<std::shared_ptr<mailbox>> open(std::string_view name) override;
    result<folder_status> status(std::string_view name) override;
    // Each half is held to the limits for itself; what both use is told together.
    result<std::optional<store::quota>> quota() override;
    // Of both halves they are kept with the folders.
    std::string owner() const override { return inbox_->owner(); }
    std::shared_ptr<records> recorded() override { return folders_->recorded(); }

private:
    std::shared_ptr<account> const inbox_, folders_;
};

}  // namespace mailstead::store
