// What a search asks of a Maildir: many texts with few system calls, and the index of texts.
#include <fcntl.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "maildir/mailbox.h"
#include "maildir/service.h"
#include "store/identity.h"

namespace mailstead::maildir {
namespace {

constexpr std::size_t most_at_once = 64;              // messages read under one identity
constexpr std::size_t octets_at_once = 192 * 1024;
constexpr std::size_t most_kept = 1024 * 1024;        // octets of a thread's buffer
constexpr std::size_t piece = 16 * 1024;              // one read tells of most files that they have ended

using files_at = std::pair<std::uint8_t, base::unique_fd>;

result<int> directory(base::file_system& files, std::vector<files_at>& known, std::string const& mailbox, std::uint8_t place) {
    for (auto const& [number, fd] : known)
        if (number == place) return fd.get();
    auto opened = files.open(AT_FDCWD, place_path(mailbox, place, "."), O_RDONLY | O_DIRECTORY);
    if (!opened) return opened.error();
    known.emplace_back(place, std::move(*opened));
    return known.back().second.get();
}

// Behind what `into` holds.
result<void> append_all(base::file_system& files, int fd, std::uint64_t longest, std::vector<char>& into, std::size_t& end) {
    for (std::size_t had = 0; had <= longest;) {
        if (into.size() < end + piece) into.resize(std::max(into.size() * 2, end + piece));
        auto const room = std::span(into).subspan(end);
        auto const got = files.read_at(fd, room, had);
        if (!got) return got.error();
        had += *got;
        end += *got;
        if (*got < room.size()) return {};
    }
    return {};
}

}  // namespace

// The buffer is its thread's, whose pages the next search finds ready. Whoever reads while it is out gets another one.
struct mailbox::texts_read {
    struct one { std::uint32_t uid; std::size_t begin, end; };
    texts_read() { bytes.swap(kept()); }
    ~texts_read() {
        if (bytes.size() <= most_kept) bytes.swap(kept());
    }
    texts_read(texts_read const&) = delete;
    static std::vector<char>& kept() {
        thread_local std::vector<char> out;
        return out;
    }

    std::vector<one> messages;
    std::vector<char> bytes;
    std::size_t end = 0;
};

// As the owner. A file that has another name by now is left to open(), which looks for it.
result<std::size_t> mailbox::read_some(std::span<store::index_row const> rows, std::uint64_t longest, texts_read& out) {
    auto const as_owner = store::identity::assume(where_.who);
    if (!as_owner) return as_owner.error();
    std::vector<files_at> directories;
    std::size_t done = 0;
    for (; done < std::min(rows.size(), most_at_once) && out.end < octets_at_once; ++done) {
        auto const& row = rows[done];
        if (row.what.size != store::unknown_size && row.what.size > longest) continue;
        auto const in = directory(with_.files, directories, where_.path, row.place);
        if (!in) return in.error();
        auto const fd = with_.files.open(*in, row.name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
        if (!fd) continue;
        auto const begin = out.end;
        if (auto const read = append_all(with_.files, fd->get(), longest, out.bytes, out.end); !read) return read.error();
        if (out.end - begin <= longest) out.messages.push_back({row.what.uid, begin, out.end});
    }
    return done;
}

// Without the place's lock.
result<void> mailbox::read_texts(std::span<std::uint32_t const> uids, std::uint64_t longest, text_reader const& take) {
    auto const rows = rows_by_now(uids);
    if (!rows) return rows.error();
    texts_read read;
    for (std::span<store::index_row const> left(*rows); !left.empty();) {
        read.messages.clear();
        read.end = 0;
        auto const done = read_some(left, longest, read);
        if (!done) return done.error();
        for (auto const& one : read.messages) take(one.uid, std::string_view(read.bytes.data() + one.begin, one.end - one.begin));
        left = left.subspan(*done);
    }
    return {};
}

std::optional<store::text_answer> mailbox::find_texts(store::text_query const& what) {
    return index_->texts().find({where_.folder, now()->uidvalidity()}, what);
}

void mailbox::index_texts(std::shared_ptr<store::mailbox> self) { with_.texts.add(std::move(self), index_, where_.folder); }

}  // namespace mailstead::maildir
