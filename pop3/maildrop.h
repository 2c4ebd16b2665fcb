// The maildrop as one session sees it: the messages of INBOX at login, by number, and what is marked as deleted (RFC 1939
// §4). Numbers never move. Blocking where it says so; else in memory.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/account.h"

#include "pop3/settings.h"

namespace mailstead::pop3 {

using base::result;

class maildrop {
public:
    // Takes the exclusive hold of INBOX (store::errc::in_use while another session has it) and looks at it. [blocking]
    // `how`: what update() does to what is marked; under `hide` what was hidden before is no message here.
    static result<std::unique_ptr<maildrop>> open(store::account& account, deletion how = deletion::expunge);

    struct totals { std::size_t messages = 0; std::uint64_t octets = 0; };
    totals remaining() const noexcept;                                   // without those marked as deleted
    std::uint32_t size() const noexcept { return static_cast<std::uint32_t>(view_->size()); }
    // Message `number`, or null: there is none, or it is marked as deleted.
    store::message const* find(std::uint32_t number) const noexcept;
    void mark(std::uint32_t number);                                     // find(number) is not null
    void unmark_all() noexcept { marked_.clear(); }
    std::size_t marked() const noexcept;

    // The unique id of message `number`, once load_unique_ids() has succeeded.
    std::string const& unique_id(std::uint32_t number) const { return unique_ids_[number - 1]; }
    bool has_unique_ids() const noexcept { return unique_ids_.size() == size(); }
    result<void> load_unique_ids();                                      // [blocking]

    result<std::unique_ptr<store::content>> text(std::uint32_t uid) { return box_->open(uid); }    // [blocking]
    // Whole texts of at most `longest` octets, as far as they can be had together; text() has to tell of the others. [blocking]
    void small_texts(std::vector<std::uint32_t> const& uids, std::uint64_t longest, store::mailbox::text_reader const& take) {
        auto const done = box_->read_texts(uids, longest, take);
        static_cast<void>(done);
    }
    // False once the message is known to be gone from the mailbox. In memory.
    bool is_there(std::uint32_t uid) const { return box_->now()->find(uid) != nullptr; }
    void saw(std::uint32_t uid) { seen_.push_back(uid); }                // to be flagged \Seen at the end
    // The UPDATE state: removes or hides what is marked, flags what was retrieved. [blocking]
    result<std::size_t> update();

private:
    maildrop(std::shared_ptr<store::mailbox> box, std::shared_ptr<void> hold, store::view view, deletion how)
        : box_(std::move(box)), hold_(std::move(hold)), view_(std::move(view)), how_(how) {}
    void flag_seen(std::vector<std::uint32_t> const& gone);
    result<std::size_t> remove(store::uid_set const& gone);

    std::shared_ptr<store::mailbox> box_;
    std::shared_ptr<void> hold_;
    store::view view_;
    deletion how_;
    std::vector<bool> marked_;              // by number - 1; empty: none
    std::vector<std::string> unique_ids_;
    std::vector<std::uint32_t> seen_;
};

}  // namespace mailstead::pop3
