// Every value that names a transport or a next hop is taken apart as the queue would.
#include "server/doubtful_routes.h"

#include <fcntl.h>
#include <unistd.h>

#include <set>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/fs.h"
#include "conf/expand.h"
#include "conf/table_rows.h"
#include "mta/pipe/attributes.h"
#include "mta/smtp_client/destination.h"
#include "server/exec_rules.h"
#include "server/settings_queue.h"

namespace mailstead::server {
namespace {

namespace route = mta::route;
using agent = route::transport::agent;

constexpr std::string_view transport_values[] = {
    "best_mx_transport", "content_filter", "default_transport", "local_transport", "relay_transport", "virtual_transport",
    "address_verify_default_transport", "address_verify_local_transport", "address_verify_relay_transport",
    "address_verify_virtual_transport"};    // those whose defaults repeat others come last
constexpr std::string_view transport_tables[] = {"transport_maps", "sender_dependent_default_transport_maps"};
constexpr std::string_view hop_values[] = {"relayhost", "smtp_fallback_relay"};
constexpr std::string_view hop_tables[] = {"sender_dependent_relayhost_maps"};
constexpr std::string_view password_tables[] = {"smtp_sasl_password_maps"};
constexpr std::string_view file_types[] = {"btree:", "cdb:", "hash:", "lmdb:", "texthash:"};
constexpr std::uint64_t table_limit = 16 << 20;
constexpr std::size_t told_of_one_table = 3;    // a table of another kind has a mistake in each row

struct place {
    std::string file;
    int line = 0;
};

class examiner {
public:
    explicit examiner(conf::configuration const& files) : files_(files), routes_(route_settings(files)), whose_(owners_of(*files.values)) {
        whose_.uid = 0;    // as root starts the server, whoever asks here
    }

    std::vector<conf::problem> all() {
        for (auto const name : transport_values) value(*files_.values, name, place_of(name), &examiner::transport);
        for (auto const name : hop_values) value(*files_.values, name, place_of(name), &examiner::next_hops);
        for (auto const name : transport_tables) tables(name, &examiner::transport_row);
        for (auto const name : hop_tables) tables(name, &examiner::next_hops);
        for (auto const name : password_tables) tables(name, &examiner::password);
        for (auto const& row : files_.services.services) overrides(row);
        return std::move(out_);
    }

private:
    using look = std::string (examiner::*)(std::string_view);    // what is wrong, or nothing

    place place_of(std::string_view name) const {
        auto const at = files_.values->place(name);
        return {at.file, at.line};
    }

    void say(place const& at, std::string text) { out_.push_back({at.file, at.line, conf::severity::warning, std::move(text)}); }

    void value(conf::settings const& values, std::string_view name, place const& at, look how) {
        auto const text = values.text(name);
        auto const why = base::trimmed(text).empty() ? std::string() : (this->*how)(text);
        if (why.empty() || !said_.insert(text + "\n" + why).second) return;    // a default may repeat what is set
        say(at, fmt::format("{} = {}: {}", name, base::printable(text, 200), why));
    }

    void overrides(conf::service const& row) {
        if (row.overrides.empty()) return;
        auto const own = files_.values_for(row);
        for (auto const& [name, text] : row.overrides)
            for (auto const known : transport_values)
                if (name == known) value(own, known, {row.file, row.line}, &examiner::transport);
    }

    // "transport:nexthop", as target.cpp reads it.
    std::string transport(std::string_view text) {
        text = base::trimmed(text);
        auto const colon = text.find(':');
        auto const name = std::string(base::trimmed(text.substr(0, colon)));
        auto const nexthop = colon == text.npos ? std::string_view() : base::trimmed(text.substr(colon + 1));
        auto const found = routes_.transports.find(name);
        if (found == routes_.transports.end() || found->second->does == agent::none)
            return fmt::format("no row of master.cf delivers mail by the name {}: mail for it will wait", base::printable(name, 100));
        if (found->second->does == agent::smtp && !nexthop.empty()) return next_hops(nexthop);
        if (found->second->does == agent::pipe) return program(name);
        auto const made = route::make_target(name, nexthop.empty() ? "example.com" : nexthop, routes_);
        if (made.kind == route::target::way::lmtp && made.path.empty()) return next_hops(made.nexthop);
        bool const meant = found->second->does == agent::retry || found->second->does == agent::error;
        return made.kind == route::target::way::retry && !meant ? made.text : std::string();
    }

    // A row of transport_maps may leave out the transport, or all of it.
    std::string transport_row(std::string_view text) {
        text = base::trimmed(text);
        if (text.empty() || text == ":") return {};
        return text.starts_with(':') ? next_hops(text.substr(1)) : transport(text);
    }

    std::string next_hops(std::string_view text) {
        for (auto const& one : mta::smtp_client::split_next_hops(text))
            if (!mta::smtp_client::parse_destination(one, 25)) return fmt::format("the next hop {} means nothing: mail for it will wait", base::printable(one, 100));
        return {};
    }

    // What must not be told is the entry itself.
    std::string password(std::string_view text) {
        return text.find(':') == text.npos ? "the entry is not user:password: mail for that server will wait" : "";
    }

    std::string program(std::string const& name) const {
        for (auto const& row : files_.services.services) {
            if (row.name != name || row.command != "pipe") continue;
            auto const read = mta::pipe::parse_pipe(row.arguments);
            if (!read.mistake.empty()) return {};    // is told of the row
            auto const user = privileges_for(read.what, whose_).trouble;
            if (!user.empty()) return fmt::format("{}:{}: {}: mail for it will wait", row.file, row.line, user);
            return command(row, read.what);
        }
        return {};
    }

    static std::string command(conf::service const& row, mta::pipe::attributes const& what) {
        auto const& path = what.argv.empty() ? std::string() : what.argv.front();
        bool const fixed = path.starts_with('/') && path.find('$') == path.npos && what.chroot.empty();
        if (!fixed || ::access(path.c_str(), X_OK) == 0) return {};
        return fmt::format("{}:{}: there is no program {}: mail for it will come back or wait", row.file, row.line, base::printable(path, 200));
    }

    void tables(std::string_view name, look how) {
        for (auto const& word : files_.values->list(name)) {
            std::string_view table = word;
            while (table.starts_with("proxy:")) table.remove_prefix(6);
            for (auto const type : file_types)
                if (table.starts_with(type)) rows(std::string(table.substr(type.size())), how);
        }
    }

    // The text that the index was made of; a table without one is not looked into.
    void rows(std::string const& file, look how) {
        auto const text = base::system_files().read_all(AT_FDCWD, file, table_limit);
        if (!text) return;
        std::size_t told = 0;
        for (auto const& row : conf::read_rows(*text, file, conf::source_text::bytes).rows) {
            auto const why = (this->*how)(row.value);
            if (why.empty()) continue;
            if (++told > told_of_one_table) return say({file, 0}, "there is more of this kind");
            say({file, row.line}, fmt::format("{}: {}", base::printable(row.key, 100), why));
        }
    }

    conf::configuration const& files_;
    route::settings routes_;
    owners_of_system whose_;
    std::set<std::string> said_;
    std::vector<conf::problem> out_;
};

}  // namespace

std::vector<conf::problem> doubtful_routes(conf::configuration const& files) {
    if (!files.values) return {};
    return examiner(files).all();
}

}  // namespace mailstead::server
