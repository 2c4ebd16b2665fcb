#include "tools/postsuper.h"

#include <sysexits.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <iterator>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/fs.h"
#include "conf/load.h"
#include "tools/getopt.h"

namespace mailstead::tools {
namespace {

constexpr char usage[] =
    "usage: postsuper [-c config_dir] [-d queue_id (delete)] [-e queue_id (expire)] [-f queue_id (expire and/or un-hold)] "
    "[-h queue_id (hold)] [-H queue_id (un-hold)] [-p (purge temporary files)] [-r queue_id (requeue)] [-s (structure fix)] [-S (redundant structure fix)]"
    "[-v (verbose)] [queue...]";

struct verb {
    char letter;
    std::string_view request;
    std::string_view each;  // said of every message that was named
    std::string_view summary;
    std::string_view from;  // the queues that ALL means, and an id is looked for in
};
// In the order of their summaries.
constexpr verb verbs[] = {
    {'r', "requeue", "requeued", "Requeued", "incoming active deferred hold"},
    {'d', "remove", "removed", "Deleted", "incoming active deferred hold"},
    {'e', "expire", "expired", "Force-expired", "incoming active deferred hold"},
    {'h', "hold", "placed on hold", "Placed on hold", "incoming active deferred"},
    {'H', "release", "released from hold", "Released from hold", "hold"},
};

verb const* find(char letter) {
    auto const at =
        std::find_if(std::begin(verbs), std::end(verbs), [letter](verb const& v) { return v.letter == letter; });
    return at == std::end(verbs) ? nullptr : at;
}

template <class... Args>
void say(fmt::format_string<Args...> text, Args&&... args) {
    fmt::print(stderr, "postsuper: {}\n", fmt::format(text, std::forward<Args>(args)...));
}

bool is_queue(std::string_view name) {
    for (auto const* known : {"incoming", "active", "deferred", "hold", "corrupt", "maildrop"})
        if (name == known) return true;
    return false;
}

bool is_id(std::string_view text) {
    auto const good = [](char c) { return base::is_alpha(c) || base::is_digit(c); };
    return !text.empty() && text.size() <= 100 && std::all_of(text.begin(), text.end(), good);
}

bool is_among(std::vector<std::string> const& queues, std::string_view given, std::string_view name) {
    if (!queues.empty()) return std::find(queues.begin(), queues.end(), name) != queues.end();
    auto const words = base::split(given, " ");
    return std::find(words.begin(), words.end(), name) != words.end();
}

std::vector<std::string> ids_of(std::string const& which, std::string const& typed) {
    if (which != "-") return {which};
    std::vector<std::string> out;
    // A line is an id, whatever stands on it.
    for (std::size_t at = 0; at < typed.size();) {
        auto const end = std::min(typed.find('\n', at), typed.size());
        out.push_back(typed.substr(at, end - at));
        at = end + 1;
    }
    return out;
}

// The messages that an order is for; empty when the list cannot be had, which is told.
base::result<std::vector<std::string>> chosen(verb const& what, std::string const& which,
                                              postsuper_request const& wanted, queue_admin& queue,
                                              std::string const& typed) {
    bool const all = which == "ALL";
    std::vector<std::string> out;
    if (!all) {
        out = ids_of(which, typed);
        if (wanted.queues.empty()) return out;
    }
    auto const list = queue.list();
    if (!list) return list.error();
    std::vector<std::string> there;
    for (auto const& one : *list) {
        bool const named = all || std::find(out.begin(), out.end(), one.id) != out.end();
        if (named && is_among(wanted.queues, what.from, one.queue)) there.push_back(one.id);
    }
    std::copy_if(out.begin(), out.end(), std::back_inserter(there), [](auto const& id) { return !is_id(id); });    // told later
    return there;
}

// Adds to `done` what was done.
int carry_out_one(verb const& what, std::string const& which, postsuper_request const& wanted, queue_admin& queue,
                  std::string const& typed, std::size_t& done) {
    auto const ids = chosen(what, which, wanted, queue, typed);
    if (!ids) {
        say("fatal: the queue cannot be listed: {}", ids.error().message());
        return EX_TEMPFAIL;
    }
    int status = EXIT_SUCCESS;
    for (auto const& id : *ids) {
        using outcome = queue_admin::outcome;
        if (!is_id(id)) {
            say("warning: invalid mail queue id: {}", base::printable(id));
            continue;
        }
        auto const answer = queue.obey(what.request, id);
        if (answer.what == outcome::done) {
            ++done;
            if (which != "ALL") say("{}: {}", id, what.each);
        } else if (answer.what == outcome::unavailable) {
            say("fatal: this needs the running mail system");
            return EX_UNAVAILABLE;
        } else if (answer.what != outcome::absent) {
            say("warning: {}: {}", id,
                answer.what == outcome::busy ? "is being delivered: try again later" : answer.text);
            status = EX_TEMPFAIL;
        }
    }
    return status;
}

std::string typed_ids() {
    std::string out;
    char piece[4096];
    for (std::size_t got; out.size() < (64u << 20) && (got = std::fread(piece, 1, sizeof piece, stdin)) > 0;)
        out.append(piece, got);
    return out;
}

}  // namespace

postsuper_request parse_postsuper(std::vector<std::string> const& args) {
    postsuper_request out;
    auto const words = options_of("postsuper", args, "c:d:e:f:h:H:pr:sSv");
    if (words.is_wrong) out.mistake = usage;
    for (auto const& [letter, value] : words.given) {
        if (letter == 'c') out.directory = value;
        if (find(letter)) out.orders.push_back({letter, value});
        if (letter != 'f') continue;
        out.orders.push_back({'e', value});
        out.orders.push_back({'H', value});
    }
    for (auto const& name : words.rest) {
        if (!is_queue(name) && out.mistake.empty()) out.mistake = "invalid directory name: " + base::printable(name);
        out.queues.push_back(name == "incoming" ? "active" : name);
    }
    return out;
}

int carry_out(postsuper_request const& wanted, queue_admin& queue, std::string const& typed) {
    int status = EXIT_SUCCESS;
    std::map<char, std::size_t> done;
    for (auto const& order : wanted.orders) {
        status = carry_out_one(*find(order.letter), order.which, wanted, queue, typed, done[order.letter]);
        if (status != EXIT_SUCCESS) break;
    }
    for (auto const& what : verbs)
        if (done.contains(what.letter)) say("{}: {} message{}", what.summary, done[what.letter], done[what.letter] == 1 ? "" : "s");
    return status;
}

int postsuper(std::vector<std::string> args, std::string config_dir) {
    auto const wanted = parse_postsuper(args);
    auto const fatal = [](int status, std::string_view why) {
        say("fatal: {}", why);
        return status;
    };
    if (!wanted.mistake.empty()) return fatal(EXIT_FAILURE, wanted.mistake);
    auto const config = conf::load(wanted.directory.empty() ? config_dir : wanted.directory);
    if (!config.values) return fatal(EX_CONFIG, "the configuration in " + config.directory + " cannot be used");
    auto const directory = config.values->text("queue_directory");
    // A server that an ordinary user runs is his to look after.
    bool const may = ::geteuid() == 0 || ::access((directory + "/queue").c_str(), W_OK) == 0;
    if (!may) return fatal(EXIT_FAILURE, "use of this command is reserved for the superuser");
    if (wanted.orders.empty()) return EXIT_SUCCESS;
    auto const queue = open_queue(directory);
    if (!queue)
        return fatal(EX_UNAVAILABLE, fmt::format("no way to the queue in {}: {}", directory, queue.error().message()));
    auto const reads = [](postsuper_request::order const& order) { return order.which == "-"; };
    bool const asks = std::any_of(wanted.orders.begin(), wanted.orders.end(), reads);
    return carry_out(wanted, **queue, asks ? typed_ids() : std::string());
}

}  // namespace mailstead::tools
