// The selected mailbox as one client knows it, RFC 3501 §2.3.1.2, §5.2 and §7.4.1: message sequence numbers stay as they
// were told until an EXPUNGE is told. No I/O: the session brings snapshots, this writes what is new in them.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "store/mailbox.h"

#include "imap/command.h"
#include "imap/decoded_text.h"

namespace mailstead::imap {

class contexts;

enum class access { read_write, read_only };
enum class expunges { told, held_back };
enum class flags_of_others { told, passed_over };    // changes that this client has not made (RFC 5465 §5.1)

// A message the client named, alive: its row is the snapshot's that `selected::view()` was when it was picked.
struct picked {
    std::uint32_t sequence = 0;
    store::message const* row = nullptr;
    std::uint8_t relevancy = 100;        // 1 to 100, of a search with FUZZY (RFC 6203 §4)
};

// What a command is about to have done to flags itself: changes that come out as expected are not told again.
struct own_change {
    store::uid_set which;
    store::flag_change change;
    enum class when { as_expected, always } hide = when::as_expected;    // always: the command tells them itself
};

class selected {
public:
    // `first` is what the client is told at SELECT; messages with a uid of at least `recent_from` are \Recent here.
    selected(std::shared_ptr<store::mailbox> box, std::string name, access how, store::view first, std::uint32_t recent_from);
    ~selected();

    store::mailbox& box() const noexcept { return *box_; }
    std::shared_ptr<store::mailbox> const& shared_box() const noexcept { return box_; }
    std::string const& name() const noexcept { return name_; }
    access how() const noexcept { return how_; }
    store::view const& view() const noexcept { return view_; }

    // How many messages the client counts, those it has not been told are gone included.
    std::size_t size() const noexcept { return view_->size() + gone_.size(); }
    std::size_t recent() const noexcept;
    bool is_recent(std::uint32_t uid) const noexcept { return recent_.contains(uid); }
    // The number of a message that is alive.
    std::uint32_t sequence_of(std::uint32_t uid) const noexcept;
    // The number of the first message without \Seen; 0: none.
    std::uint32_t first_unseen() const noexcept;
    bool holds_back() const noexcept { return !gone_.empty(); }
    // Uids at or above `from` have been claimed for this session.
    void add_recent(std::uint32_t from, store::snapshot const& now);

    // The living messages of a set. `some_gone`: it also named messages whose EXPUNGE has not been told (by sequence
    // number; unknown uids are passed over). `invalid`: it named a sequence number that was never given.
    struct pick {
        std::vector<picked> messages;
        bool some_gone = false;
        bool invalid = false;
    };
    pick choose(sequence_set const& set, by what) const;
    store::uid_set uids_of(std::vector<picked> const& messages) const;
    // The search result variable, "$" (RFC 5182 §2.1): uids, those gone since included.
    store::uid_set const& saved() const noexcept { return saved_; }
    void save(store::uid_set uids) noexcept { saved_ = std::move(uids); }
    // The searches whose results are kept up to date (RFC 5267 §4.3), made when first asked for; and whether there are any.
    contexts& updates();
    bool has_updates() const noexcept;
    // All rows with their numbers, in order: next(i) of a loop over the view's positions.
    std::uint32_t sequence_at(std::size_t position) const noexcept;
    // The right to read it has gone: nothing new is told of it, and what is known stays as it is (RFC 4314 §4).
    bool is_closed_to_us() const noexcept { return closed_to_us_; }
    void close_to_us(bool closed) noexcept { closed_to_us_ = closed; }
    // The largest number or uid in use: what "*" means. 0 when the mailbox is empty.
    std::uint32_t largest(by what) const noexcept;

    // How the client is spoken to from now on: with CONDSTORE, flags come with UID and MODSEQ (RFC 7162 §3.2.4); with
    // QRESYNC, VANISHED stands for EXPUNGE (§3.2.10); with IMAP4rev2, flags come with UID and nothing is said of \Recent
    // (RFC 9051 §7.5.2, appendix A); with UIDONLY, UIDFETCH and VANISHED stand for FETCH and EXPUNGE (RFC 9586).
    void speak(extensions what) noexcept { speaks_ = what; }
    extensions const& speaks() const noexcept { return speaks_; }
    // Everything up to this modseq has been told (RFC 7162 §6).
    std::uint64_t told_mod_seq() const noexcept { return told_mod_seq_; }

    // Takes `now` as the new view and writes what the client does not know: FLAGS when keywords came up, EXPUNGE (if
    // they may be told), FETCH FLAGS of changes, EXISTS and RECENT. `own` may be null.
    struct telling {
        expunges gone = expunges::told;
        by form = by::sequence;             // by::uid: FETCH responses carry the UID
        flags_of_others others = flags_of_others::told;
        own_change const* own = nullptr;
    };
    void sync(store::view now, telling const& how, std::string& out);

    // "FLAGS (...)" of a row as the client shall see it, and a whole unasked FETCH response.
    void write_flags(std::string& out, store::message const& row) const;
    void write_fetch_flags(std::string& out, store::message const& row, by form) const;
    // "* 4 FETCH (", or "* 23 UIDFETCH (" to who uses no numbers (RFC 9586 §3.3).
    void begin_fetch(std::string& out, std::uint32_t sequence, std::uint32_t uid) const;
    // After a silent STORE of a client that speaks CONDSTORE: the modseq alone.
    void write_fetch_mod_seq(std::string& out, store::message const& row) const;
    // True when the change has made of `before` just what it says.
    bool expected(store::message const& before, store::message const& after, own_change const& own) const;
    // "* FLAGS (...)" and PERMANENTFLAGS for the keywords known now.
    void write_flag_lists(std::string& out);

    // Where a chunked read of a large section stopped, so that the next partial FETCH goes on there.
    struct bookmark {
        std::uint32_t uid = 0;
        std::uint64_t begin = 0, wire = 0, stored = 0;
        bool after_cr = false;
    };
    bookmark& place() noexcept { return place_; }
    // The same for a large section whose transfer encoding is undone (RFC 3516), with what counting it has told.
    struct decoded_mark {
        std::uint32_t uid = 0;
        std::uint64_t begin = 0, size = 0;
        bool has_nul = false;
        std::uint64_t wire = 0, stored = 0;    // decoded octets in front of `stored`
        decoded_text decoder;                  // as it stands there
    };
    std::unique_ptr<decoded_mark>& decoded_place() noexcept { return decoded_place_; }

private:
    void tell_gone(store::snapshot const& now, expunges how, std::string& out);
    void tell_changed(store::snapshot const& before, std::vector<std::uint32_t> const& uids, telling const& how, std::string& out) const;
    void choose_sequence(store::uid_set const& set, pick& out) const;
    void choose_uids(store::uid_set const& set, pick& out) const;

    std::shared_ptr<store::mailbox> box_;
    store::view view_;
    std::string name_;
    std::vector<std::uint32_t> gone_;       // ascending uids the client still counts
    store::uid_set recent_;
    store::uid_set saved_;
    std::unique_ptr<contexts> updates_;
    bookmark place_;
    std::unique_ptr<decoded_mark> decoded_place_;
    std::size_t keywords_told_ = 0;
    std::uint64_t told_mod_seq_ = 0;
    extensions speaks_;
    access how_;
    bool closed_to_us_ = false;
};

}  // namespace mailstead::imap
