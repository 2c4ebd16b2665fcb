// Rows, users, plans.
#include "server/exec_rules.h"

#include <grp.h>
#include <unistd.h>

#include <algorithm>

#include <fmt/format.h>

#include "base/ascii.h"
#include "mda/local_user.h"
#include "mta/pipe/request.h"
#include "server/settings_pipe.h"

namespace mailstead::server {
namespace {

std::optional<gid_t> find_group(std::string const& name) {
    group entry{};
    group* found = nullptr;
    std::string names(16384, '\0');
    if (::getgrnam_r(name.c_str(), &entry, names.data(), names.size(), &found) != 0 || !found) return std::nullopt;
    return entry.gr_gid;
}

// Why a program may not have this user and group; empty: it may.
std::string objection(launch::user const& who, owners_of_system const& whose) {
    if (who.uid == 0) return "user= attribute specifies root privileges";
    if (who.gid == 0) return "user= attribute specifies privileged group id 0";
    for (auto const& one : whose.reserved) {
        if (who.uid == one.uid) return fmt::format("user= attribute specifies mail system owner {}", one.name);
        if (who.gid == one.gid) return fmt::format("user= attribute specifies mail system owner {} group id {}", one.name, one.gid);
    }
    if (whose.submitters == who.gid) return fmt::format("user= attribute specifies mail submission group id {}", who.gid);
    return {};
}

std::string place_of(conf::service const& row) { return row.line > 0 ? fmt::format("{}:{}", row.file, row.line) : row.file; }

std::string key_of(std::string_view command, std::string_view name) { return fmt::format("{} {}", command, name); }

// What local(8) tells its commands, and no other variable: LD_PRELOAD and its kin come from nobody.
bool is_local_variable(std::string_view name) {
    static constexpr std::string_view known[] = {
        "CLIENT_ADDRESS", "CLIENT_HELO", "CLIENT_HOSTNAME", "CLIENT_PROTOCOL", "DOMAIN", "EXTENSION", "HOME", "LOCAL", "LOGNAME",
        "ORIGINAL_RECIPIENT", "RECIPIENT", "SASL_METHOD", "SASL_SENDER", "SASL_USERNAME", "SENDER", "SHELL", "USER"};
    return std::find(std::begin(known), std::end(known), name) != std::end(known);
}

// Without anything that needs a shell the program is started directly, as Postfix does.
std::vector<std::string> words_of(std::string const& command, std::string const& shell) {
    static constexpr std::string_view plain =
        "1234567890!@%-_=+:,./abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ \t";
    std::vector<std::string> out;
    for (auto const word : base::split(shell, " \t")) out.emplace_back(word);
    if (!out.empty()) {
        out.push_back(command);
        return out;
    }
    auto const words = base::split(command, " \t");
    bool const direct = command.find_first_not_of(plain) == command.npos && !words.empty() && words.front().find('=') == std::string_view::npos &&
                        words.front().find('/') != std::string_view::npos;
    if (!direct) return {"/bin/sh", "-c", command};
    for (auto const word : words) out.emplace_back(word);
    return out;
}

std::string user_name(uid_t who) {
    auto const found = mda::user_of(who);
    return found && *found ? (*found)->name : std::to_string(who);
}

}  // namespace

owners_of_system owners_of(conf::settings const& values) {
    owners_of_system out;
    out.uid = ::geteuid();
    for (auto const* name : {"mail_owner", "auth_owner"})
        if (auto const found = find_user(values.text(name))) out.reserved.push_back(*found);
    out.submitters = find_group(values.text("setgid_group"));
    return out;
}

privileges privileges_for(mta::pipe::attributes const& row, owners_of_system const& whose) {
    privileges out;
    auto const user = find_user(row.user);
    if (!user) {
        out.trouble = fmt::format("unknown username: {}", base::printable(row.user));
        return out;
    }
    launch::user who{user->uid, user->gid};
    if (!row.group.empty()) {
        auto const group = find_group(row.group);
        if (!group) out.trouble = fmt::format("unknown group: {}", base::printable(row.group));
        who.gid = group.value_or(who.gid);
    }
    if (whose.uid == 0) {
        if (out.trouble.empty()) out.trouble = objection(who, whose);
        out.as = who;
        return out;
    }
    // Not root: there is one user only, who owns the mail system too.
    if (out.trouble.empty() && who.uid != whose.uid)
        out.trouble = fmt::format("user={} needs a server that is started as root and has process_model = separated: this one runs as uid {}",
                                  base::printable(row.user), whose.uid);
    if (out.trouble.empty() && !row.chroot.empty()) out.trouble = "chroot= needs a server that is started as root";
    return out;
}

exec_rules::exec_rules(conf::configuration const& files) : environment_(program_environment(files)) {
    auto const& values = *files.values;
    directory_ = values.text("queue_directory");
    delimiters_ = values.text("recipient_delimiter");
    shell_ = values.text("local_command_shell");
    default_privileges_.user = values.text("default_privs");
    command_limit_ = values.duration("command_time_limit");
    whose_ = owners_of(values);
    auto const& whose = whose_;
    askers_.insert(whose.uid);
    for (auto const* name : {"mail_owner", "store_owner"})
        if (auto const found = find_user(values.text(name)); found && whose.uid == 0) askers_.insert(found->uid);
    for (auto const& row : files.services.services) add(files, row, whose);
}

void exec_rules::add(conf::configuration const& files, conf::service const& row, owners_of_system const& whose) {
    bool const is_pipe = row.command == "pipe" && row.type == conf::service_type::unix_stream;
    bool const is_spawn = row.command == "spawn" && (row.type == conf::service_type::unix_stream || row.type == conf::service_type::inet);
    if (!is_pipe && !is_spawn) return;
    auto parsed = is_pipe ? mta::pipe::parse_pipe(row.arguments) : mta::pipe::parse_spawn(row.arguments);
    runnable out;
    out.row = std::move(parsed.what);
    out.trouble = std::move(parsed.mistake);
    out.limit = time_limit_of(row, files);
    bool const readable = out.trouble.empty();
    if (readable) {
        out.privileges = privileges_for(out.row, whose);
        out.trouble = out.privileges.trouble;
    }
    if (!out.trouble.empty()) out.trouble = fmt::format("{}: {} {}: {}", place_of(row), row.command, row.name, out.trouble);
    if (!readable) complaints_.push_back(out.trouble);
    rows_.insert_or_assign(key_of(row.command, row.name), std::move(out));
}

runnable const* exec_rules::find(std::string_view command, std::string_view service) const {
    auto const found = rows_.find(key_of(command, service));
    return found == rows_.end() ? nullptr : &found->second;
}

exec_rules::plan exec_rules::started(runnable const& what) const {
    plan out;
    out.trouble = what.trouble;
    out.limit = what.limit;
    out.what.environment = environment_;
    out.what.as = what.privileges.as;
    out.what.chroot = what.row.chroot;
    out.what.start_directory = directory_;
    out.what.directory = what.row.directory;
    return out;
}

exec_rules::plan exec_rules::plan_for(net::exec_request const& request) const {
    return request.kind == "local" ? plan_for_local(request) : plan_for_row(request);
}

// "|command" of an alias or .forward, and mailbox_command. The store has read the files; here it counts that no command
// runs with the rights of root or of the mail system, and that nothing but local(8)'s variables reaches it.
exec_rules::plan exec_rules::plan_for_local(net::exec_request const& request) const {
    plan out;
    out.limit = command_limit_;
    out.what.environment = environment_;
    out.what.start_directory = directory_;
    std::string command;
    auto row = default_privileges_;
    for (auto const& [name, value] : request.values) {
        if (value.find('\0') != value.npos) out.trouble = "a request that cannot be understood";
        if (name == "command") command = value;
        else if (name == "user" && !value.empty()) row.user = value;
        else if (name == "directory") out.what.directory = value;
        else if (name.starts_with("env:") && is_local_variable(name.substr(4))) out.what.environment.push_back(name.substr(4) + "=" + value);
    }
    if (command.empty()) out.trouble = "a request that cannot be understood";
    if (!out.trouble.empty()) return out;
    // Not root: there is one user only, and the store, which is he too, has seen to it that the mail is his or nobody's.
    if (whose_.uid != 0) row.user = user_name(whose_.uid);
    auto const rights = privileges_for(row, whose_);
    if (!rights.trouble.empty()) out.trouble = fmt::format("no command runs as {}: {}", base::printable(row.user), rights.trouble);
    out.what.as = rights.as;
    out.what.argv = words_of(command, shell_);
    return out;
}

exec_rules::plan exec_rules::plan_for_row(net::exec_request const& request) const {
    plan out;
    auto const* row = request.kind == "pipe" ? find("pipe", request.service) : nullptr;
    if (!row) {
        out.trouble = fmt::format("master.cf has no service {} with the command pipe", base::printable(request.service));
        return out;
    }
    out = started(*row);
    auto const facts = mta::pipe::facts_of(request);
    if (!facts && out.trouble.empty()) out.trouble = "a request that cannot be understood";
    if (!out.trouble.empty()) return out;
    auto command = mta::pipe::expand(row->row, *facts, delimiters_);
    out.what.argv = std::move(command.argv);
    out.trouble = std::move(command.mistake);
    return out;
}

exec_rules::plan exec_rules::plan_for_spawn(std::string_view service) const {
    auto const* row = find("spawn", service);
    plan out;
    if (!row) {
        out.trouble = fmt::format("master.cf has no service {} with the command spawn", base::printable(service));
        return out;
    }
    out = started(*row);
    out.what.argv = row->row.argv;
    return out;
}

}  // namespace mailstead::server
