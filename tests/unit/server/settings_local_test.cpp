// What main.cf says of local mail, and what plan_for_local makes of it: compared with what Debian's Postfix did
// (tests/oracle/local/cases.txt, written by record.py).
#include "server/settings_local.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/ascii.h"
#include "conf/aliases.h"
#include "mda/local.h"

namespace mailstead::server {
namespace {

constexpr std::string_view root_word = "@ROOT@";
constexpr gid_t group = 2000;
std::map<std::string, uid_t> const users = {{"alice", 2001}, {"bob", 2002}, {"carol", 2003}, {"dave", 2005}};

struct local_case {
    std::string name;
    std::vector<std::pair<std::string, std::string>> lines;    // word and rest
    std::set<std::string> expected;
};

std::vector<local_case> read_cases() {
    std::vector<local_case> out;
    std::ifstream in("oracle/local/cases.txt");
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with("case ")) out.push_back({line.substr(5), {}, {}});
        if (out.empty() || line.empty() || line.starts_with('#') || line.starts_with("case ")) continue;
        if (line.starts_with("= ")) out.back().expected.insert(line.substr(2));
        else out.back().lines.emplace_back(line.substr(0, line.find(' ')), line.substr(std::min(line.find(' '), line.size() - 1) + 1));
    }
    return out;
}

std::string replaced(std::string text, std::string_view what, std::string_view with) {
    for (auto at = text.find(what); at != text.npos; at = text.find(what, at + with.size())) text.replace(at, what.size(), with);
    return text;
}

// A table of rows, as postalias would have made it.
class rows_table final : public conf::table {
public:
    explicit rows_table(conf::table_source source) {
        for (auto& row : source.rows) rows_.emplace(base::lowered(row.key), row.value);
    }
    conf::result<std::optional<std::string>> find(std::string_view key) override {
        auto const found = rows_.find(base::lowered(key));
        return found == rows_.end() ? std::optional<std::string>() : std::optional(found->second);
    }
    std::string const& name() const noexcept override { return name_; }

private:
    std::map<std::string, std::string> rows_;
    std::string name_ = "aliases";
};

class place {
public:
    place() {
        char made[] = "/tmp/mailstead-local-XXXXXX";
        if (::mkdtemp(made) == nullptr) throw std::runtime_error("mkdtemp");
        root = made;
        ::chmod(made, 0755);
        for (auto const* part : {"home", "spool", "files", "out", "bin"}) ::mkdir((root + "/" + part).c_str(), 0755);
        for (auto const* part : {"spool", "out"}) ::chmod((root + "/" + part).c_str(), 01777);
        for (auto const& [name, uid] : users) {
            if (name == "dave") continue;
            auto const home = root + "/home/" + name;
            ::mkdir(home.c_str(), 0755);
            own(home, uid);
        }
    }
    place(place const&) = delete;
    ~place() { std::filesystem::remove_all(root); }

    static void own(std::string const& path, uid_t uid) { EXPECT_EQ(::lchown(path.c_str(), uid, group), 0) << path; }
    std::string at(std::string_view text) const { return replaced(std::string(text), root_word, root); }

    // "NAME mode=... uid=... kind=...: TEXT"
    void put(std::string const& folder, uid_t usual, std::string const& rest) {
        auto const colon = rest.find(':');
        auto words = base::split(std::string_view(rest).substr(0, colon), " ");
        std::map<std::string, std::string> options{{"mode", "644"}, {"kind", "file"}, {"uid", std::to_string(usual)}, {"name", ".forward"}};
        for (auto const word : std::vector(words.begin() + 1, words.end()))
            options[std::string(word.substr(0, word.find('=')))] = word.substr(word.find('=') + 1);
        auto text = rest.substr(std::min(rest.size(), colon + 2));
        text = replaced(replaced(replaced(at(text), "\\n", "\n"), "\\r", "\r"), "\\0", std::string_view("\0", 1));
        auto const path = folder + "/" + (folder.ends_with("files") ? std::string(words[0]) : options["name"]);
        if (options["kind"] == "fifo") {
            ::mkfifo(path.c_str(), 0644);
        } else if (options["kind"] == "dir") {
            ::mkdir(path.c_str(), 0755);
        } else {
            std::ofstream(options["kind"] == "link" ? path + ".target" : path, std::ios::binary) << text;
        }
        if (options["kind"] == "link") return void(::symlink((path + ".target").c_str(), path.c_str()));
        own(path, static_cast<uid_t>(std::stoul(options["uid"])));
        ::chmod(path.c_str(), static_cast<mode_t>(std::stoul(options["mode"], nullptr, 8)));
    }

