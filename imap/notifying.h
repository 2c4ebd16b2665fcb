// NOTIFY under way in one session, RFC 5465: what is watched, and the pushes while no command is in progress.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "store/notices.h"

#include "imap/notify.h"
#include "imap/session.h"

namespace mailstead::imap {

// Mailboxes are watched by their own listeners, names by the account's notices; both only post to the session's thread. A push
// is a coroutine that exists only while there is something to say and the session waits for its client.
class session::notifying final : public store::notice_listener, public std::enable_shared_from_this<session::notifying> {
public:
    // How many mailboxes one session may watch, and how many changes of names may wait to be told.
    static constexpr std::size_t most_mailboxes = 256, most_waiting = 1024;

    notifying(session& owner, std::vector<notify_group> groups);
    ~notifying() override;

    // Opens all that is to be watched and listens to it; again after names changed. Only while no push is under way, or by it.
    enum class outcome { done, too_many, failed };
    net::task<outcome> watch();
    // STATUS of all watched mailboxes but the selected one (RFC 5465 §3.1); LIST with \NoAccess of those that are closed to us.
    void write_first(std::string& out, bool status) const;

    // The session waits for its client from here on: pushes may go out. hold(): it does not any more, and no push is left.
    void allow();
    net::task<> hold();
    // Nothing is told any more; the session may go.
    net::task<> end();
    // Goes out with the next push.
    void say(std::string_view text);

    // Of the selected mailbox; null: nothing is told of it.
    notify_group const* of_selected() const noexcept { return group_of_selected(groups_); }
    expunges may_expunge() const noexcept;
    // Messages that this session has added itself: no notice of them, where that can be told apart (RFC 5465 §5, §5.2).
    void own_added(std::uint32_t uidvalidity, std::vector<std::uint32_t> const& uids);
    store::uid_set take_own() { return std::exchange(own_, store::uid_set()); }    // of the selected mailbox, since the last call

    void happened(store::notice const& what) noexcept override;    // from any thread

private:
    struct watched;
    struct found;

    void poke() noexcept;                                          // from any thread
    void wake();
    bool selected_has_news() const;
    bool has_news();
    net::task<> push();
    net::task<> gather(std::string& out);
    net::task<> drop_closed();
    void give_up(std::string& out);
    void take_over(std::vector<found> now);
    void listen_to(std::vector<std::shared_ptr<store::notices>> all);
    std::optional<store::notice> as_seen(store::notice what, std::vector<store::folder> const& before) const;
    void watch_selected();
    void tell_notice(std::string& out, store::notice const& what) const;
    void tell_name(std::string& out, std::string const& name, std::string const& old_name, unsigned event) const;
    void tell_counts(std::string& out, watched& which);

    session* owner_;                          // null once ended
    void const* const by_;                    // the same, as notices name it
    net::executor const home_;
    std::vector<std::shared_ptr<store::notices>> names_;    // listened to: of the account, and of whoever shares something
    std::vector<notify_group> groups_;
    std::map<std::string, std::unique_ptr<watched>> watches_;
    std::unique_ptr<watched> selected_;       // the mailbox that was selected when the session last waited
    std::vector<store::folder> folders_;      // as they were when last looked at
    std::vector<std::string> no_access_;
    store::uid_set own_;                      // of the selected mailbox
    std::string say_;
    std::vector<store::notice> late_;         // the look that they ask for failed: the next push tells them

    std::mutex lock_;                         // what other threads bring
    std::vector<store::notice> notices_;
    bool overflow_ = false;
    std::atomic<bool> posted_ = false;

    class waiting;
    std::unique_ptr<waiting> waiting_;
    bool first_ = true, allowed_ = false, pushing_ = false;
    bool retry_ = false;                      // late_ is tried again, once each time the session waits
};

}  // namespace mailstead::imap
