// One IMAP connection from greeting to goodbye, RFC 3501. Commands run one after the other, answers in order. Handlers
// live in cmd_*.cpp, one command (or one family) each.
//
// Invariants:
// - After the greeting every command gets exactly one tagged line, unless the connection ends.
// - EXPUNGE is told only while no command is in progress that counts messages (trait::no_expunge), and in IDLE.
// - No OK before the store has said that the change is durable.
// - An idle session owns no buffer; waiting costs the frames of run() and of the stream's read.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "net/authenticator.h"
#include "net/disk.h"
#include "net/login_log.h"
#include "net/stream.h"

#include "imap/accounts.h"
#include "imap/books.h"
#include "imap/command.h"
#include "imap/framer.h"
#include "imap/language.h"
#include "imap/parse.h"
#include "imap/reply.h"
#include "imap/selected.h"
#include "imap/settings.h"
#include "imap/summaries.h"

namespace mailstead::net {
class compressed;
class tls_context;
}

namespace mailstead::imap {

class context_run;
struct order_source;
class search_run;
struct listed;
class section_text;
struct limited;
struct progress;

// What all sessions of a worker thread share; outlives them.
struct services {
    net::authenticator& auth;
    imap::accounts& accounts;
    net::disk_pool& disk;
    base::clock const& clock;
    // Messages of APPENDs under way, each an open file (RFC 3502 takes all of them or none).
    std::shared_ptr<std::atomic<std::size_t>> texts = std::make_shared<std::atomic<std::size_t>>(0);
    std::shared_ptr<imap::books> books = std::make_shared<imap::books>();
    std::shared_ptr<summaries> lists = std::make_shared<summaries>();    // best the same for all workers
};

class session {
public:
    // `wire` and `with` outlive the session; `how` too. `tls` null: STARTTLS is not offered. A stream that is TLS already
    // (port 993) has shaken hands before.
    session(net::stream& wire, services const& with, settings const& how, std::shared_ptr<net::tls_context const> tls);
    ~session();
    session(session const&) = delete;

    // Returns when the client is gone or has been sent away. Throws only on our own bugs and bad_alloc.
    net::task<> run();

private:
    class idling;
    class notifying;
    struct appending;
    struct after_text;
    struct metadata_place;
    class telling;
    class metadata_watch;
    using steady_point = std::chrono::steady_clock::time_point;

    // session.cpp: reading, dispatch, writing.
    net::task<> serve();
    net::task<> handle(framer::event event);
    net::task<> handle_literal(framer::event event);
    net::task<> execute(std::string_view bytes);
    net::task<reply> dispatch(parsed& request);
    net::task<> answer(std::string tag, reply with, unsigned traits);
    std::string_view refusal(rule const& what) const noexcept;
    enum class buffer { given_back, kept };    // kept: in the middle of a long answer
    net::task<bool> flush(buffer afterwards = buffer::given_back);
    net::task<bool> refill();
    net::task<std::optional<std::string>> next_line();
    void goodbye(base::error_code why);
    void bye(std::string_view text, std::string_view log_reason);
    std::chrono::seconds patience() const;
    unsigned state() const noexcept { return !account_ ? state::fresh : selected_ ? state::selected : state::logged_in; }
    void count_error();
    bool too_large_to_come_at_once(framer::event const& literal) const noexcept;

    // cmd_login.cpp
    bool clear_passwords_allowed() const noexcept;
    bool starts_tls() const noexcept { return tls_ && how_.offer_tls && !wire_->is_tls(); }
    std::vector<auth::mechanism> offered() const;
    net::task<> pause(std::chrono::milliseconds time);
    void capabilities(std::string& out) const;
    reply refuse_clear_password();
    net::task<reply> sasl(std::string mechanism, std::optional<std::string> initial);
    net::task<reply> logged_in(std::string user, std::string mechanism);
    net::task<reply> login_failed(std::string user, std::string mechanism, net::auth_refused why);

    // mailbox_names.cpp
    mailbox_names names() const noexcept { return enabled_.in_utf8() ? mailbox_names::utf8 : mailbox_names::utf7; }
    net::task<> settle_names(command& what);
    net::task<> settle_name(std::string& name);
    net::task<> settle_all(std::vector<std::string>& names);
    net::task<base::error_code> tell_name(std::string name, std::string old_name);

    // cmd_unauthenticate.cpp
    void forget_user();
    net::task<bool> end_compression();

    // patience.h, patience.cpp: work on the disk pool that may take long.
    template <class Work>
    net::task<std::invoke_result_t<Work&>> patiently(Work work);
    std::shared_ptr<telling> begin_telling();
    net::task<> end_telling(std::shared_ptr<telling> what);
    net::task<> tell_progress(steady_point& next, progress now);
    void tell_limit(limited const& what);
    // RFC 9738: of COPY and APPEND, and of all commands that name messages.
    std::uint32_t save_limit() const noexcept { return how_.messages_at_once != 0 ? how_.messages_at_once : how_.saves_at_once; }

