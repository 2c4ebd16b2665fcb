// After ENABLE METADATA: which annotations others have changed, until the client is told, RFC 5464 §4.4. Private to the session.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "store/notices.h"

#include "imap/session.h"

namespace mailstead::imap {

class session::metadata_watch final : public store::notice_listener {
public:
    // Entries that wait to be told; further ones are not.
    static constexpr std::size_t most_waiting = 1024;

    metadata_watch(void const* by, std::string user, std::vector<std::shared_ptr<store::notices>> to);
    ~metadata_watch() override;
    metadata_watch(metadata_watch const&) = delete;

    void happened(store::notice const& what) noexcept override;    // from any thread

    struct mailbox {
        std::string owner, name;
        char separator = '.';
        auto operator<=>(mailbox const&) const = default;
    };
    using changes = std::map<mailbox, std::set<std::string>>;
    changes take();

private:
    void const* const by_;
    std::string const user_;
    std::vector<std::shared_ptr<store::notices>> const to_;
    std::mutex lock_;
    changes waiting_;
    std::size_t count_ = 0;
};

}  // namespace mailstead::imap
