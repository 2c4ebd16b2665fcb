// The answer to one FETCH, made piece by piece: many small messages in one go, a large one in several (RFC 3501 §6.4.5,
// §7.4.2). The session writes each piece before it asks for the next, so memory stays bounded.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "imap/list_ahead.h"
#include "imap/message_text.h"
#include "imap/origin_table.h"
#include "imap/section.h"
#include "imap/selected.h"
#include "imap/text_ahead.h"

namespace mailstead::imap {

// What many messages are listed with, faster: null and empty do without.
struct fetch_aids {
    std::shared_ptr<summaries> book = {};
    helpers with = {};
};

class fetch_run {
public:
    static constexpr std::uint64_t small_text = 128 * 1024;    // octets read and converted in one go
    static constexpr std::uint64_t step = 64 * 1024;           // of a larger one at a time

    using aids = fetch_aids;
    // `box` must outlive the run and its view must not change meanwhile. `form` by::uid adds the UID.
    fetch_run(selected& box, std::vector<picked> messages, std::vector<fetch_item> items, by form, aids const& by_means_of = {});

    // True when the next fill() touches the disk and belongs on the pool. Else that one never blocks, and may end before `goal`.
    bool needs_disk();
    bool done() const noexcept { return next_ == messages_.size() && !open_; }
    // How many messages have been begun; and whether none is half told, so that another response may stand here.
    std::size_t position() const noexcept { return next_; }
    bool is_between() const noexcept { return !open_; }
    // Appends to `out` until `goal` octets are there, or `end` has passed behind a message, or the run is done. An error
    // means that a response was cut short within a literal: only closing the connection is honest then.
    using time_point = std::chrono::steady_clock::time_point;
    store::result<void> fill(std::string& out, std::size_t goal, time_point end = time_point::max());

    // Messages that were gone, or could not be read, before anything of them was said.
    bool some_gone() const noexcept { return some_gone_; }
    base::error_code trouble() const noexcept { return trouble_; }
    // Messages passed over because a part asked for by BINARY is in an unknown encoding (RFC 3516 §4.3).
    bool unknown_encoding() const noexcept { return unknown_encoding_; }
    // Messages said to be \Seen by this run; those whose change the store refused.
    store::uid_set const& made_seen() const noexcept { return made_seen_; }
    std::vector<std::uint32_t> const& not_made_seen() const noexcept { return not_made_seen_; }

private:
    // A literal too large to be made in one piece.
    struct long_text {
        std::uint64_t at = 0, end = 0;    // stored octets still to be read
        std::uint64_t wire = 0;           // offset of `at` on the wire, within the section
        std::uint64_t skip = 0;           // wire octets still to be passed over
        std::uint64_t left = 0;           // wire octets still to be written
        std::uint64_t begin = 0;
        bool after_cr = false;
        std::optional<decoded_text> decoder;    // of BINARY; absent: the text as it is
    };
    struct open_message {
        open_message(store::mailbox& box, picked const& which) : what(which), text(box, which.row->uid) {}
        picked what;
        message_text text;
        std::size_t item = 0;             // the next one to write
        bool becomes_seen = false;
        std::optional<long_text> body;
        std::optional<std::string> preview;
        store::origin origin;
    };

    void look_at_items(by form);
    // fetch_list.cpp
    bool is_list() const noexcept;
    void begin_list(aids const& by_means_of);
    store::result<void> look_at_right();
    store::result<void> fill_list(std::string& out, std::size_t goal, time_point end);
    void write_listed(std::string& out, picked const& which, summary_page const& from);
    void write_of_row(std::string& out, store::message const& row, fetch_item const& item);
    bool is_of_texts() const noexcept;
    void begin_texts(aids const& by_means_of);
    store::result<void> fill_texts(std::string& out, std::size_t goal, time_point end);
    bool is_over(time_point end) const { return !open_ && std::chrono::steady_clock::now() >= end; }
    void write_with_text(std::string& out, picked const& which, std::string_view texts);
    store::result<void> answer_alone(std::string& out, std::size_t goal);
    void look_at_measures();
    void expect_facts();
    store::result<void> measure();
    store::message const& measured_row() const;
    store::result<void> begin_message(std::string& out);
    store::result<void> prepare(open_message& message);
    store::result<void> prepare_extras(open_message& message);    // fetch_extras.cpp, these two
    void write_extra(std::string& out, fetch_item::kind what) const;
    store::result<void> go_on(std::string& out, std::size_t goal);
    store::result<void> write_item(std::string& out, fetch_item const& item);
    store::result<void> write_section(std::string& out, fetch_item const& item, section const& what);
    store::result<std::optional<extent>> place(section const& what);
    store::result<std::string const*> seven_bits_of(section const& what, extent const& where);
    store::result<void> write_seven_bits(std::string& out, std::string const& header, extent const& where, fetch_item const& item);
    store::result<void> write_fields(std::string& out, section const& what, std::optional<extent> const& where, fetch_item const& item);
    void begin_long(std::string& out, extent const& where, fetch_item const& item);
    void open_long(extent const& where, std::uint64_t first, std::uint64_t count);
    store::result<void> write_long(std::string& out, std::size_t goal);
    // fetch_binary.cpp
    struct coded { extent where; mime::encoding how; };
    bool is_decodable();
    store::result<std::optional<coded>> coded_place(section const& what);
    store::result<void> write_binary(std::string& out, fetch_item const& item);
    store::result<void> write_decoded(std::string& out, fetch_item const& item, coded const& from);
    store::result<void> count_decoded(coded const& from);
    void begin_long_decoded(fetch_item const& item, coded const& from);
    void convert(long_text& body, std::string_view stored, std::string& wire);
    store::message effective_row() const;
    void end_message(std::string& out);
    void settle_seen();

    selected& box_;
    std::shared_ptr<std::vector<picked> const> const all_messages_;
    std::vector<picked> const& messages_;
    std::vector<fetch_item> items_;
    std::size_t next_ = 0;
    std::optional<open_message> open_;
    bool may_block_ = true;              // what needs_disk() said of a list or of texts
    bool needs_disk_ = false, needs_text_ = false, needs_facts_ = false, needs_more_than_header_ = false;
    std::optional<store::measures> needs_measures_;
    std::optional<list_ahead> list_;     // of many messages without their texts
    std::optional<text_ahead> texts_;    // of many messages, where nothing but these and their rows is asked for
    store::view measured_;               // the view with sizes and dates that it does not have; null: it has those asked for
    bool sets_seen_ = false, asks_flags_ = false;
    bool has_binary_ = false;
    enum class preview { none, lazy, wanted } preview_ = preview::none;
    std::optional<origin_table> origins_;    // when an item needs them
    bool some_gone_ = false;
    bool unknown_encoding_ = false;
    base::error_code trouble_;
    std::vector<std::uint32_t> seen_now_;
    store::uid_set made_seen_;
    std::vector<std::uint32_t> not_made_seen_;
    bool seven_bits_;                     // the client has not enabled UTF-8: headers are shown without it (RFC 9755 §9)
    std::string shown_header_;            // of the section being written, in wire form
};

}  // namespace mailstead::imap