    // cmd_metadata.cpp, cmd_acl.cpp
    bool is_administrator() const;
    net::task<base::result<store::located>> located_mailbox(std::string name, std::string_view any_of);
    net::task<base::result<metadata_place>> metadata_of(std::string mailbox, access for_what);
    net::task<base::error_code> tell_metadata(std::string mailbox, metadata_place const& from, commands::get_metadata const& what, std::uint64_t& longest);
    std::optional<reply> metadata_refusal(commands::set_metadata const& what) const;
    net::task<> tell_my_rights(std::string mailbox);
    net::task<reply> change_access(std::string mailbox, std::string identifier, commands::set_acl::how action, store::rights rights);
    // filters.cpp: puts stored searches in place of their names (RFC 5466 §3.1).
    net::task<std::optional<reply>> resolve_filters(search_key& key, std::string const& charset);
    net::task<base::error_code> resolve_filter(search_key& key, std::vector<std::string>& path, std::size_t& budget);

    // cmd_quota.cpp
    struct quota_root;
    net::task<base::result<quota_root>> quota_behind(std::string root);

    // cmd_select.cpp, cmd_append.cpp, cmd_idle.cpp, cmd_notify.cpp
    net::task<> catch_up(expunges gone, by form, own_change const* own = nullptr);
    net::task<bool> may_look();
    net::task<> catch_up_into(std::string& out, expunges gone, by form, own_change const* own);
    net::task<base::result<std::shared_ptr<store::mailbox>>> open_mailbox(std::string name);
    net::task<reply> append(commands::append what, std::optional<framer::event> literal);
    std::optional<reply> append_refusal(framer::event const& literal, appending const& work) const;
    std::optional<reply> message_refusal(appending const& work) const;
    std::uint64_t largest_message() const noexcept;
    net::task<> follow(std::vector<append_step>& steps, appending& work);
    net::task<> end_message(appending& work);
    net::task<after_text> take_text(appending& into, append_place place);
    after_text behind_text(framer::event const& event, append_place place);
    net::task<reply> end_append(appending& work);
    net::task<> take_url(std::string const& url, appending& work);
    net::task<> take_section(std::string const& url, section_text& text, appending& work);
    std::optional<reply> find_replaced(replaced const& which, appending& work) const;
    net::task<reply> end_replace(appending& work);
    reply no_target(base::error_code why, std::string_view during);
    net::task<reply> found(commands::search& what);
    bool tells_changes(unsigned traits) const noexcept;
    net::task<> announce(store::notice::kind what, std::string name, std::string old_name = {}, std::vector<std::string> entries = {});
    // metadata_watch.cpp
    net::task<> watch_metadata();
    net::task<> tell_changed_metadata();
    net::task<bool> has_lost_the_mailbox(command const& what) const;
    void note_own(std::uint32_t uidvalidity, std::vector<std::uint32_t> const& uids);
    net::task<> tell_new(std::string& out, std::uint32_t from);
    net::task<bool> spill(std::string& out);

    // cmd_search.cpp, cmd_sort.cpp, cmd_context.cpp, cmd_multi_search.cpp
    std::optional<reply> unreadable(commands::search& what, std::string_view command) const;
    net::task<base::error_code> run_search(search_run& run);
    void keep(search_return const& wanted, std::vector<picked> const& hits);
    net::task<base::error_code> measure(std::vector<picked>& hits, store::view& held, store::measures wanted);
    struct to_order;
    order_source order_place();
    net::task<std::optional<reply>> search_first(commands::search& what, std::string_view command, std::optional<store::measures> wanted, to_order& out);
    net::task<reply> sorted(commands::sort& what);
    net::task<reply> threaded(commands::thread& what);
    bool is_tag_in_use(commands::search const& what) const;
    std::string keep_up_to_date(commands::search const& what, std::vector<sort_criterion> order, std::vector<picked> const& hits,
                                std::string correlator, limited const& by);
    net::task<> sync_with_contexts(std::string& out, store::view now, selected::telling how);
    net::task<base::error_code> tell_context(std::string& out, context_run& run, std::vector<fetch_item> items);
    net::task<bool> send_some(std::string& out);
    net::task<reply> search_many(commands::multi_search& what);
    net::task<base::error_code> search_one(commands::multi_search const& what, std::string name);
    net::task<base::error_code> search_in(commands::multi_search const& what, selected& box);

