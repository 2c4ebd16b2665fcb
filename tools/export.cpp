// From the store to a mail_sink, folder by folder.
#include "tools/export.h"

#include <sysexits.h>

#include <algorithm>
#include <filesystem>

#include <CLI/CLI.hpp>

#include "base/ascii.h"
#include "conf/load.h"
#include "maildir/name.h"
#include "tools/act_as.h"
#include "tools/carry_records.h"
#include "tools/mail_sink.h"
#include "tools/mail_source.h"
#include "tools/progress.h"

namespace mailstead::tools {
namespace {

namespace json = boost::json;

struct options {
    std::string account, dest, folder, format;
};

int complain(int status, std::string_view text) {
    fmt::print(stderr, "mailstead export: {}\n", text);
    return status;
}

class exporting {
public:
    exporting(store_client& store, mail_sink& sink) : store_(store), wire_(store.wire()), sink_(sink), shown_("messages", 0) {}

    int run(std::optional<folder_path> const& only);

private:
    bool list();
    bool records();
    bool carry(folder_path const& from, folder_path const& to);
    bool rows(folder_path const& from, sink_folder& into);
    bool texts(sink_folder const& of);
    bool message(store::message const& row, json::object const& head);
    folder_path levels_of(std::string_view name) const;
    bool broke(base::error_code const& why) { return failure_ = broken(why), false; }
    bool failed(std::string_view what, base::error_code const& why) {
        return failure_ = {fmt::format("{}: {}", what, why.message()), EXIT_FAILURE, {}}, false;
    }

