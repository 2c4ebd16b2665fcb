// One SMTP client from greeting to goodbye (RFC 5321, 3207, 4954, 3030, 2920, 3461, 6531): takes responsibility for mail.
// Replies, their order and their texts are those of Postfix 3.7.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "mta/cleanup/passage.h"
#include "mta/content/recoder.h"
#include "mta/cleanup/received.h"
#include "mta/smtpd/before_queue.h"
#include "mta/milter/milters.h"
#include "mta/smtpd/context.h"
#include "mta/smtpd/filtered_names.h"
#include "mta/smtpd/reject_footer.h"
#include "smtp/command.h"
#include "smtp/framer.h"

namespace mailstead::mta::smtpd {

class session {
public:
    // `wire` and what `with` refers to outlive the session.
    session(net::stream& wire, context with);

    // Serves the client until it is gone, has said QUIT, or is sent away. A 250 for a message is written only after the
    // spool's commit. Throws only on broken invariants; nothing that was not acknowledged stays in the queue.
    task<void> run();

private:
    enum class next { go_on, close };
    enum class chunks : std::uint8_t { none, some, broken };    // BDAT in this transaction

    // What belongs to one message, from MAIL to its end.
    struct transaction {
        bool open = false;
        mta::envelope envelope;
        std::string first_recipient;                  // as given, for the Received header
        std::string first_completed;                  // the same, as cleanup will complete it
        std::unique_ptr<cleanup::passage> passage;    // from the first valid recipient on
        std::unique_ptr<before_queue> filter;         // instead of it, where smtpd_proxy_filter is set
        std::string mail_command;                     // as the client said it, for the filter
        bool too_big = false;                         // the text, for the filter
        bool bare_lf = false;                         // in the text, and this client must not
        char last = '\n';                             // of the text, where that matters
        std::optional<content::recoder> binary;       // BODY=BINARYMIME: what makes lines of it
        bool takes_text = false;                      // from DATA or the first BDAT on; not of refused chunks
        std::uint64_t declared_size = 0;              // MAIL's SIZE=
        unsigned overshoot = 0;
        session::chunks chunks = session::chunks::none;
        std::optional<std::string> sender;            // as given
        std::string full_sender;                      // completed
        cleanup::effects effects;                     // wished by access tables, and not yet passed on to cleanup
        std::optional<smtp::reply> deferral;          // what the lists up to here make of a permission
        std::string sasl_sender;                      // MAIL's AUTH=
        std::string instance;                         // names this message for policy services
    };
    struct count { unsigned good = 0, all = 0; };

    // session.cpp: the dialogue.
    task<bool> greet();
    void welcome();
    task<void> converse();
    task<next> obey(std::string_view line);
    task<void> end_of_input(base::error_code why);
    bool out_of_place(smtp::verb which);
    bool out_of_place_in_mail(smtp::verb which);
    bool spoke_too_early(smtp::verb which);
    task<bool> filter_command(std::string& line);
    void hang_up_over_tables();
    void log_disconnect() const;
    task<next> on(smtp::lhlo what);
    task<next> on(smtp::rset what);
    task<next> on(smtp::noop what);
    task<next> on(smtp::expn what);
    task<next> on(smtp::help what);
    task<next> on(smtp::quit what);
    task<next> on(smtp::unknown what);
    task<next> on(smtp::bad what);
    void unrecognised();
    task<bool> is_forbidden(std::string verb);
    task<bool> is_noop(std::string_view line);
    task<bool> is_among(conf::match_list const& list, std::string word);
    bool bare_newline_refused();
    bool minds_bare_newline() const;

    // session_greeting.cpp: EHLO, HELO, what is offered.
    task<next> on(smtp::ehlo what);
    task<next> on(smtp::helo what);
    std::string capabilities() const;
    std::vector<std::pair<std::string_view, std::string>> extensions() const;
    bool announces(std::string_view keyword) const;
    task<bool> find_discards();
    bool is_offered_auth() const;
    bool may_use_verp() const;
    bool may_hold_back() const;
    bool may_require_tls() const;
    bool may_be_binary() const;
    bool may_limit_time() const;

