#include "tools/submission_file.h"

#include <fcntl.h>

#include <algorithm>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "base/ascii.h"
#include "base/fs.h"
#include "mta/pickup/records.h"

namespace mailstead::tools {
namespace {

namespace json = boost::json;
namespace pickup = mta::pickup;

constexpr std::uint64_t file_limit = std::uint64_t{1} << 30;

// JSON and terminals get UTF-8; addresses may be anything.
std::string shown(std::string_view bytes) {
    return base::is_utf8(bytes) ? std::string(bytes) : base::printable(bytes, bytes.size());
}

std::string line_of(std::string const& name, submission_file const& file) {
    json::object out;
    out["queue_name"] = "maildrop";
    out["queue_id"] = shown(name);
    out["arrival_time"] = file.arrival;
    out["message_size"] = static_cast<std::int64_t>(file.text.size());
    out["forced_expire"] = false;
    out["sender"] = file.sender.empty() ? "MAILER-DAEMON" : file.sender;
    json::array recipients;
    for (auto const& address : file.recipients) {
        json::object one;
        one["address"] = address;
        recipients.push_back(std::move(one));
    }
    out["recipients"] = std::move(recipients);
    return json::serialize(out) + "\n";
}

}  // namespace

base::result<submission_file> read_submission(std::string const& path) {
    auto& files = base::system_files();
    auto const bytes = files.read_all(AT_FDCWD, path, file_limit);
    if (!bytes) return bytes.error();
    pickup::reader records;
    records.feed(*bytes);
    submission_file out;
    bool ended = false;
    auto item = records.next();
    for (; item.state == pickup::reader::state::record; item = records.next()) {
        if (item.kind == pickup::record::sender) out.sender = shown(item.value);
        if (item.kind == pickup::record::envid) out.envid = shown(item.value);
        if (item.kind == pickup::record::recipient) out.recipients.push_back(shown(item.value));
        if (item.kind == pickup::record::text) out.text += item.value;
        ended |= item.kind == pickup::record::end;
    }
    if (!ended || item.state == pickup::reader::state::bad) return base::from_errno(EINVAL);
    if (auto const info = files.status(AT_FDCWD, path)) out.arrival = info->st_mtim.tv_sec;
    return out;
}

std::string maildrop_lines(std::string const& directory) {
    auto entries = base::system_files().list(AT_FDCWD, directory);
    std::string out;
    if (!entries) return out;
    auto const by_name = [](base::dir_entry const& a, base::dir_entry const& b) { return a.name < b.name; };
    std::sort(entries->begin(), entries->end(), by_name);
    for (auto const& entry : *entries)
        if (auto const file = read_submission(directory + "/" + entry.name)) out += line_of(entry.name, *file);
    return out;
}

}  // namespace mailstead::tools