    std::string root;
};

// One case, set up and planned.
class trial {
public:
    explicit trial(local_case const& what) {
        std::vector<std::pair<std::string, std::string>> values = {
            {"myhostname", "mail.example.org"}, {"mydomain", "example.org"}, {"myorigin", "example.org"},
            {"mydestination", "example.org, mail.example.org, localhost"}, {"inet_interfaces", "127.0.0.1"}, {"inet_protocols", "ipv4"},
            {"alias_maps", ""}, {"mail_spool_directory", at_.root + "/spool"}, {"local_passwd_maps", passwd()}};
        std::string aliases;
        auto const alias_file = at_.root + "/aliases";
        std::ofstream(alias_file) << "x";
        for (auto const& [word, rest] : what.lines) {
            if (word == "set") values.emplace_back(rest.substr(0, rest.find(" =")), base::trimmed(at_.at(rest.substr(rest.find('=') + 1))));
            if (word == "alias") aliases += at_.at(rest) + "\n";
            if (word == "owner") {
                EXPECT_EQ(::chown(alias_file.c_str(), static_cast<uid_t>(std::stoul(rest.substr(rest.find(' ')))), 0), 0);
            }
            if (word == "home") ::chmod((at_.root + "/home/" + rest.substr(0, rest.find(' '))).c_str(), static_cast<mode_t>(std::stoul(rest.substr(rest.find(' ')), nullptr, 8)));
            if (word == "from") sender_ = rest;
            if (word == "to") whom_.address = rest.find('@') == rest.npos ? rest + "@example.org" : rest;
            auto const name = rest.substr(0, rest.find_first_of(" :"));
            if (word == "forward") at_.put(at_.root + "/home/" + name, users.at(name), rest);
            if (word == "file") at_.put(at_.root + "/files", 0, rest);
        }
        rules_ = local_settings(conf::settings().with(values));
        mda::alias_table table;
        table.table.add(std::make_shared<rows_table>(conf::read_aliases(aliases, "aliases")));
        table.name = "aliases";
        table.file = alias_file;
        rules_.aliases.push_back(std::move(table));
    }

    std::set<std::string> run() {
        auto const got = mda::plan_for_local(rules_, whom_, sender_);
        if (!got) return {"error " + got.error().message()};
        if (!*got) return {fmt::format("fail 5.1.1 unknown user: \"{}\"", base::lowered(whom_.address.substr(0, whom_.address.rfind('@'))))};
        return described(**got);
    }

private:
    std::string passwd() const {
        std::string out = "inline:{ {root=root:x:0:0:root:/root:/bin/bash} {backup=backup:x:34:34:backup:/var/backups:/bin/sh} {nobody=nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin}";
        for (auto const& [name, uid] : users) out += fmt::format(" {{{0}={0}:x:{1}:{2}:{0}:{3}/home/{0}:/bin/sh}}", name, uid, group, at_.root);
        return out + " }";
    }

    std::string shown(std::string const& text) const { return replaced(replaced(text, at_.root, root_word), base::lowered(at_.root), root_word); }

    std::string delivered(mda::plan const& all, std::string const& own) const {
        return !own.empty() ? own : !all.delivered_to.empty() ? all.delivered_to : whom_.address;
    }

    std::set<std::string> described(mda::plan const& all) const {
        std::set<std::string> out;
        if (all.refusal.code != 0) out.insert(shown(failure(all.refusal)));
        for (auto const& one : all.failures) out.insert(shown(failure(one)));
        for (auto const& one : all.mailboxes)
            out.insert(shown(fmt::format("mailbox {} {} {} {} {}", one.who.location, one.who.uid, one.who.gid,
                                         one.return_path.empty() ? sender_ : one.return_path,
                                         one.with_delivered_to ? delivered(all, one.delivered_to) : "-")));
        for (auto const& one : all.commands) {
            out.insert(shown("ran " + one.command));
            std::string words;
            for (auto const& [name, value] : in_order(one.environment)) words += " " + name + "=" + value;
            out.insert(shown(fmt::format("command {}{}", ids_of(one.user), words)));
        }
        for (auto const& one : all.forwards) {
            auto names = one.recipients;
            std::sort(names.begin(), names.end());
            out.insert(fmt::format("forward {} > {}", one.sender, fmt::join(names, " ")));
        }
        for (auto const& one : all.reroutes) out.insert(fmt::format("reroute {} > {}", one.transport, one.address));
        if (all.discarded) out.insert("discarded");
        return out;
    }

