// store::sharing over accounts in memory: those that have been named are there.
#pragma once

#include <memory>
#include <set>
#include <string>

#include "store/memory.h"
#include "store/records.h"
#include "store/shared.h"

namespace mailstead::test {

class memory_sharing final : public store::sharing {
public:
    explicit memory_sharing(store::memory::opener& all) : all_(all) {}
    void add(std::string name) { known_.insert(std::move(name)); }

    store::result<std::shared_ptr<store::account>> open(std::string const& owner) override {
        ++opened;
        if (!known_.count(owner)) return make_error_code(store::errc::no_mailbox);
        return std::shared_ptr<store::account>(all_.at(owner));
    }
    std::shared_ptr<store::records> common() override { return common_; }
    store::result<void> set_quota(std::string const& owner, store::quota_limits const& to) override {
        all_.at(owner)->limit(to);
        return common_->set_quota(owner, to);
    }

    int opened = 0;    // calls of open()

private:
    store::memory::opener& all_;
    std::set<std::string> known_;
    std::shared_ptr<store::records> const common_ = std::make_shared<store::records>(nullptr, ":memory:");
};

}  // namespace mailstead::test
