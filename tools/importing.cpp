// Folders and messages on their way; what went wrong is counted and named.
#include "tools/importing.h"

#include <sysexits.h>

#include <algorithm>

#include <fmt/format.h>

#include "base/ascii.h"
#include "store/hash.h"
#include "store/keywords.h"
#include "tools/carry_records.h"

namespace mailstead::tools {
namespace {

namespace json = boost::json;

constexpr std::size_t batch_messages = 500;
constexpr std::uint64_t batch_bytes = 16 << 20;
constexpr std::uint64_t whole = 4 << 20;    // texts up to this size are read before they are announced
constexpr std::size_t key_size = 16;
constexpr std::size_t most_named = 100;     // complaints printed; more are counted

int complain(int status, std::string_view text) {
    fmt::print(stderr, "mailstead import: {}\n", text);
    return status;
}

// What IMAP can name (RFC 9051: flag-keyword is an atom).
bool is_keyword(std::string_view name) {
    constexpr std::string_view specials = "(){ %*\"\\]";
    return !name.empty() && name.size() <= 100 &&
           std::none_of(name.begin(), name.end(), [&](char c) { return c <= ' ' || c > '~' || specials.find(c) != specials.npos; });
}

}  // namespace

int importing::run(std::string const& id) {
    auto const bad = [this](std::string_view name, std::string_view why) { pass_over(name, why); };
    auto const each = [this](source_message const& what, mail_source::text const& text) { return take(what, text); };
    bool const done = begin(id) && prepare_all() && source_.read(each, bad) && leave();
    if (done) {
        subscribe_all();
        if (!carry_records()) return report();
        // With something passed over the marks stay: mended, the source can be imported again.
        if (bad_ == 0 && !store_.ask({{"do", "imported"}}, failure_)) return report();
    }
    return report();
}

bool importing::begin(std::string const& id) {
    auto const answer = store_.ask({{"do", "import"}, {"id", id}}, failure_);
    if (!answer) return false;
    for (auto left = number_in(*answer, "known"); left > 0; --left) {
        auto key = wire_.receive_bytes(key_size);
        if (!key) return broke(key.error());
        known_.insert(std::move(*key));
    }
    return true;
}

bool importing::prepare_all() {
    for (auto const& from : source_.folders()) {
        auto& into = targets_.emplace_back();
        into.path = below_;
        auto const own = store_.fitting(from.levels);
        into.path.insert(into.path.end(), own.begin(), own.end());
        if (store_.has_mbox_folders() && is_above_another(from)) into.why = "in an mbox account a folder with folders below has no mail of its own";
        else if (!prepare(from, into)) return false;
    }
    return true;
}

bool importing::is_above_another(source_folder const& one) const {
    auto const is_below = [&](source_folder const& other) {
        return other.levels.size() > one.levels.size() && std::equal(one.levels.begin(), one.levels.end(), other.levels.begin());
    };
    auto const& all = source_.folders();
    return !one.levels.empty() && std::any_of(all.begin(), all.end(), is_below);
}

// A folder that cannot be is passed over with its messages; everything else ends the import.
bool importing::prepare(source_folder const& from, target& into) {
    json::object request{{"do", "prepare"}, {"folder", json_of(into.path)}};
    if (from.uidvalidity != 0 && from.uidnext != 0 && below_.empty()) {
        request["uidvalidity"] = from.uidvalidity;
        request["uidnext"] = from.uidnext;
    }
    auto const answer = store_.ask(request, failure_);
    if (answer) {
        into.usable = true;
        into.keeps_uids = yes_in(*answer, "kept");
        new_uids_ |= request.contains("uidvalidity") && !into.keeps_uids;
        return true;
    }
    if (failure_.code != "bad-name" && failure_.code != "permanent") return false;
    pass_over(fmt::format("folder {}", fmt::join(into.path, "/")), failure_.words);
    failure_ = {};
    return true;
}

void importing::pass_over(std::string_view name, std::string_view why) {
    auto const whole = name.starts_with("./") ? path_ + std::string(name.substr(1)) : std::string(name);
    if (++bad_ <= most_named) fmt::print(stderr, "mailstead import: {}: {}\n", base::printable(whole, 1000), why);
    if (bad_ == most_named) fmt::print(stderr, "mailstead import: more of them are only counted\n");
}

bool importing::take(source_message const& what, mail_source::text const& text) {
    shown_.at(++seen_, what.name);
    auto& to = targets_[what.folder];
    if (!to.usable && to.why.empty()) return ++bad_, true;
    if (!to.usable) {
        pass_over(fmt::format("folder {}", fmt::join(to.path, "/")), std::exchange(to.why, {}));
        return true;
    }
    auto const key = store::sha256(what.key).substr(0, key_size);
    if (known_.contains(key)) return ++already_, true;
    if (in_ != what.folder && !enter(what.folder)) return false;
    if (!send(what, key, text)) return false;
    return batch_ < batch_messages && bytes_ < batch_bytes ? true : commit();
}

bool importing::enter(std::size_t folder) {
    if (!leave()) return false;
    if (!store_.ask({{"do", "append"}, {"folder", json_of(targets_[folder].path)}}, failure_)) return false;
    in_ = folder;
    return true;
}

bool importing::leave() {
    if (!in_) return true;
    if (batch_ > 0 && !commit()) return false;
    while (unanswered_ > 0)
        if (!hear()) return false;
    in_.reset();
    auto const sent = wire_.send({{"end", true}});
    return sent ? true : broke(sent.error());
}

json::object importing::head_of(source_message const& what, std::string const& key) {
    auto& to = targets_[what.folder];
    json::array keywords;
    for (auto const& name : what.keywords) {
        bool const fits = is_keyword(name) && (store::keyword_bit(to.keywords, name) || store::add_keyword(to.keywords, name));
        if (fits) keywords.emplace_back(name);
        else ++keywords_lost_;
    }
    json::object head{{"size", what.size}, {"flags", what.flags}, {"date", what.date}, {"key", base::hex(key)}};
    if (!keywords.empty()) head["keywords"] = std::move(keywords);
    if (to.keeps_uids && what.uid != 0) head["uid"] = what.uid;
    return head;
}

bool importing::send(source_message const& what, std::string const& key, mail_source::text const& text) {
    auto const first = static_cast<std::size_t>(std::min(what.size, whole));
    space_.resize(first);
    for (std::size_t have = 0; have < first;) {
        auto const n = text(std::span(space_).subspan(have));
        if (!n || *n == 0) return pass_over(what.name, n ? "it became shorter" : n.error().message()), true;
        have += *n;
    }
    if (auto const damage = damage_of(space_); !damage.empty()) return pass_over(what.name, damage), true;
    if (auto const sent = wire_.send(head_of(what, key)); !sent) return broke(sent.error());
    if (auto const sent = wire_.send_bytes(space_); !sent) return broke(sent.error());
    ++batch_;
    bytes_ += what.size;
    if (send_rest(what.size - first, text)) return true;
    if (failure_.words.empty()) failure_ = {fmt::format("{}: it cannot be read to its end", what.name), EX_IOERR, {}};
    return false;
}

bool importing::send_rest(std::uint64_t left, mail_source::text const& text) {
    space_.resize(64 * 1024);
    while (left > 0) {
        auto const n = text(std::span(space_).first(static_cast<std::size_t>(std::min<std::uint64_t>(left, space_.size()))));
        if (!n || *n == 0) return false;
        left -= *n;
        if (auto const sent = wire_.send_bytes(std::string_view(space_).substr(0, *n)); !sent) return broke(sent.error());
    }
    return true;
}

// The next batch is sent while the store writes this one.
bool importing::commit() {
    if (auto const sent = wire_.send({{"commit", true}}); !sent) return broke(sent.error());
    if (auto const sent = wire_.flush(); !sent) return broke(sent.error());
    batch_ = 0;
    bytes_ = 0;
    return ++unanswered_ < 2 ? true : hear();
}

bool importing::hear() {
    auto const answer = store_.hear(failure_);
    if (!answer) return false;
    --unanswered_;
    stored_ += static_cast<std::uint64_t>(number_in(*answer, "stored"));
    already_ += static_cast<std::uint64_t>(number_in(*answer, "found"));
    return true;
}

void importing::subscribe_all() {
    for (auto const& levels : source_.subscriptions()) {
        auto path = below_;
        auto const own = store_.fitting(levels);
        path.insert(path.end(), own.begin(), own.end());
        refusal why;
        if (!store_.ask({{"do", "subscribe"}, {"folder", json_of(path)}}, why) && why.code == "broken") return;
    }
}

bool importing::carry_records() {
    auto what = parse_records(source_.records());
    if (!what) return true;
    if (!access_) {
        auto const left_out = std::erase_if(what->all, [](carried_record const& one) { return !one.identifier.empty(); });
        if (left_out > 0) complain(0, fmt::format("{} entries of access lists were left out; --access takes them along", left_out));
    }
    std::vector<folder_path> usable;
    for (auto const& one : targets_)
        if (one.usable) usable.push_back(one.path);
    auto const refused = store_records(store_, *what, below_, usable, failure_);
    if (!refused) return false;
    if (*refused > 0) pass_over(records_file, fmt::format("{} annotations or access rights were refused", *refused));
    return true;
}

int importing::report() {
    fmt::print("{} messages imported", stored_);
    if (already_ > 0) fmt::print(", {} were there already", already_);
    if (bad_ > 0) fmt::print(", {} passed over", bad_);
    fmt::print("\n");
    if (keywords_lost_ > 0) complain(0, fmt::format("{} keywords could not be kept", keywords_lost_));
    if (new_uids_) complain(0, "messages got new uids where the account was not new");
    if (failure_.words.empty()) return bad_ > 0 ? EXIT_FAILURE : EXIT_SUCCESS;
    complain(0, failure_.words);
    return complain(failure_.status == 0 ? EXIT_FAILURE : failure_.status, "not finished; the same command goes on where it stopped");
}

}  // namespace mailstead::tools