    store_client& store_;
    admin_wire& wire_;
    mail_sink& sink_;
    progress shown_;
    std::vector<folder_path> folders_, subscribed_;
    std::uint64_t done_ = 0, gone_ = 0, bad_ = 0;
    std::string space_ = std::string(256 * 1024, '\0');
    refusal failure_;
};

folder_path exporting::levels_of(std::string_view name) const {
    folder_path out;
    if (name == "INBOX") return out;
    for (auto const level : base::split(name, std::string_view(store_.separator() == '.' ? "." : "/"))) out.emplace_back(level);
    return out;
}

bool exporting::list() {
    if (auto const sent = wire_.send({{"do", "folders"}}); !sent) return broke(sent.error());
    for (;;) {
        auto const line = store_.hear(failure_);
        if (!line) return false;
        if (yes_in(*line, "end")) return true;
        if (line->contains("subscribed")) subscribed_.push_back(levels_of(text_in(*line, "subscribed")));
        else if (yes_in(*line, "selectable")) folders_.push_back(levels_of(text_in(*line, "name")));
    }
}

bool exporting::records() {
    auto const kept = fetch_records(store_, failure_);
    if (!kept) return false;
    if (kept->all.empty()) return true;
    auto const put = sink_.records(print_records(*kept));
    return put ? true : failed("cannot write", put.error());
}

bool exporting::rows(folder_path const& from, sink_folder& into) {
    auto const head = store_.ask({{"do", "export"}, {"folder", json_of(from)}}, failure_);
    if (!head) return false;
    into.uidvalidity = static_cast<std::uint32_t>(number_in(*head, "uidvalidity"));
    into.uidnext = static_cast<std::uint32_t>(number_in(*head, "uidnext"));
    into.keywords = texts_in(*head, "keywords");
    for (;;) {
        auto const line = store_.hear(failure_);
        if (!line) return false;
        if (yes_in(*line, "end")) return true;
        store::message row;
        row.uid = static_cast<std::uint32_t>(number_in(*line, "uid"));
        row.flags = static_cast<std::uint32_t>(number_in(*line, "flags"));
        row.keywords = static_cast<std::uint64_t>(number_in(*line, "keywords"));
        row.internal_date = number_in(*line, "date");
        row.size = static_cast<std::uint64_t>(number_in(*line, "size"));
        into.rows.push_back(row);
    }
}

bool exporting::carry(folder_path const& from, folder_path const& to) {
    sink_folder folder;
    folder.levels = to;
    if (!rows(from, folder)) {
        if (failure_.code == "broken") return false;
        ++bad_;
        complain(0, fmt::format("folder {}: {}", fmt::join(from, "/"), failure_.words));
        failure_ = {};
        return true;
    }
    if (auto const made = sink_.folder(folder); !made) {
        if (made.error() != base::from_errno(EEXIST)) return failed(fmt::format("folder {}", fmt::join(from, "/")), made.error());
        ++bad_;
        complain(0, fmt::format("folder {}: another one has the same name there", fmt::join(from, "/")));
        auto const sent = wire_.send({{"go", false}});
        return sent ? true : broke(sent.error());
    }
    if (auto const sent = wire_.send({{"go", true}}); !sent) return broke(sent.error());
    return texts(folder);
}

bool exporting::texts(sink_folder const& of) {
    std::size_t at = 0;
    for (;;) {
        auto const head = wire_.receive();
        if (!head) return broke(head.error());
        if (yes_in(*head, "end")) return true;
        auto const uid = static_cast<std::uint32_t>(number_in(*head, "uid"));
        while (at < of.rows.size() && of.rows[at].uid < uid) ++at;
        if (at == of.rows.size() || of.rows[at].uid != uid) return broke(base::from_errno(EPROTO));
        if (!message(of.rows[at], *head)) return false;
        shown_.at(done_, of.levels.empty() ? "INBOX" : of.levels.back());
    }
}

bool exporting::message(store::message const& row, json::object const& head) {
    if (yes_in(head, "gone")) return ++gone_, true;
    if (auto const why = text_in(head, "error"); !why.empty()) {
        ++bad_;
        complain(0, fmt::format("uid {}: {}", row.uid, why));
        return true;
    }
    auto left = static_cast<std::uint64_t>(number_in(head, "size"));
    if (auto const begun = sink_.begin(row, left); !begun) return failed("cannot write", begun.error());
    while (left > 0) {
        auto const n = wire_.receive_some(std::span(space_).first(static_cast<std::size_t>(std::min<std::uint64_t>(left, space_.size()))));
        if (!n) return broke(n.error());
        left -= *n;
        if (auto const put = sink_.text(std::string_view(space_).substr(0, *n)); !put) return failed("cannot write", put.error());
    }
    if (auto const put = sink_.end(); !put) return failed("cannot write", put.error());
    return ++done_, true;
}

int exporting::run(std::optional<folder_path> const& only) {
    bool good = true;
    if (only) {
        good = carry(*only, {}) && bad_ == 0;    // nothing but this was wanted
        if (!good && failure_.words.empty()) failure_ = {"there is nothing to export", EXIT_FAILURE, {}};
    } else {
        good = list();
        for (auto at = folders_.begin(); good && at != folders_.end(); ++at) good = carry(*at, *at);
        if (good)
            if (auto const put = sink_.subscriptions(subscribed_); !put) good = failed("cannot write", put.error());
        good = good && records();
    }
    if (good)
        if (auto const finished = sink_.finish(); !finished) good = failed("cannot finish", finished.error());
    if (!good) return complain(failure_.status, fmt::format("{}; nothing was made", failure_.words));
    fmt::print("{} messages exported", done_);
    if (gone_ > 0) fmt::print(", {} expunged meanwhile", gone_);
    if (bad_ > 0) fmt::print(", {} passed over", bad_);
    fmt::print("\n");
    return bad_ > 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}

mail_format format_for(options const& o) {
    if (!o.format.empty()) return format_named(o.format);
    if (o.dest.ends_with(".tar")) return mail_format::tar;
    return o.dest.ends_with(".mbox") ? mail_format::mbox : mail_format::maildir;
}

std::unique_ptr<mail_sink> sink_for(options const& o, conf::settings const& values, std::string& why) {
    auto const host = maildir::host_part(values.text("myhostname"));
    switch (format_for(o)) {
        case mail_format::tar: return make_tar_sink(o.dest, host, why);
        case mail_format::mbox:
            return make_mbox_sink(o.dest, o.folder.empty() ? mbox_shape::tree : mbox_shape::one, values.text("mbox_format") == "mboxrd", why);
        default: return make_maildir_sink(o.dest, host, why);
    }
}

int export_uidlists(conf::configuration const& files, std::string const& account, local_store const& otherwise) {
    refusal why;
    auto const store = store_client::open(files, account, otherwise, why);
    if (!store) return complain(why.status, why.words);
    auto const done = store->ask({{"do", "uidlists"}}, why);
    if (!done) return complain(why.status, why.words);
    fmt::print("dovecot-uidlist written for {} folders\n", number_in(*done, "written"));
    return EXIT_SUCCESS;
}

int run(options o, std::string const& config_dir, local_store const& otherwise) {
    auto const files = conf::load(config_dir);
    if (!files.values) {
        for (auto const& p : files.problems) complain(EX_CONFIG, p.message());
        return EX_CONFIG;
    }
    if (o.account == "uidlist" && o.folder.empty() && o.format.empty()) return export_uidlists(files, o.dest, otherwise);
    if (format_for(o) == mail_format::unknown) return complain(EX_USAGE, "--format is maildir, mbox or tar");
    while (o.dest.size() > 1 && o.dest.ends_with('/')) o.dest.pop_back();
    refusal why;
    auto const store = store_client::open(files, o.account, otherwise, why);
    if (!store) return complain(why.status, why.words);
    // In a user's directory what is made is his.
    std::error_code unknown;
    auto const as_owner = act_as_owner_of(std::filesystem::absolute(o.dest, unknown).parent_path().string());
    if (!as_owner) return complain(EX_CANTCREAT, fmt::format("{}: {}", o.dest, as_owner.error().message()));
    std::string trouble;
    auto const sink = sink_for(o, *files.values, trouble);
    if (!sink) return complain(EX_CANTCREAT, fmt::format("{}: {}", o.dest, trouble));
    exporting work(*store, *sink);
    return work.run(o.folder.empty() ? std::nullopt : std::optional(store->folder_named(o.folder)));
}

}  // namespace

int export_mail(std::vector<std::string> arguments, std::string config_dir, local_store const& otherwise) {
    options o;
    CLI::App app("an account's mail as a Maildir, as mboxes or as one tar; `export uidlist ACCOUNT` writes dovecot-uidlist files", "mailstead export");
    app.add_option("-c", config_dir, "the configuration directory");
    app.add_option("--format", o.format, "maildir, mbox or tar; otherwise by the end of DEST (.tar, .mbox), else maildir");
    app.add_option("ACCOUNT", o.account, "an account or a system user")->required();
    app.add_option("DEST", o.dest, "what is made; it must not be there yet")->required();
    app.add_option("FOLDER", o.folder, "this folder alone");
    std::reverse(arguments.begin(), arguments.end());
    try {
        app.parse(arguments);
    } catch (CLI::ParseError const& error) {
        return app.exit(error) == 0 ? EXIT_SUCCESS : EX_USAGE;
    }
    return run(std::move(o), config_dir, otherwise);
}

}  // namespace mailstead::tools