    // RFC 9755 §3: a command that names a charset, even UTF-8 where it may leave it out, is answered BAD.
    bool charset_conflicts(std::string_view charset) const noexcept { return enabled_.utf8_accept && !charset.empty(); }
    void use_condstore();
    std::string highest_mod_seq() const;
    void tell_highest_mod_seq(std::uint64_t modseq);
    net::task<base::error_code> tell_vanished(sequence_set const& uids, std::uint64_t modseq);
    net::task<base::error_code> tell_missed(resync const& from);
    net::task<> tell_stored(selected::pick const& chosen, own_change const& own, commands::store const& what, store::uid_set const& left);
    void tell_unseen_again(store::uid_set const& made_seen, by form);
    net::task<> tell_listed(listed& one, list_options const& options);
    net::task<> tell_more(listed& one, list_options const& options);
    net::task<> end_idle(std::string_view line);
    net::task<> stop_idling();
    reply refused(base::error_code why, std::string_view during);
    reply gone_for_good();
    net::task<base::error_code> look_again();

    // One per command.
    net::task<reply> on(commands::bad what);
    net::task<reply> on(commands::capability);
    net::task<reply> on(commands::noop);
    net::task<reply> on(commands::logout);
    net::task<reply> on(commands::start_tls);
    net::task<reply> on(commands::authenticate what);
    net::task<reply> on(commands::login what);
    net::task<reply> on(commands::select what);
    net::task<reply> on(commands::create what);
    net::task<reply> on(commands::remove what);
    net::task<reply> on(commands::rename what);
    net::task<reply> on(commands::subscribe what);
    net::task<reply> on(commands::unsubscribe what);
    net::task<reply> on(commands::list what);
    net::task<reply> on(commands::lsub what);
    net::task<reply> on(commands::status what);
    net::task<reply> on(commands::append what);
    net::task<reply> on(commands::check);
    net::task<reply> on(commands::close);
    net::task<reply> on(commands::unselect);
    net::task<reply> on(commands::expunge what);
    net::task<reply> on(commands::search what);
    net::task<reply> on(commands::sort what);
    net::task<reply> on(commands::thread what);
    net::task<reply> on(commands::multi_search what);
    net::task<reply> on(commands::cancel_update what);
    net::task<reply> on(commands::comparator what);
    net::task<reply> on(commands::fetch what);
    net::task<reply> on(commands::store what);
    net::task<reply> on(commands::copy what);
    net::task<reply> on(commands::idle);
    net::task<reply> on(commands::name_space);
    net::task<reply> on(commands::notify what);
    net::task<reply> on(commands::id);
    net::task<reply> on(commands::enable what);
    net::task<reply> on(commands::compress);
    net::task<reply> on(commands::get_quota what);
    net::task<reply> on(commands::get_quota_root what);
    net::task<reply> on(commands::set_quota what);
    net::task<reply> on(commands::get_metadata what);
    net::task<reply> on(commands::set_metadata what);
    net::task<reply> on(commands::set_acl what);
    net::task<reply> on(commands::delete_acl what);
    net::task<reply> on(commands::get_acl what);
    net::task<reply> on(commands::list_rights what);
    net::task<reply> on(commands::my_rights what);
    net::task<reply> on(commands::language what);
    net::task<reply> on(commands::unauthenticate);

    // session_log.cpp
    void log_end(std::string_view reason);
    std::string program() const;

    net::stream* wire_;                          // never null
    std::unique_ptr<net::compressed> compressed_;    // over the first one, after COMPRESS
    services const& with_;
    settings const& how_;
    std::shared_ptr<net::tls_context const> tls_;
    framer framer_;
    std::string out_;                            // responses not written yet
    std::string user_;
    std::string id_;                             // names the session in the log
    std::shared_ptr<store::account> account_;
    std::shared_ptr<store::sharing> sharing_;    // from the login on; may be null
    std::unique_ptr<selected> selected_;
    std::shared_ptr<idling> idle_;               // while IDLE is in progress
    std::shared_ptr<notifying> notify_;          // from the first NOTIFY on
    std::shared_ptr<metadata_watch> metadata_;    // from ENABLE METADATA on
    std::unique_ptr<net::login_attempts> login_; // until the login
    unsigned failed_logins_ = 0;             // before this login: UNAUTHENTICATE gives nobody more tries (RFC 8437 §8)
    extensions enabled_;                         // until the connection ends
    std::string tag_;                            // of the command in progress
    std::string supplied_name_;                  // of a mailbox, where it is not the one used (RFC 9051 §6.3.9.7)
    std::uint64_t bytes_in_ = 0, bytes_out_ = 0;
    std::uint32_t errors_ = 0;
    imap::language language_ = imap::language::i_default;    // of our texts
    bool open_ = true;
    bool ended_in_log_ = false;
};

}  // namespace mailstead::imap
