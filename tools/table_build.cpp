// From a source, or from standard input, to an indexed file.
#include "tools/table_build.h"

#include <fcntl.h>
#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <limits>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/ascii.h"
#include "conf/table.h"
#include "conf/table_writer.h"
#include "tools/table_input.h"

namespace mailstead::tools {
namespace {

// Root becomes the owner of the source for as long as this lives, so that the result belongs to that owner and a fault
// of ours gives nobody more rights.
class as_owner {
public:
    as_owner(table_run const& run, struct stat const& source) {
        bool const is_other = source.st_uid != ::geteuid() || source.st_gid != ::getegid();
        if (!run.want.as_owner || ::getuid() != 0 || !is_other) return;
        int const count = ::getgroups(0, nullptr);
        groups_.resize(static_cast<std::size_t>(std::max(count, 0)));
        if (count < 0 || ::getgroups(count, groups_.data()) < 0) throw table_fatal(why("getgroups"));
        group_ = ::getegid();
        // The group first: afterwards we may not.
        if (::setegid(source.st_gid) != 0) throw table_fatal(why("setegid"));
        changed_ = true;
        if (::setgroups(1, &source.st_gid) != 0) throw table_fatal(why("setgroups"));
        if (::seteuid(source.st_uid) != 0) throw table_fatal(why("seteuid"));
    }
    ~as_owner() {
        if (!changed_) return;
        bool const back =
            ::seteuid(0) == 0 && ::setegid(group_) == 0 && ::setgroups(groups_.size(), groups_.data()) == 0;
        if (!back) std::abort();  // to go on as somebody else than we believe is worse
    }
    as_owner(as_owner const&) = delete;
    as_owner& operator=(as_owner const&) = delete;