    static std::string ids_of(std::string const& user) {
        if (user.empty()) return "65534 65534";    // default_privs = nobody
        if (user == "backup") return "34 34";
        return fmt::format("{} {}", users.at(user), group);
    }

    static std::string failure(smtp::reply const& reply) {
        return fmt::format("{} {} {}", reply.is_temporary() ? "defer" : "fail", reply.enhanced, reply.text);
    }

    static std::vector<std::pair<std::string, std::string>> in_order(std::vector<std::pair<std::string, std::string>> const& given) {
        std::vector<std::pair<std::string, std::string>> out;
        for (auto const* name : {"HOME", "LOGNAME", "USER", "SENDER", "RECIPIENT", "LOCAL", "SHELL", "DOMAIN", "EXTENSION", "ORIGINAL_RECIPIENT"})
            for (auto const& one : given)
                if (one.first == name) out.push_back(one);
        return out;
    }

    place at_;
    mda::local_settings rules_;
    mda::recipient whom_;
    std::string sender_ = "sender@remote.example";
};

// Where we do something else on purpose, and why.
std::map<std::string, std::string> const differences = {
    {"root", "not even a mailbox is written with the rights of root"},
    {"system-user", "below first_valid_uid: as for root"},
    {"include-word-quoted", "blanks before a file's name are no part of it"},
    {"command-space-first", "nor are those before a command"},
    {"include-owned", "where nothing is left to carry out, one reply tells the first reason"},
    {"forward-nul", "an address that is cut at a NUL byte would be another address"},
    {"forward-bad-addresses", "an address without a local part is told as a mistake, not sent to its domain"},
};

TEST(settings_local, plans_what_postfix_did) {
    if (::geteuid() != 0) GTEST_SKIP() << "needs root: files of several users";
    auto const cases = read_cases();
    ASSERT_GT(cases.size(), 100u) << "oracle/local/cases.txt";
    for (auto const& one : cases) {
        ASSERT_FALSE(one.expected.empty()) << one.name;
        auto const got = trial(one).run();
        if (differences.contains(one.name)) {
            EXPECT_NE(got, one.expected) << one.name << ": no difference any more";
        } else {
            EXPECT_EQ(got, one.expected) << one.name;
        }
    }
}

TEST(settings_local, words_it_does_not_know_allow_nothing) {
    std::vector<conf::problem> said;
    auto const report = [&](conf::problem const& one) { said.push_back(one); };
    auto const rules = local_settings(conf::settings().with({{"allow_mail_to_commands", "alias, everything"}, {"alias_maps", ""}}), report);
    EXPECT_TRUE(rules.commands.alias);
    EXPECT_FALSE(rules.commands.forward);
    EXPECT_FALSE(rules.commands.include);
    ASSERT_EQ(said.size(), 1u);
    EXPECT_EQ(said.front().text, "allow_mail_to_commands: unknown word \"everything\"");
}

TEST(settings_local, knows_the_file_whose_owner_counts) {
    auto const rules = local_settings(conf::settings().with({{"alias_maps", "hash:/etc/a, lmdb:/b, proxy:cdb:/c, texthash:/d, pcre:/e, inline:{x=y}, unix:passwd.byname"}}));
    std::vector<std::string> files;
    for (auto const& one : rules.aliases) {
        files.push_back(one.file);
        EXPECT_EQ(one.addresses_only, one.name.starts_with("pcre:")) << one.name;
    }
    EXPECT_EQ(files, (std::vector<std::string>{"/etc/a.db", "/b.lmdb", "/c.cdb", "/d", "/e", "", ""}));
}

}  // namespace
}  // namespace mailstead::server