    // session_security.cpp: STARTTLS and AUTH.
    task<next> on(smtp::starttls what);
    task<next> on(smtp::auth what);
    task<bool> handshake();
    bool has_wanted_certificate(net::peer_certificate const* shown);
    task<next> exchange(std::string mechanism, net::authenticator::started begun);
    task<std::optional<std::string>> response(std::string challenge);
    void accept(std::string mechanism, net::auth_accepted const& who);
    void refuse_auth(std::string const& mechanism, net::auth_refused const& why);
    void refuse_auth(std::string_view reason);
    std::vector<auth::mechanism> mechanisms() const;
    bool passes_filter(std::string const& mechanism) const;
    bool may_offer_auth() const;

    // session_mail.cpp: MAIL, RCPT, VRFY.
    task<next> on(smtp::mail what);
    task<next> on(smtp::rcpt what);
    task<next> on(smtp::vrfy what);
    bool size_refused(smtp::mail const& what);
    bool hold_refused(smtp::mail const& what);
    bool requiretls_refused(smtp::mail const& what);
    bool deliver_by_refused(smtp::mail const& what);
    void set_times(smtp::mail const& what);
    int allowed_priority(smtp::mail const& what) const;
    smtp::mailbox completed(smtp::mailbox address) const;
    bool address_refused(smtp::mailbox& address, bool declared, std::string_view enhanced);
    task<bool> open_way();
    bool open_spool();
    void log_client() const;
    std::string_view queue_id() const noexcept;
    std::uint64_t text_size() const noexcept;

    // session_access.cpp: who may do what.
    task<bool> admitted();
    task<bool> refused_at_helo(std::string const& name);
    task<bool> refused_at_mail();
    task<std::optional<smtp::reply>> judge(smtp::mailbox address);
    task<std::optional<smtp::reply>> judge_sender(subject about);
    task<bool> refused_at_data();
    task<std::optional<smtp::reply>> judge_text();
    task<bool> refused_at_etrn(std::string const& domain);
    task<std::optional<smtp::reply>> restrict(restriction_list const& list, stage where, subject about);
    subject about();
    policy_facts facts() const;
    bool is_counted();
    bool too_many(client_counts::event what, unsigned limit, std::string_view name);

    // session_reply.cpp: what is said.
    void say(int code, std::string_view enhanced, std::string_view text);
    void say(smtp::reply const& answer);
    void refuse(smtp::reply answer);
    void print_with(std::string_view footer, smtp::reply answer, footer_values const& values);
    task<void> finish_replies();
    task<std::string> footer_of(smtp::reply const& answer);
    footer_values footer_macros() const;
    void note_replies();
    void tell_postmaster();
    void end_of_chapter();

    // session_proxy.cpp: for whom a proxy or filter in front speaks.
    task<bool> take_proxy_header();
    task<bool> obey_proxy_command(std::string_view line);
    bool may_speak_for_others(conf::match_list const& hosts) const;
    bool take_xclient(std::vector<std::string> const& words);
    void take_xforward(std::vector<std::string> const& words);
    task<void> begin_again();
    void bad_syntax(std::string_view name, std::string_view value);
    void describe_client(mta::envelope& of) const;
    std::string original_client() const;

    // session_filter.cpp: smtpd_proxy_filter.
    task<bool> open_filter();
    task<bool> refused_by_filter();
    task<bool> filter_refuses_text();
    std::string filtered_head();
    task<void> take_filtered(std::string_view piece);
    task<void> finish_filtered();
    std::vector<forwarded_attribute> client_for_filter(bool is_local) const;
    // session_milters.cpp: what milters are told, and what they make of it.
    task<bool> meet_milters();
    task<bool> refused_by_milters_at_helo(std::string const& name);
    task<bool> refused_by_milters_at_mail();
    task<bool> refused_by_milters_at_rcpt(smtp::mailbox const& address);
    task<void> tell_milters_of_refusal(smtp::reply const& why);
    task<bool> refused_by_milters_at_data();
    task<bool> refused_by_milters_as_unknown();
    bool is_barred_by_milters(smtp::verb which);
    bool unwelcome_to_milters() const;
    task<void> abort_milters();
    task<void> leave_milters();
    bool obey_milters(milter::answer const& said, std::string_view recipient);
    bool pass_on(milter::answer const& said, std::string_view recipient);
    bool tells_milters() const noexcept { return milters_ && !mail_.effects.discard; }
    std::vector<std::string> arguments() const;
    task<void> resolve_for_milters(std::string const& address);
    std::optional<std::string> macro(std::string_view name) const;
    std::optional<std::string> client_macro(std::string_view name) const;
    // session_etrn.cpp: ETRN.
    task<next> on(smtp::etrn what);
    enum class flushable : std::uint8_t { no, yes };
    task<net::result<flushable>> may_be_flushed(std::string site) const;