    bool is_somebody_else() const noexcept { return changed_; }

private:
    static std::string why(std::string_view call) { return fmt::format("{}: {}", call, std::strerror(errno)); }
    bool changed_ = false;
    gid_t group_ = 0;
    std::vector<gid_t> groups_;
};

// A table that is being made or changed.
struct changing_table {
    table_name name;
    conf::index_file file;
    conf::table_writer writer;
    conf::table_image image;
};

// True when the user we are may not make files where the index is, although an old index of his is there. He could
// write into that one; we replace files instead.
bool may_not_replace_his_own(conf::index_file const& file) {
    struct stat old {};
    auto const slash = file.path.rfind('/');
    auto const folder = slash == file.path.npos ? "." : file.path.substr(0, slash + 1);
    return ::stat(file.path.c_str(), &old) == 0 && old.st_uid == ::geteuid() &&
           ::faccessat(AT_FDCWD, folder.c_str(), W_OK, AT_EACCESS) != 0;
}

[[noreturn]] void fail_on(conf::index_file const& file, base::error_code const& code) {
    throw table_fatal(fmt::format("open database {}: {}", file.path, code.message()));
}

enum class old_rows { dropped, wanted, required };

changing_table open_table(table_run const& run, table_name name, conf::index_file file, old_rows old) {
    run.trace(fmt::format("open {} {}", name.type, name.name));
    auto writer = conf::table_writer::open(file);
    if (!writer) fail_on(file, writer.error());
    conf::table_image image;
    if (old != old_rows::dropped) {
        auto present = writer->present();
        bool const absent = !present && present.error() == boost::system::errc::no_such_file_or_directory;
        if (!present && !(absent && old == old_rows::wanted)) fail_on(file, present.error());
        if (present) image = std::move(*present);
    }
    if (run.want.ends_in_nul) image.set_ends_in_nul(true);
    return {std::move(name), std::move(file), std::move(*writer), std::move(image)};
}

// How Postfix names a table in its complaint about a duplicate.
std::string shown_name(changing_table const& table) {
    if (table.name.type == "lmdb") return table.name.text();
    return table.name.type == "cdb" ? table.name.name : table.file.path;
}

void put(table_run const& run, changing_table& table, std::string const& key, std::string const& value) {
    using duplicates = table_request::duplicates;
    if (run.want.on_duplicate == duplicates::replace)
        table.image.replace(key, value);
    else if (!table.image.add(key, value) && run.want.on_duplicate == duplicates::warn)
        run.warn(fmt::format("{}: duplicate entry: \"{}\"", shown_name(table), key));
}

void check_key(changing_table const& table, std::string const& file, conf::table_row const& row, std::size_t extra) {
    if (table.file.format != conf::index_format::lmdb || row.key.size() + extra <= conf::lmdb_key_limit) return;
    throw table_fatal(fmt::format("{}, line {}: the key has {} bytes: more than the {} that {} can hold", file,
                                  row.line, row.key.size() + extra, conf::lmdb_key_limit, table.file.path));
}

void put_rows(table_run const& run, changing_table& table, std::string const& file, conf::table_source const& source) {
    std::size_t next = 0;
    std::size_t const extra = table.image.ends_in_nul() ? 1 : 0;
    for (auto const& row : source.rows) {
        warn_up_to(run, source.problems, row.line, next);
        check_key(table, file, row, extra);
        put(run, table, run.folded(row.key), row.value);
    }
    warn_up_to(run, source.problems, std::numeric_limits<int>::max(), next);
}

// What sendmail and NIS clients look for in an alias database.
void sign(table_run const& run, changing_table& table) {
    table.image.replace("@", "@");
    table.image.replace("YP_LAST_MODIFIED", fmt::format("{:010}", std::time(nullptr)));
    table.image.replace("YP_MASTER_NAME", run.values.text("myhostname"));
}

// The permissions of a new file: others may read it as far as they may read the source.
mode_t mode_for(table_run const& run, struct stat const& source) {
    constexpr mode_t usual = 0644;
    if (!run.want.copies_mode || !S_ISREG(source.st_mode)) return usual;
    return usual & ~(~source.st_mode & 077u);
}

void commit(changing_table& table, mode_t mode, std::optional<conf::file_owner> owner = {}) {
    auto const done = table.writer.commit(table.image, mode, owner);
    if (!done) throw table_fatal(fmt::format("error writing {}: {}", table.file.path, done.error().message()));
}

// A change keeps the owner and the permissions that the file has.
void commit_change(changing_table& table, mode_t mode_if_new) {
    struct stat old {};
    if (::stat(table.file.path.c_str(), &old) != 0) return commit(table, mode_if_new);
    std::optional<conf::file_owner> owner;
    // Only root can give a file away; anybody else keeps what he made.
    if (::geteuid() == 0) owner = {old.st_uid, old.st_gid};
    commit(table, old.st_mode & 07777, owner);
}

bool is_known(std::string_view type) noexcept {
    auto const known = conf::table_types();
    return std::find(known.begin(), known.end(), type) != known.end();
}

// True when at least one of the keys was there.
bool erase_from(table_run const& run, std::string const& argument, std::vector<std::string> const& keys) {
    auto name = run.name_of(argument);
    check_form(name);
    auto file = conf::index_of(name.type, name.name);
    if (!file && !is_known(name.type)) refuse_type(name.type);
    if (!file) throw table_fatal(fmt::format("{} map requires O_RDONLY access mode", name.text()));
    auto table = open_table(run, std::move(name), std::move(*file), old_rows::required);
    bool found = false;
    for (auto const& key : keys) found |= table.image.erase(run.folded(key));
    if (found) commit_change(table, 0);
    return found;
}

}  // namespace

void check_form(table_name const& name) {
    if (name.type.empty() || name.name.empty())
        throw table_fatal(fmt::format("open dictionary: expecting \"type:name\" form instead of \"{}\"", name.text()));
}

void refuse_type(std::string const& type) {
    if (is_known(type))
        throw table_fatal(fmt::format("unsupported dictionary type: {} does not support bulk-mode creation.", type));
    throw table_fatal(
        fmt::format("unsupported dictionary type: {} (supported: {})", type, fmt::join(conf::table_types(), " ")));
}

void warn_up_to(table_run const& run, std::vector<conf::problem> const& problems, int line, std::size_t& next) {
    for (; next < problems.size() && problems[next].line <= line; ++next) run.warn(problems[next]);
}

void take_files(std::string const& file, conf::table_source& source) {
    std::vector<conf::table_row> rows;
    for (auto& row : source.rows) {
        std::string why;
        auto const content = read_file_list(row.value, why);
        if (content)
            rows.push_back({row.line, std::move(row.key), base::base64_encode(*content)});
        else
            source.problems.push_back({file, row.line, conf::severity::warning, why + ": skipping this entry"});
    }
    source.rows = std::move(rows);
    std::stable_sort(source.problems.begin(), source.problems.end(),
                     [](auto const& a, auto const& b) { return a.line < b.line; });
}

void build_table(table_run const& run, std::string_view argument) {
    auto name = run.name_of(argument);
    bool const incremental = run.want.incremental;
    if (name.type == "proxy" && !incremental) throw table_fatal("can't create maps via the proxy service");
    auto const input = incremental ? read_standard_input() : read_source_file(name.name);
    std::string const file = incremental ? "stdin" : name.name;
    auto index = conf::index_of(name.type, name.name);
    if (!index) refuse_type(name.type);

    std::optional<as_owner> owner(std::in_place, run, input.status);
    auto source = run.dialect.read(input.text, file, run.text_kind());
    if (run.want.files) take_files(file, source);
    std::optional<conf::file_owner> new_owner;
    if (owner->is_somebody_else() && may_not_replace_his_own(*index)) {
        owner.reset();  // root makes the file and gives it to him
        new_owner = {input.status.st_uid, input.status.st_gid};
    }
    auto table =
        open_table(run, std::move(name), std::move(*index), incremental ? old_rows::wanted : old_rows::dropped);
    put_rows(run, table, file, source);
    if (run.dialect.signs) sign(run, table);
    if (incremental)
        commit_change(table, mode_for(run, input.status));
    else
        commit(table, mode_for(run, input.status), new_owner);
}

bool erase_keys(table_run const& run) {
    std::vector<std::string> keys;
    if (*run.want.erase == "-") {
        auto const input = read_standard_input();
        for (auto const key : base::split(input.text, "\n")) keys.emplace_back(key);
    } else {
        keys.push_back(*run.want.erase);
    }
    bool found = false;
    // One after the other: who held two at once could wait for somebody who waits for him.
    for (auto const& table : run.want.tables) found |= erase_from(run, table, keys);
    return found;
}

}  // namespace mailstead::tools
