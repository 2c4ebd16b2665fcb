// Rows of pipe(8), macros, the copy of the message, statuses: what can be said without running anything.
#include <gtest/gtest.h>

#include "mta/pipe/attributes.h"
#include "mta/pipe/copier.h"
#include "mta/pipe/macros.h"
#include "mta/pipe/request.h"
#include "mta/pipe/status.h"

namespace mailstead::mta::pipe {
namespace {

using words = std::vector<std::string>;

attributes row(words argv, std::string flags = "") {
    attributes out;
    out.flags = std::move(flags);
    out.user = "nobody";
    out.argv = std::move(argv);
    return out;
}

facts message() {
    facts out;
    out.sender = "\"Sen der\"@Src.test";
    out.nexthop = "Next.test";
    out.queue_id = "AB12";
    out.size = 321;
    out.client_address = "192.0.2.1";
    out.client_hostname = "unknown";
    out.client_helo = "helo";
    out.client_port = "2525";
    out.client_protocol = "ESMTP";
    out.sasl_username = "who";
    out.recipients = {{"\"U ser+Ext\"@Show.test", "Orig@Else.test"}, {"plain@show.test", ""}};
    return out;
}

words expanded(attributes const& what) {
    auto const out = expand(what, message(), "+");
    EXPECT_EQ(out.mistake, "");
    return out.argv;
}

TEST(pipe_attributes, are_read_up_to_argv) {
    auto const got = parse_pipe({"flags=DRhu", "user=vmail:mail", "null_sender=", "eol=\\r\\n", "size=100", "directory=/d", "chroot=/c",
                                 "argv=/bin/x", "user=no", "-d", "${recipient}"});
    EXPECT_EQ(got.mistake, "");
    EXPECT_EQ(got.what.user, "vmail");
    EXPECT_EQ(got.what.group, "mail");
    EXPECT_EQ(got.what.null_sender, "");
    EXPECT_EQ(got.what.eol, "\r\n");
    EXPECT_EQ(got.what.size, 100u);
    EXPECT_EQ(got.what.directory, "/d");
    EXPECT_EQ(got.what.chroot, "/c");
    EXPECT_EQ(got.what.argv, (words{"/bin/x", "user=no", "-d", "${recipient}"}));
    EXPECT_TRUE(got.what.has('D') && got.what.one_by_one() && !got.what.has('F'));
    EXPECT_EQ(parse_pipe({"user=a", "argv=x"}).what.null_sender, "MAILER-DAEMON");
    EXPECT_EQ(parse_pipe({"user=a", "argv={/with blank/x}", "y"}).what.argv, (words{"/with blank/x", "y"}));
}

TEST(pipe_attributes, mistakes_are_told) {
    EXPECT_EQ(parse_pipe({"user=a"}).mistake, "missing argv= attribute");
    EXPECT_EQ(parse_pipe({"user=a", "argv="}).mistake, "missing argv= attribute");
    EXPECT_EQ(parse_pipe({"argv=x"}).mistake, "missing user= attribute");
    EXPECT_EQ(parse_pipe({"flags=FZ", "user=a", "argv=x"}).mistake, "unknown flag: Z");
    EXPECT_EQ(parse_pipe({"size=1k", "user=a", "argv=x"}).mistake, "size=1k is not a number");
    EXPECT_EQ(parse_pipe({"color=red", "argv=x"}).mistake, "unknown attribute: color=red");
    EXPECT_EQ(parse_pipe({"-x", "argv=x"}).mistake, "unknown attribute: -x");
    EXPECT_EQ(parse_pipe({"user=a", "argv=x", "${nope}"}).mistake, "unknown macro name: \"nope\"");
    EXPECT_EQ(parse_pipe({"user=a", "argv=x", "${sender?yes}"}).mistake, "unknown macro name: \"sender?yes\"");
    EXPECT_EQ(parse_pipe({"user=a", "argv=x", "${sender"}).mistake, "bad macro reference: \"${sender\"");
    EXPECT_EQ(parse_pipe({"user=a", "argv=x", "$"}).mistake, "bad macro reference: \"$\"");
    EXPECT_EQ(parse_spawn({"user=a", "flags=D", "argv=x"}).mistake, "unknown attribute: flags=D");
    EXPECT_EQ(parse_spawn({"user=a", "argv=x", "${anything}"}).mistake, "");
}

TEST(pipe_attributes, eol_knows_the_escapes_of_c) {
    auto const eol = [](char const* text) { return parse_pipe({"user=a", std::string("eol=") + text, "argv=x"}).what.eol; };
    EXPECT_EQ(eol("\\a\\b\\f\\n\\r\\t\\v"), "\a\b\f\n\r\t\v");
    EXPECT_EQ(eol("\\0123\\12x\\\\"), "\n3\nx\\");
    EXPECT_EQ(eol("a\\"), "a\\");
}

TEST(pipe_macros, one_argument_for_each_recipient) {
    EXPECT_EQ(expanded(row({"x", "-f", "${sender}", "<$(recipient)>", "end"})),
              (words{"x", "-f", "Sen der@Src.test", "<U ser+Ext@Show.test>", "<plain@show.test>", "end"}));
    EXPECT_EQ(expanded(row({"${user}-$extension", "${mailbox}", "${domain}"})),
              (words{"U ser-Ext", "plain-", "U ser+Ext", "plain", "Show.test", "show.test"}));
    EXPECT_EQ(expanded(row({"${original_recipient}"})), (words{"Orig@Else.test", "plain@show.test"}));
    EXPECT_EQ(expanded(row({"${size} ${queue_id} ${nexthop} ${client_address} ${client_hostname} ${client_helo} ${client_port} "
                            "${client_protocol} ${sasl_method}${sasl_username}${sasl_sender} $$x"})),
              (words{"321 AB12 Next.test 192.0.2.1 unknown helo 2525 ESMTP who $x"}));
}

TEST(pipe_macros, flags_fold_and_quote) {
    EXPECT_EQ(expanded(row({"${recipient}", "${original_recipient}", "${nexthop}", "${domain}", "${user}", "${sender}"}, "hu")),
              (words{"u ser+ext@show.test", "plain@show.test", "orig@else.test", "plain@show.test", "next.test", "show.test", "show.test",
                     "u ser", "plain", "Sen der@Src.test"}));
    EXPECT_EQ(expanded(row({"${recipient} ${mailbox}", "${sender}"}, "q")),
              (words{"\"U ser+Ext\"@Show.test U ser+Ext", "plain@show.test plain", "\"Sen der\"@Src.test"}));
}

TEST(pipe_macros, the_null_sender_has_a_name_or_none) {
    auto what = message();
    what.sender.clear();
    auto named = row({"${sender}"}, "q");
    EXPECT_EQ(expand(named, what, "+").argv, words{"MAILER-DAEMON"});
    named.null_sender.clear();
    EXPECT_EQ(expand(named, what, "+").argv, words{""});
    named.null_sender = "no body";
    EXPECT_EQ(expand(named, what, "+").argv, words{"\"no body\""});
}

// Whatever stands in an address: it is never looked at again.
TEST(pipe_macros, values_are_not_expanded) {
    auto what = message();
    what.sender = "\"${recipient} $(id) `id` $$ '\\\"\"@src.test";
    what.recipients = {{"-dash$sender@x.test", ""}};
    EXPECT_EQ(expand(row({"$sender", "$recipient"}), what, "+").argv,
              (words{"${recipient} $(id) `id` $$ '\"@src.test", "-dash$sender@x.test"}));
    what.sender = std::string("a\0b@x", 5);
    EXPECT_EQ(expand(row({"$sender"}), what, "+").mistake, "a NUL byte in an argument");
}

std::string copied(attributes const& what, std::string_view text, std::size_t step) {
    copier through(what);
    std::string out;
    for (; !text.empty(); text.remove_prefix(std::min(step, text.size()))) through.feed(text.substr(0, step), out);
    through.finish(out);
    return out;
}

TEST(pipe_copier, does_not_depend_on_where_the_text_is_cut) {
    constexpr std::string_view text = "From me\r\n.dot\r\n..\r\nFrom \r\nFroma\r\nFrom\r\n\r\na\rb\r\r\nx From y\r\nlast";
    auto all = row({"x"}, ">.B");
    all.eol = "|";
    for (std::size_t step = 1; step <= text.size(); ++step) {
        EXPECT_EQ(copied(row({"x"}), text, step), "From me\n.dot\n..\nFrom \nFroma\nFrom\n\na\rb\r\nx From y\nlast\n") << step;
        EXPECT_EQ(copied(all, text, step), ">From me|..dot|...|>From |Froma|From||a\rb\r|x From y|last||") << step;
    }
    EXPECT_EQ(copied(row({"x"}), "", 1), "");
    EXPECT_EQ(copied(row({"x"}), "a\r", 1), "a\r\n");
    EXPECT_EQ(copied(all, "From", 1), "From||");
}

TEST(pipe_copier, leading_lines_are_in_postfixs_order) {
    ::setenv("TZ", "UTC", 1);
    ::tzset();
    auto all = row({"x"}, "DFOR");
    EXPECT_EQ(leading_lines(all, "a@b", "Orig@x", "to@x", 1795207628),
              "From a@b  Fri Nov 20 20:47:08 2026\nReturn-Path: <a@b>\nX-Original-To: Orig@x\nDelivered-To: to@x\n");
    EXPECT_EQ(leading_lines(row({"x"}, "R"), "", "", "to@x", 0), "Return-Path: <MAILER-DAEMON>\n");
    EXPECT_EQ(leading_lines(row({"x"}, "O"), "", "", "to@x", 0), "X-Original-To: to@x\n");
    EXPECT_EQ(leading_lines(row({"x"}), "a@b", "", "to@x", 0), "");
}

lmtp::recipient_result after(int status, std::string output = "", net::exec_end how = net::exec_end::exited) {
    net::exec_outcome out;
    out.how = how;
    out.status = status;
    out.command = "/bin/x";
    out.output = std::move(output);
    return result_of(out, "filter");
}

TEST(pipe_status, texts_are_postfixs) {
    EXPECT_EQ(after(0).text, "delivered via filter service");
    EXPECT_EQ(after(0, "all\tis\nwell").text, "delivered via filter service (all is well)");
    EXPECT_EQ(after(0, "5.7.9 one").code, 250);
    EXPECT_EQ(after(1).text, "Command died with status 1: \"/bin/x\"");
    EXPECT_EQ(after(1).enhanced, "5.3.0");
    EXPECT_EQ(after(75).code, 450);
    EXPECT_EQ(after(71).enhanced, "4.3.0");
    EXPECT_EQ(after(67, "who?\n").text, "user unknown. Command output: who? ");
    EXPECT_EQ(after(67).enhanced, "5.1.1");
    EXPECT_EQ(after(9, "", net::exec_end::signalled).text, "Command died with signal 9: \"/bin/x\"");
    EXPECT_EQ(after(9, "", net::exec_end::signalled).code, 450);
    EXPECT_EQ(after(9, "hello\n", net::exec_end::timed_out).text, "Command time limit exceeded: \"/bin/x\". Command output: hello ");
    EXPECT_EQ(after(0, "execvp /bin/x: no", net::exec_end::not_started).text, "temporary failure. Command output: execvp /bin/x: no");
    EXPECT_EQ(after(0, "because", net::exec_end::refused).text, "mail system configuration error: because");
    EXPECT_EQ(after(0, "because", net::exec_end::refused).enhanced, "4.3.5");
}

TEST(pipe_status, output_may_begin_with_a_status) {
    EXPECT_EQ(after(1, "4.7.1 try later\n").text, "try later");
    EXPECT_EQ(after(1, "4.7.1 try later").code, 450);
    EXPECT_EQ(after(75, "5.7.9 go away").code, 550);
    EXPECT_EQ(after(75, "5.7.9").text, "");
    EXPECT_EQ(after(1, "2.0.0 ok").code, 550) << "a failure is none the less one";
    EXPECT_EQ(after(1, "x 5.7.9 one").enhanced, "5.3.0");
    EXPECT_EQ(after(75, "5.7.9x").code, 450);
}

TEST(pipe_status, output_cannot_break_a_line) {
    EXPECT_EQ(after(69, std::string("a\x1b[2J\r\nb\0c", 10)).text, "service unavailable. Command output: a_[2J_ b_c");
    EXPECT_EQ(after(69, "f\xc3\xbcr").text, "service unavailable. Command output: f\xc3\xbcr");
    EXPECT_EQ(after(69, "f\xc3\xbcr\xe2\x82").text, "service unavailable. Command output: f\xc3\xbcr") << "cut within a character";
    EXPECT_EQ(after(69, "\xff""abcdef").text, "service unavailable. Command output: _abcdef");
}

TEST(pipe_request, comes_back_as_it_went) {
    auto const request = request_for("filter", message());
    auto const frame = net::print(request);
    auto const parsed = net::parse_exec_request(frame);
    ASSERT_TRUE(parsed);
    EXPECT_EQ(*parsed, request);
    auto const back = facts_of(*parsed);
    ASSERT_TRUE(back);
    EXPECT_EQ(back->sender, message().sender);
    EXPECT_EQ(back->size, 321u);
    EXPECT_EQ(back->recipients.size(), 2u);
    EXPECT_EQ(back->recipients[0].original, "Orig@Else.test");
    for (std::size_t size = 0; size < frame.size(); ++size) EXPECT_FALSE(net::parse_exec_request(std::string_view(frame).substr(0, size)));
    EXPECT_FALSE(net::parse_exec_request(frame + "x"));
}

TEST(pipe_request, strange_values_are_refused) {
    auto const good = request_for("filter", message());
    auto strange = good;
    strange.values.emplace_back("argv", "/bin/sh");
    EXPECT_FALSE(facts_of(strange));
    strange = good;
    strange.values.back().second = "-1";
    EXPECT_FALSE(facts_of(strange));
    strange = good;
    strange.recipients.clear();
    EXPECT_FALSE(facts_of(strange));
    strange = good;
    strange.values.pop_back();
    EXPECT_FALSE(facts_of(strange)) << "no size";
}

}  // namespace
}  // namespace mailstead::mta::pipe
