// An aliases file, a .forward file and an address, separated by NUL bytes: there is always a plan, the same twice, whose branches
// have different numbers and whose addresses may stand in an envelope.
#include <sys/stat.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include <fmt/format.h>

#include "base/ascii.h"
#include "conf/aliases.h"
#include "mda/local.h"
#include "smtp/path.h"

namespace {

namespace mda = mailstead::mda;
namespace conf = mailstead::conf;

class rows_table final : public conf::table {
public:
    explicit rows_table(conf::table_source source) {
        for (auto& row : source.rows) rows_.emplace(mailstead::base::lowered(row.key), row.value);
    }
    conf::result<std::optional<std::string>> find(std::string_view key) override {
        auto const found = rows_.find(mailstead::base::lowered(key));
        return found == rows_.end() || found->second.empty() ? std::optional<std::string>() : std::optional(found->second);
    }
    std::string const& name() const noexcept override { return name_; }

private:
    std::map<std::string, std::string> rows_;
    std::string name_ = "aliases";
};

// One home for all runs, removed at the end.
struct home_directory {
    home_directory() {
        char made[] = "/tmp/mailstead-fuzz-XXXXXX";
        if (::mkdtemp(made) == nullptr) std::abort();
        path = made;
    }
    home_directory(home_directory const&) = delete;
    ~home_directory() { std::filesystem::remove_all(path); }
    std::string path;
};

mda::local_settings made(std::string const& home) {
    mda::local_settings out;
    out.users = conf::maps::open(fmt::format("inline:{{ {{alice=alice:x:{0}:{1}::{2}:/bin/sh}} {{bob=bob:x:{0}:{1}::{2}/bob:/bin/sh}} {{nobody=nobody:x:{3}:{1}::/:}} }}",
                                             ::geteuid(), ::getegid(), home, ::geteuid() == 0 ? 65534 : ::geteuid()),
                                 conf::settings());
    out.domains = std::make_shared<conf::domains const>(conf::settings().with({{"mydestination", "example.org"}}));
    out.completion.origin = "example.org";
    out.delimiter = "+";
    out.extension_to_alias = out.extension_to_forward = true;
    out.first_valid_uid = 0;
    out.first_valid_gid = 0;
    out.mail_spool_directory = home;
    out.most_items = 500;
    return out;
}

void look_at(mda::plan const& what) {
    std::set<std::uint32_t> numbers;
    for (auto const& one : what.mailboxes) {
        numbers.insert(one.branch);
        if (!one.who.location.starts_with('/') || one.who.location.find('\0') != std::string::npos) std::abort();
    }
    for (auto const& one : what.commands) numbers.insert(one.branch);
    for (auto const& one : what.reroutes) numbers.insert(one.branch);
    for (auto const& one : what.forwards) {
        numbers.insert(one.branch);
        if (one.recipients.empty()) std::abort();
        for (auto const& address : one.recipients)
            if (!mailstead::smtp::parse_path(address)) std::abort();
    }
    if (numbers.size() != what.branches()) std::abort();
    if (what.refusal.code != 0 && what.refusal.is_temporary() && what.branches() > 0) std::abort();
    if (what.branches() == 0 && what.refusal.code == 0 && !what.discarded) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    static home_directory const home;
    static mda::local_settings const usual = made(home.path);
    std::string_view rest(reinterpret_cast<char const*>(data), size);
    auto const take = [&rest] {
        auto const end = std::min(rest.find('\0'), rest.size());
        auto const piece = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        return piece;
    };
    auto rules = usual;
    mda::alias_table table;
    table.table.add(std::make_shared<rows_table>(conf::read_aliases(take(), "aliases", conf::source_text::bytes)));
    rules.aliases.push_back(std::move(table));
    std::ofstream(home.path + "/.forward", std::ios::binary) << take();
    mda::recipient whom;
    whom.address = std::string(rest) + "@example.org";
    if (!mailstead::smtp::parse_path(whom.address)) whom.address = "alice@example.org";
    auto const first = mda::plan_for_local(rules, whom, "sender@example.com");
    auto const second = mda::plan_for_local(rules, whom, "sender@example.com");
    if (!first || !second || first->has_value() != second->has_value()) std::abort();
    if (!*first) return 0;
    look_at(**first);
    if ((*first)->mailboxes != (*second)->mailboxes || (*first)->forwards != (*second)->forwards ||
        (*first)->commands != (*second)->commands || (*first)->reroutes != (*second)->reroutes)
        std::abort();
    return 0;
}
