// One recipient on his way through aliases, .forward files and :include: files to the places where his mail goes: local(8)'s
// recursion. Serves one call of plan_for_local.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "conf/aliases.h"
#include "mda/local.h"
#include "mda/local_files.h"
#include "mda/local_macros.h"
#include "mda/local_settings.h"
#include "mda/local_user.h"
#include "mda/plan.h"

namespace mailstead::mda {

class expansion {
public:
    // All of them outlive it.
    expansion(local_settings const& rules, recipient const& whom, account_search const& accounts)
        : rules_(rules), whom_(whom), accounts_(accounts) {}
    // Called once. Absent: there is no such user.
    std::optional<plan> run(std::string const& sender);

private:
    enum class source { none, alias, forward, include };

    // What is known of the address that is being looked at. Copied at each step down, so that nothing leaks back up.
    struct place {
        int level = 0;                          // as Postfix counts: a loop is named where Postfix names it
        std::string address;                    // user@domain, without quotes
        std::string local, user, domain;        // lower case
        std::optional<std::string> extension;
        std::optional<std::string> unmatched;   // an extension that goes on to the addresses of an expansion
        std::optional<std::string> expanded_from;   // the name whose expansion this stands in
        std::optional<std::string> owner;       // set: other local users get a message of their own
        std::string sender;
        bool has_original = true;               // false below an owner-: it is another message now
        source from = source::none;
        bool addresses_only = false;            // of a table that is not trusted with more
        std::string delivered;
        std::vector<std::string> via;
    };

    // local_expansion.cpp: names to other names.
    void on_recipient(place at, user_ptr const& who);
    void split(place& at) const;
    void choose(place at, user_ptr const& who);
    bool on_alias(place at, std::string const& name);
    void take_owner(place& at, std::string const& name);
    std::optional<std::string> owner_address(std::string const& name);
    std::optional<user_ptr> rights_of(alias_table const& table);
    bool on_forward(place at);
    std::optional<std::string> forward_file(place& at, local_user const& user);
    bool on_forward_file(place const& at, user_ptr const& who, std::string const& path);
    void on_include(place at, user_ptr who, std::string const& path);
    void on_list(place const& at, user_ptr const& who, std::string_view text, std::string const& origin, std::size_t& items);
    bool on_file_lines(place const& at, user_ptr const& who, int file, std::string const& path);
    void on_item(place const& at, user_ptr const& who, conf::alias_target const& item);
    void on_address(place at, user_ptr const& who, std::string_view text);

    // local_targets.cpp: where it ends.
    void on_forwarded(place const& at);
    void on_file(place const& at, user_ptr who, std::string path);
    void on_file_in_home(place const& at, user_ptr const& who, std::string_view text);
    void on_command(place const& at, user_ptr const& who, std::string const& command);
    bool on_account(place const& at);
    bool on_mailbox(place const& at);
    void deliver_to(place const& at, user_ptr const& user);
    void on_unknown(place at);
    void on_luser_relay(place at);
    bool rerouted(place const& at, conf::maps const& by_user, std::string const& otherwise);
    std::vector<std::pair<std::string, std::string>> environment(place const& at, local_user const* who) const;
    base::result<user_ptr> user(std::string const& name);
    user_ptr default_user();
    user_ptr as_recipient(user_ptr const& user) const;
    static bool is_root(user_ptr const& who) noexcept { return !who || who->uid == 0; }
    static bool is_by_default(user_ptr const& who) noexcept { return is_root(who) || who->has_no_rights; }
    local_macros macros(place const& at, local_user const* who) const;
    bool may_act_as(store::owner const& who);

    // True when it has been seen before; remembers up to duplicate_limit.
    bool seen(std::string const& what);
    std::uint32_t next_branch() noexcept { return branch_++; }
    template <class Target>
    void mark(Target& target, place const& at) {
        target.branch = next_branch();
        target.delivered_to = at.delivered;
        target.via = at.via;
    }
    // This branch fails for good; the others go on.
    void fail(int code, char const* enhanced, std::string text);
    // Nothing of the plan may be carried out now.
    void defer(char const* enhanced, std::string text);
    bool is_over() const noexcept { return plan_.refusal.code != 0; }
    std::optional<plan> finished();
    void name_delivered();

    local_settings const& rules_;
    recipient const& whom_;
    account_search const& accounts_;
    plan plan_;
    std::uint32_t branch_ = 0;
    std::size_t items_ = 0;
    std::uint64_t bytes_left_ = 0;
    bool is_unknown_ = false;
    std::unordered_set<std::string> seen_;
    std::unordered_map<std::string, bool> forward_files_;    // met; true: done with
    std::map<std::pair<std::string, std::string>, std::size_t> forwards_;    // sender, delivered -> in plan_.forwards
    std::unordered_set<std::string> forwarded_;                              // group and address
    std::map<std::string, user_ptr> users_;    // each is asked for once
    std::optional<user_ptr> default_user_;
};

}  // namespace mailstead::mda
