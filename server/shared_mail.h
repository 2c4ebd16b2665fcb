// What the accounts of this server have together: whose they are, and store.db. One for each worker.
#pragma once

#include <memory>
#include <string>

#include "net/task.h"
#include "server/owners.h"
#include "server/stores.h"
#include "store/shared.h"

namespace mailstead::server {

class shared_mail final : public store::sharing {
public:
    // `of` lives on the thread of `home`; both and `with` outlive every call.
    shared_mail(net::executor home, owners& of, stores& with) : home_(std::move(home)), of_(of), with_(with) {}

    // The owner is looked up as for his own login, and his files are touched as him (stores). On a disk thread, which waits
    // for the worker's.
    store::result<std::shared_ptr<store::account>> open(std::string const& owner) override;
    std::shared_ptr<store::records> common() override { return with_.common(); }
    store::result<void> set_quota(std::string const& owner, store::quota_limits const& to) override { return with_.set_quota(owner, to); }

private:
    net::executor home_;
    owners& of_;
    stores& with_;
};

}  // namespace mailstead::server