    // session_data.cpp: DATA, BDAT.
    task<next> on(smtp::data what);
    task<next> on(smtp::bdat what);
    task<std::optional<base::error_code>> receive();
    void look_for_bare_newline(std::string_view text);
    task<void> take_binary(std::string_view bytes);
    task<void> finish(std::string extra);
    bool chunk_refused(smtp::bdat const& what);
    task<void> begin_text();
    std::string trace() const;
    task<cleanup::origin> origin();
    task<result<rewrite_clients::kin>> kin_of_client();

    // session.cpp: small things used everywhere.
    task<bool> flush();
    task<base::result<void>> read();
    void begin_request();
    std::chrono::seconds patience() const;
    task<void> hold_back();
    void reset();
    void log_reject(std::string_view where, smtp::reply const& answer, std::string_view recipient);
    void log_at(std::string_view what, std::string_view where, std::string_view said, std::string_view recipient) const;
    void log_event(std::string_view what, std::string_view text, std::string_view recipient) const;
    std::string client() const;    // "name[address]"
    std::string about_message(std::string_view recipient) const;
    cleanup::protocol_facts protocol() const;

    struct routed { std::string address, host, mailer; };    // {rcpt_addr}, {rcpt_host}, {rcpt_mailer}

    net::stream& wire_;
    context with_;
    settings const& settings_;
    std::optional<filtered_names> filtered_;    // where smtpd_dns_reply_filter is set
    smtp::framer framer_;
    std::string out_;              // replies not yet written
    std::size_t noted_ = 0;        // bytes of them that stand in the transcript
    struct unfinished {            // a reply whose footer has to be looked up: its place among them
        std::size_t at = 0;
        smtp::reply answer;
        footer_values values;
    };
    std::vector<unfinished> unfinished_;
    std::optional<std::vector<std::string>> own_discards_;    // EHLO keywords that this client is not told
    net::endpoint peer_, local_;   // who the client is and where it came; others than wire_'s behind a proxy
    notice::transcript transcript_;
    std::string end_reason_;       // why the session ended before its time
    std::map<std::string, std::string> forwarded_;      // XFORWARD's attributes
    count xclients_, xforwards_;
    std::string client_name_ = "unknown";
    std::string reverse_name_ = "unknown";
    bool name_in_doubt_ = false;   // DNS did not answer
    bool speaks_for_other_ = false;    // XCLIENT has said for whom: TLS is with the proxy
    std::string helo_;
    bool extended_ = false;        // EHLO
    std::string user_, method_;    // after AUTH
    transaction mail_;
    std::unique_ptr<before_queue> dismissed_;    // to be told goodbye when next we write
    static constexpr std::string_view end_of_message = "END-OF-MESSAGE";
    std::string where_ = "CONNECT";    // the last command, or end_of_message, for the log
    std::array<count, 17> counts_{};   // by smtp::verb
    unsigned errors_ = 0;          // since the last message
    unsigned junk_ = 0;
    int last_code_ = 0;
    bool quiet_end_ = false;       // QUIT, or we hang up: the end needs no word in the log
    bool told_pipelining_ = false;
    bool hang_up_ = false;         // the last reply was 421 or 521
    bool denied_ = false;          // smtpd_client_restrictions refused the client
    cleanup::effects effects_;       // of the client, for each of its messages
    std::optional<smtp::reply> client_deferral_, helo_deferral_;
    std::shared_ptr<void> counted_;    // this connection among the client's
    unsigned connections_ = 0;         // how many the client has, if they are counted
    std::unique_ptr<milter::milters> milters_;    // null: none for this client
    std::string line_;                 // the command as it came, for milters and smtpd_proxy_filter
    std::optional<routed> milter_sender_, milter_recipient_;
    std::optional<bool> is_counted_;
    base::steady_time request_began_{};
    std::uint64_t request_bytes_ = 0;
};

}  // namespace mailstead::mta::smtpd
