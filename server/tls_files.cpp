#include "server/tls_files.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/fs.h"
#include "base/log.h"
#include "conf/table_rows.h"
#include "net/tls.h"
#include "server/sockets.h"

namespace mailstead::server {
namespace {

constexpr std::size_t largest_file = 1 << 20;

// Who has certificates: a service or a client by its parameters' prefix, with its own values.
struct view {
    std::string prefix;
    conf::settings values;
};

std::string prefix_of(std::string const& command) {
    if (command == "smtpd" || command == "postscreen") return "smtpd";
    return command == "imapd" || command == "pop3d" || command == "lmtpd" ? command : "";
}

bool is_server(view const& one) { return one.prefix.ends_with('d'); }

std::vector<view> views_of(conf::configuration const& files) {
    std::vector<view> out;
    for (auto const& service : sockets_of(files)) {
        if (service.command == "postscreen")    // and who is behind it
            if (auto const behind = service_behind(files, service)) out.push_back({"smtpd", behind->values});
        auto const prefix = prefix_of(service.command);
        if (!prefix.empty()) out.push_back({prefix, service.values});
    }
    for (auto const* client : {"smtp", "lmtp"}) out.push_back({client, *files.values});
    for (auto const& line : files.services.services)
        if (line.type == conf::service_type::unix_stream && (line.command == "smtp" || line.command == "lmtp"))
            out.push_back({line.command, files.values_for(line)});
    return out;
}

// Where the rows of a table can be read: the text that an indexed one was made of.
std::string text_of_table(std::string const& spec) {
    auto const colon = spec.find(':');
    if (colon == spec.npos) return spec;
    auto const type = spec.substr(0, colon);
    bool const has_text = type == "texthash" || type == "hash" || type == "btree" || type == "lmdb" || type == "cdb" || type == "dbm";
    return has_text ? spec.substr(colon + 1) : std::string();
}

std::string inside_braces(std::string_view text) {
    auto const inner = text.size() >= 2 && text.front() == '{' && text.back() == '}' ? text.substr(1, text.size() - 2) : text;
    return std::string(base::trimmed(inner));
}

// inline:{ {name = files}, ... }
std::vector<std::pair<std::string, std::string>> inline_rows(std::string const& spec) {
    std::vector<std::pair<std::string, std::string>> out;
    for (auto const& item : conf::split_list(inside_braces(spec.substr(spec.find(':') + 1)))) {
        auto const row = inside_braces(item);
        auto const sign = row.find('=');
        if (sign != row.npos) out.emplace_back(base::trimmed(row.substr(0, sign)), base::trimmed(row.substr(sign + 1)));
    }
    return out;
}

// The rows of a table of tls_server_sni_maps.
std::vector<std::pair<std::string, std::string>> rows_of(std::string const& spec, secrets const& read) {
    if (spec.starts_with("inline:")) return inline_rows(spec);
    std::vector<std::pair<std::string, std::string>> out;
    auto const path = text_of_table(spec);
    auto const found = read.find(path);
    if (found == read.end()) return out;
    for (auto& row : conf::read_rows(found->second, path).rows) out.emplace_back(std::move(row.key), std::move(row.value));
    return out;
}

// Keys with their chains behind them, as often as there are any.
void add_chains(identities& to, std::string_view text) {
    constexpr std::string_view begin = "-----BEGIN ";
    for (auto block = text.find(begin); block != text.npos;) {
        auto const end = text.find("-----END ", block);
        if (end == text.npos) return;
        auto const behind = std::min(text.find('\n', end), text.size() - 1) + 1;
        auto const piece = text.substr(block, behind - block);
        bool const is_key = piece.substr(0, piece.find('\n')).find("PRIVATE KEY-----") != piece.npos;
        if (is_key) to.emplace_back(std::string(), std::string(piece));
        else if (!to.empty()) to.back().first += piece;
        block = text.find(begin, behind);
    }
}

// Reads files into secrets, each once.
class reader {
public:
    explicit reader(secrets& into) : into_(into) {}

