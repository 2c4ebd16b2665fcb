// One SEARCH over a selected mailbox, RFC 3501 §6.4.4: cheap keys first, a message's text only where they leave it open.
// Text is compared decoded and by i;unicode-casemap.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "imap/message_text.h"
#include "imap/selected.h"

namespace mailstead::imap {

class search_run {
public:
    // `box` must outlive the run and its view must not change meanwhile. Strings of `key` are UTF-8 (see to_utf8 below).
    search_run(selected const& box, search_key const& key);
    ~search_run();

    // True when go_on() reads messages and belongs on the disk pool.
    bool needs_disk() const noexcept;
    bool done() const noexcept { return next_ == box_.view()->size(); }
    // Looks at messages for about `slice`. A message that is gone does not match; other trouble ends the search.
    store::result<void> go_on(std::chrono::milliseconds slice);

    struct hit { std::uint32_t sequence, uid; };
    std::vector<hit> const& hits() const noexcept { return hits_; }
    // A set counted messages whose EXPUNGE has not been told, or numbers never given.
    bool invalid() const noexcept { return invalid_; }

    struct matcher;

private:
    struct subject;
    matcher compiled(search_key const& key);
    store::result<bool> matches(matcher const& what, subject& message) const;
    store::result<bool> matches_list(matcher const& what, subject& message) const;
    store::result<bool> matches_envelope(matcher const& what, subject& message) const;
    store::result<bool> matches_text(matcher const& what, subject& message) const;

    selected const& box_;
    bool invalid_ = false;               // set while root_ is made
    std::unique_ptr<matcher> root_;
    std::size_t next_ = 0;
    std::vector<hit> hits_;
};

// Turns the key's strings into UTF-8; false when the charset is not known (RFC 3501 §7.1, BADCHARSET).
bool to_utf8(search_key& key, std::string const& charset);

}  // namespace mailstead::imap
