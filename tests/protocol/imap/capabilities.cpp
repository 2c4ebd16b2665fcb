#include "tests/protocol/imap/capabilities.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <set>
#include <sstream>

#include "base/ascii.h"
#include "net/tls.h"
#include "store/memory.h"

#include "imap/session.h"
#include "tests/lib/fake_authenticator.h"
#include "tests/lib/fake_clock.h"
#include "tests/lib/mem_stream.h"

namespace mailstead::test {
namespace {

constexpr int dialogues_wanted = 8;

class one_account final : public imap::accounts {
public:
    net::task<base::result<std::shared_ptr<store::account>>> open(std::string) override {
        co_return std::static_pointer_cast<store::account>(std::make_shared<store::memory::account>("a"));
    }
};

// All that a session says to these commands.
std::string said(std::string commands, imap::settings const& how, std::shared_ptr<net::tls_context const> tls) {
    net::disk_pool disk(1, std::chrono::seconds(10));
    boost::asio::io_context context;
    fake_clock clock;
    fake_authenticator auth;
    auth.add("a", "b");
    one_account accounts;
    imap::services const with{auth, accounts, disk, clock};
    mem_stream wire(context.get_executor(), clock, {}, {});
    imap::session session(wire, with, how, std::move(tls));
    wire.push(std::move(commands));
    wire.hang_up();
    auto const rethrow = [](std::exception_ptr error) { if (error) std::rethrow_exception(error); };
    boost::asio::co_spawn(context, session.run(), rethrow);
    context.run();
    return wire.output();
}

// The lists in the order they were told, in responses and in response codes.
std::vector<std::set<std::string>> lists_in(std::string const& output) {
    std::vector<std::set<std::string>> out;
    std::istringstream lines(output);
    for (std::string line; std::getline(lines, line);) {
        auto const at = line.find("CAPABILITY ");
        if (at == line.npos || (at > 0 && line[at - 1] != '[' && line[at - 1] != ' ')) continue;
        auto const from = at + 11;
        std::istringstream words(line.substr(from, line.find_first_of("]\r", from) - from));
        auto& names = out.emplace_back();
        for (std::string name; words >> name;) names.insert(name);
    }
    return out;
}

std::vector<imap::settings> variants() {
    imap::settings usual;
    usual.clear_passwords = imap::clear_passwords::allowed;
    usual.message_limit = 1000;
    auto guarded = usual;
    guarded.clear_passwords = imap::clear_passwords::under_tls;
    usual.messages_at_once = 1000;
    auto other = usual;
    other.literal_minus = true;
    other.message_limit = 0;
    other.mailbox_metadata = false;
    other.administrators = {"a"};
    other.messages_at_once = 0;
    other.saves_at_once = 1000;
    return {usual, guarded, other};
}

// False: the lists of one state are not the same in all places.
bool gather(std::set<std::string>& all, imap::settings const& how, std::shared_ptr<net::tls_context const> const& tls) {
    auto const lists = lists_in(said("a CAPABILITY\r\nb LOGIN a b\r\nc CAPABILITY\r\n", how, tls));
    for (auto const& list : lists) all.insert(list.begin(), list.end());
    if (lists.size() < 3 || lists[0] != lists[1]) return false;
    return how.clear_passwords != imap::clear_passwords::allowed || (lists.size() == 4 && lists[2] == lists[3] && lists[1] != lists[2]);
}

int dialogues_in(std::string const& folder) {
    std::error_code missing;
    std::filesystem::directory_iterator const all(folder, missing);
    auto const is_dialogue = [](auto const& entry) { return entry.path().extension() == ".t"; };
    return missing ? 0 : static_cast<int>(std::count_if(begin(all), end(all), is_dialogue));
}

}  // namespace

std::string folder_of(std::string name) {
    for (std::string_view const numbered : {"APPENDLIMIT=", "MESSAGELIMIT=", "SAVELIMIT="}) {
        if (name.starts_with(numbered)) name.resize(name.find('='));
    }
    for (char& c : name) c = c == '=' ? '_' : base::to_lower(c);
    return name;
}

int check_capabilities(std::string const& directory) {
    std::set<std::string> names;
    int wrong = 0;
    for (auto const& how : variants()) {
        for (auto const& tls : {std::shared_ptr<net::tls_context const>(), net::tls_context::for_client()}) {
            if (gather(names, how, tls)) continue;
            ++wrong;
            std::cout << "the greeting, CAPABILITY and the login do not tell the same\n";
        }
    }
    for (auto const& name : names) {
        auto const count = dialogues_in(directory + '/' + folder_of(name));
        if (count >= dialogues_wanted) continue;
        ++wrong;
        std::cout << name << ": " << count << " dialogues in " << folder_of(name) << ", " << dialogues_wanted << " are wanted\n";
    }
    std::cout << names.size() << " capabilities, " << wrong << " wrong\n";
    return wrong == 0 && !names.empty() ? 0 : 1;
}

}  // namespace mailstead::test
