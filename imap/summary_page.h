// What lists tell of up to 64 messages with neighbouring uids, as IMAP text ready to be copied into a response. Immutable once
// made, so that sessions on several threads read it without a lock.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "store/mailbox.h"

namespace mailstead::imap {

class summary_page {
public:
    static constexpr std::uint32_t uids = 64;
    static std::uint32_t number_of(std::uint32_t uid) noexcept { return uid / uids; }

    // What can be asked for; a set of them is their sum.
    enum parts : std::uint8_t { none = 0, envelope = 1, structure = 2, body = 4 };    // body: BODY, without extension data

    bool has(std::uint32_t uid, std::uint8_t what) const noexcept { return (at(uid).known & what) == what; }
    // unknown_date, unknown_size: nobody found it.
    std::int64_t internal_date(std::uint32_t uid) const noexcept { return at(uid).date; }
    std::uint64_t size(std::uint32_t uid) const noexcept { return at(uid).size; }
    // The envelope holds octets that not every client may be shown (seven_bit.h).
    bool has_8_bits(std::uint32_t uid) const noexcept { return at(uid).has_8_bits; }
    // Append what has() says is there.
    void write_envelope(std::string& out, std::uint32_t uid) const;
    void write_structure(std::string& out, std::uint32_t uid) const { out += text(at(uid), 1); }
    void write_body(std::string& out, std::uint32_t uid) const { out += text(at(uid), 2); }
    // What it takes of memory.
    std::size_t octets() const noexcept { return sizeof *this + bytes_.capacity(); }

private:
    friend class summary_page_maker;
    struct entry {
        std::uint32_t begin = 0;                     // of its texts, one behind the other
        std::array<std::uint32_t, 3> lengths = {};   // envelope, structure, body
        std::uint32_t twice_at = 0, twice = 0;       // within the envelope's text: From, which stands for Sender and Reply-To too
        std::uint8_t known = 0;
        bool has_8_bits = false;
        std::int64_t date = store::unknown_date;
        std::uint64_t size = store::unknown_size;
    };
    entry const& at(std::uint32_t uid) const noexcept { return entries_[uid % uids]; }
    std::string_view text(entry const& of, std::size_t which) const noexcept;

    std::array<entry, uids> entries_;
    std::string bytes_;
};

// Fills a page, beginning with what an older one knew.
class summary_page_maker {
public:
    explicit summary_page_maker(std::shared_ptr<summary_page const> before = nullptr) : before_(std::move(before)) {}

    // All of `wanted` that `what` can tell; of a structure at hand what may be asked for next.
    void add(store::glance const& what, std::uint8_t wanted);
    bool has_news() const noexcept { return !made_.bytes_.empty(); }
    std::shared_ptr<summary_page const> done();

private:
    using entry = summary_page::entry;
    void add_text(entry& to, std::size_t which, std::uint32_t uid);
    std::string_view old_text(std::uint32_t uid, std::size_t which) const;

    std::shared_ptr<summary_page const> before_;
    summary_page made_;
    std::uint64_t added_ = 0;    // a bit for each uid
    std::string text_;
};

}  // namespace mailstead::imap