    void take(std::string const& path) {
        if (path.empty() || path == "none" || !seen_.insert(path).second) return;
        auto text = base::system_files().read_all(AT_FDCWD, path, largest_file);
        if (text) into_.emplace(path, std::move(*text));
        else base::log::warning("master", "cannot read {}: {}", path, text.error().message());
    }
    void take_if_there(std::string const& path) {
        struct stat found {};
        if (!path.empty() && path != "none" && ::stat(path.c_str(), &found) == 0) take(path);
    }

private:
    secrets& into_;
    std::set<std::string> seen_;
};

// A complaint about a table that cannot be listed, if there is one among them.
void complain_of_tables(conf::settings const& values) {
    for (auto const& spec : values.list("tls_server_sni_maps"))
        if (!spec.starts_with("inline:") && text_of_table(spec).empty())
            base::log::warning("master", "tls_server_sni_maps: {}: the names have to stand in texthash, hash, lmdb, cdb or inline; this table is not used", spec);
}

void take_all(reader& files, view const& one, secrets& read) {
    auto const take = [&](identity_source const& source) {
        for (auto const& path : source.files) {
            files.take(path);
            if (is_server(one) && one.values.yes("tls_ocsp_stapling")) files.take_if_there(ocsp_beside(path));
        }
    };
    for (auto const& source : identity_sources(one.prefix, one.values)) take(source);
    if (!is_server(one)) return;
    files.take_if_there(one.values.text("smtpd_tls_dh1024_param_file") == "auto" ? "" : one.values.text("smtpd_tls_dh1024_param_file"));
    for (auto const& spec : one.values.list("tls_server_sni_maps"))
        if (auto const path = text_of_table(spec); !path.empty()) files.take(path);
    for (auto const& named : named_sources(one.values, read)) take(named.what);
}

std::vector<identity_source> all_sources(view const& one, secrets const& read) {
    auto out = identity_sources(one.prefix, one.values);
    if (!is_server(one)) return out;
    for (auto& named : named_sources(one.values, read)) out.push_back(std::move(named.what));
    return out;
}

// Why a source cannot be used as it is; empty: it can.
std::string trouble_with(identity_source const& source, secrets const& read) {
    std::string why;
    auto const all = read_identities(source, read, why);
    if (all.empty() && why.empty()) why = "nothing can be read";
    for (auto const& [chain, key] : all)
        if (why.empty() && !net::is_usable_identity(chain, key, why)) break;
    return why;
}

bool is_unchanged(identity_source const& source, secrets const& fresh, secrets const& before) {
    return std::all_of(source.files.begin(), source.files.end(), [&](std::string const& path) {
        auto const now = fresh.find(path), then = before.find(path);
        return now != fresh.end() && then != before.end() && now->second == then->second;
    });
}

// Each source once, though many services may have it: to look at a key costs milliseconds, and there may be hundreds of names.
using looked_at = std::set<std::pair<identity_source::form, std::vector<std::string>>>;

void keep_usable(secrets& fresh, secrets const& before, view const& one, looked_at& done) {
    for (auto const& source : all_sources(one, fresh)) {
        if (!done.insert({source.how, source.files}).second || is_unchanged(source, fresh, before)) continue;
        auto const why = trouble_with(source, fresh);
        if (why.empty() || !trouble_with(source, before).empty()) continue;
        base::log::warning("master", "{}: {}: {}: what was read before stays in use", source.label, fmt::join(source.files, " "), why);
        for (auto const& path : source.files)
            if (auto const old = before.find(path); old != before.end()) fresh[path] = old->second;
    }
}

}  // namespace

std::string ocsp_beside(std::string const& path) { return path.empty() || path == "none" ? std::string() : path + ".ocsp"; }

std::vector<identity_source> identity_sources(std::string const& prefix, conf::settings const& values) {
    auto const name = [&prefix](char const* suffix) { return prefix + suffix; };
    if (auto chains = values.list(name("_tls_chain_files")); !chains.empty())    // the others do not count then
        return {{name("_tls_chain_files"), identity_source::form::chains, std::move(chains)}};
    std::vector<identity_source> out;
    auto const add = [&](char const* certificate, char const* key) {
        auto const path = values.text(name(certificate));
        if (!path.empty() && path != "none") out.push_back({name(certificate), identity_source::form::pair, {path, values.text(name(key))}});
    };
    add("_tls_cert_file", "_tls_key_file");
    add("_tls_eccert_file", "_tls_eckey_file");
    if (prefix == "smtpd" || prefix == "smtp" || prefix == "lmtp") add("_tls_dcert_file", "_tls_dkey_file");
    return out;
}

identities read_identities(identity_source const& source, secrets const& read, std::string& why) {
    identities out;
    auto const text_of = [&read](std::string const& path) {
        auto const found = read.find(path);
        return found == read.end() ? std::string() : found->second;
    };
    if (source.how == identity_source::form::pair) {
        auto chain = text_of(source.files[0]), key = text_of(source.files[1]);
        if (chain.empty() || key.empty()) why = "cannot be read";
        else out.emplace_back(std::move(chain), std::move(key));
        return out;
    }
    for (auto const& path : source.files) {
        auto const text = text_of(path);
        add_chains(out, text);
        if (text.empty()) why = path + ": cannot be read";
        else if (out.empty()) why = path + ": there is no private key before the certificates";
    }
    return out;
}

std::vector<named_source> named_sources(conf::settings const& values, secrets const& read) {
    std::vector<named_source> out;
    for (auto const& spec : values.list("tls_server_sni_maps"))
        for (auto& [name, files] : rows_of(spec, read)) {
            identity_source what{"tls_server_sni_maps: " + name, identity_source::form::chains, conf::split_list(files)};
            out.push_back({base::lowered(name), std::move(what)});
        }
    return out;
}

secrets read_secrets(conf::configuration const& files, secrets const& before) {
    secrets out;
    reader from(out);
    auto const views = views_of(files);
    complain_of_tables(*files.values);
    for (auto const& one : views) take_all(from, one, out);
    from.take(files.values->text("auth_oauth2_introspection_credentials"));    // no certificate, but root's to read, too
    looked_at done;
    if (before.empty()) return out;    // nothing to fall back upon; who uses it tells what is wrong
    for (auto const& one : views) keep_usable(out, before, one, done);
    return out;
}

std::vector<std::string> watched_files(conf::configuration const& files, secrets const& read) {
    std::set<std::string> paths;
    for (auto const& one : views_of(files)) {
        for (auto const& source : all_sources(one, read))
            for (auto const& path : source.files) paths.insert({path, is_server(one) ? ocsp_beside(path) : path});
        if (!is_server(one)) continue;
        for (auto const* name : {"_tls_CAfile", "_tls_CApath"}) paths.insert(one.values.text(one.prefix + name));
        for (auto const& spec : one.values.list("tls_server_sni_maps")) paths.insert(text_of_table(spec));
    }
    paths.erase("");
    return {paths.begin(), paths.end()};
}

std::vector<base::file_stamp> stamps_of(std::vector<std::string> const& paths) {
    std::vector<base::file_stamp> out;
    for (auto const& path : paths) out.push_back(base::stamp_of(path));
    return out;
}

}  // namespace mailstead::server
