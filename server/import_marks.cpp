// An append-only text file: `mailstead-import 1 fresh|old`, then for each batch `B UIDNEXT FOLDER` (hexadecimal), `K KEY` for
// each message, and `C` when it is stored or `W` when it is not.
#include "server/import_marks.h"

#include <fcntl.h>

#include <fmt/format.h>

#include "base/ascii.h"
#include "store/hash.h"

namespace mailstead::server {
namespace {

constexpr std::string_view head = "mailstead-import 1 ";

std::optional<std::string> unhex(std::string_view text) {
    std::string out;
    if (text.size() % 2 != 0) return std::nullopt;
    for (std::size_t i = 0; i < text.size(); i += 2) {
        auto const byte = base::number<unsigned>(text.substr(i, 2), 16);
        if (!byte) return std::nullopt;
        out += static_cast<char>(*byte);
    }
    return out;
}

std::optional<import_state::doubt> batch_of(std::string_view rest) {
    auto const space = rest.find(' ');
    auto const next = base::number<std::uint32_t>(rest.substr(0, space));
    auto const folder = space == rest.npos ? std::nullopt : unhex(rest.substr(space + 1));
    if (!next || !folder) return std::nullopt;
    return import_state::doubt{*folder, *next, {}};
}

void take_line(std::string_view line, import_state& into) {
    auto& doubts = into.doubts;
    if (line.starts_with("B ")) {
        doubts.push_back(batch_of(line.substr(2)).value_or(import_state::doubt{}));
    } else if (line.starts_with("K ") && !doubts.empty()) {
        auto key = unhex(line.substr(2));
        if (key && key->size() == import_key_size) doubts.back().keys.insert(std::move(*key));
    } else if (line == "C" && !doubts.empty()) {
        into.known.merge(doubts.back().keys);
        doubts.pop_back();
    } else if (line == "W" && !doubts.empty()) {
        doubts.pop_back();
    }
}

}  // namespace

import_state parse_import_marks(std::string_view text) {
    import_state out;
    for (std::size_t at = 0; at < text.size();) {
        auto const end = text.find('\n', at);
        if (end == text.npos) break;    // torn
        auto const line = text.substr(at, end - at);
        if (at == 0) {
            out.usable = line.starts_with(head);
            out.fresh = line.substr(std::min(line.size(), head.size())) == "fresh";
            if (!out.usable) return out;
        } else {
            take_line(line, out);
        }
        at = end + 1;
    }
    for (auto& doubt : out.doubts) std::erase_if(doubt.keys, [&](auto const& key) { return out.known.contains(key); });
    std::erase_if(out.doubts, [](auto const& doubt) { return doubt.keys.empty(); });
    return out;
}

base::result<import_marks> import_marks::open(std::string const& directory, std::string_view id, bool fresh) {
    auto& files = base::system_files();
    import_marks out;
    if (auto const made = files.make_dirs_synced(directory, 0700); !made) return made.error();
    out.path_ = fmt::format("{}/import-{}", directory, base::hex(store::sha256(id).substr(0, 16)));
    auto const text = files.read_all(AT_FDCWD, out.path_, std::uint64_t{1} << 30);
    if (text) out.state_ = parse_import_marks(*text);
    if (!out.state_.usable) {
        out.state_ = import_state{true, fresh, {}, {}};
        auto const written = files.publish(AT_FDCWD, out.path_, fmt::format("{}{}\n", head, fresh ? "fresh" : "old"));
        if (!written) return written.error();
    }
    auto file = files.open(AT_FDCWD, out.path_, O_WRONLY | O_APPEND | O_NOFOLLOW);
    if (!file) return file.error();
    out.file_ = std::move(*file);
    if (text && !text->ends_with('\n'))
        if (auto const ended = files.write_all(out.file_.get(), "\n"); !ended) return ended.error();
    return out;
}

base::result<void> import_marks::announce(std::string const& folder, std::uint32_t uidnext, std::vector<std::string> const& keys) {
    auto lines = fmt::format("B {} {}\n", uidnext, base::hex(folder));
    for (auto const& key : keys) lines += "K " + base::hex(key) + "\n";
    auto& files = base::system_files();
    if (auto const written = files.write_all(file_.get(), lines); !written) return written;
    return files.sync_data(file_.get());
}

// Not synced: a batch whose end is lost is looked for.
base::result<void> import_marks::settle() { return base::system_files().write_all(file_.get(), "C\n"); }

base::result<void> import_marks::withdraw() { return base::system_files().write_all(file_.get(), "W\n"); }

base::result<void> import_marks::remove() {
    file_.reset();
    return base::system_files().unlink(AT_FDCWD, path_);
}

}  // namespace mailstead::server
