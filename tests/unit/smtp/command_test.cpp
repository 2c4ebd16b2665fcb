#include "smtp/command.h"

#include <gtest/gtest.h>

namespace mailstead::smtp {
namespace {

grammar everything() {
    grammar rules;
    rules.auth = true;
    rules.binary_mime = true;
    rules.xdelivery = true;
    return rules;
}

template <class Command>
Command as(std::string_view line, grammar const& rules = everything()) {
    auto const parsed = parse(line, rules);
    if (auto const* found = std::get_if<Command>(&parsed)) return *found;
    ADD_FAILURE() << line << " gives " << parsed.index();
    return {};
}

std::string refusal(std::string_view line, grammar const& rules = {}) {
    auto const parsed = parse(line, rules);
    auto const* found = std::get_if<bad>(&parsed);
    return found ? one_line(found->answer) : "accepted";
}

TEST(command, verp_is_taken_where_it_is_announced) {
    grammar rules;
    rules.verp = "-=+";
    EXPECT_EQ(as<mail>("MAIL FROM:<a@b> XVERP", rules).verp, "");
    EXPECT_EQ(as<mail>("MAIL FROM:<a@b> xverp=+=", rules).verp, "+=");
    EXPECT_EQ(as<mail>("MAIL FROM:<a@b>", rules).verp, std::nullopt);
    EXPECT_EQ(refusal("MAIL FROM:<a@b> XVERP=+", rules), "501 5.5.4 Error: XVERP needs two characters from -=+");
    EXPECT_EQ(refusal("MAIL FROM:<a@b> XVERP=+x", rules), "501 5.5.4 Error: XVERP needs two characters from -=+");
    EXPECT_EQ(refusal("MAIL FROM:<> XVERP", rules), "503 5.5.4 Error: XVERP requires non-null sender");
    EXPECT_EQ(refusal("MAIL FROM:<a@b> XVERP"), "555 5.5.4 Unsupported option: XVERP");
}

TEST(command, verbs_in_any_case_with_blanks) {
    as<noop>("noop");
    as<quit>("QuIt  ");
    as<rset>("  RSET\t");
    as<data>("DATA");
    as<help>("HELP me");
    EXPECT_EQ(as<ehlo>("EHLO  x.example extra").name, "x.example");
    EXPECT_EQ(as<helo>("helo [192.0.2.1]").name, "[192.0.2.1]");
    EXPECT_EQ(as<unknown>("FROB x").verb, "FROB");
}

TEST(command, dialects) {
    grammar lmtp;
    lmtp.dialect = dialect::lmtp;
    EXPECT_EQ(as<lhlo>("LHLO x", lmtp).name, "x");
    as<unknown>("EHLO x", lmtp);
    as<unknown>("LHLO x", {});
}

TEST(command, mail) {
    auto const got = as<mail>("MAIL FROM:<a@b.example> SIZE=123 BODY=8bitmime SMTPUTF8 RET=full ENVID=a+2Bb AUTH=x+3Dy");
    EXPECT_EQ(got.reverse_path.text, "a@b.example");
    EXPECT_EQ(got.size, 123u);
    EXPECT_EQ(got.body, body::eight_bit);
    EXPECT_TRUE(got.smtputf8);
    EXPECT_EQ(got.ret, ret::full);
    EXPECT_EQ(got.envid, "a+b");
    EXPECT_EQ(got.auth, "x=y");
    EXPECT_EQ(as<mail>("mail from : <>").reverse_path.text, "");
    EXPECT_EQ(as<mail>("MAIL FROM: a@b.example").reverse_path.text, "a@b.example");
}

TEST(command, mail_refusals) {
    EXPECT_EQ(refusal("MAIL"), "501 5.5.4 Syntax: MAIL FROM:<address>");
    EXPECT_EQ(refusal("MAIL FROM:<a@b> SIZE="), "501 5.5.4 Bad message size syntax");
    EXPECT_EQ(refusal("MAIL FROM:<a@b> SIZE=-1"), "501 5.5.4 Bad message size syntax");
    EXPECT_EQ(refusal("MAIL FROM:<a@b> SIZE=99999999999999999999999"), "501 5.5.4 Bad message size syntax");
    EXPECT_EQ(refusal("MAIL FROM:<a@b> RET=FULL RET=FULL"), "501 5.5.4 Bad RET parameter syntax");
    EXPECT_EQ(refusal("MAIL FROM:<a@b> AUTH=<>"), "555 5.5.4 Unsupported option: AUTH=<>");
    EXPECT_EQ(refusal("MAIL FROM:<a@b> AUTH=a AUTH=b", everything()), "503 5.5.4 Error: multiple AUTH= options");
    EXPECT_EQ(refusal("MAIL FROM:<a@b>SIZE=1"), "501 5.1.7 Bad sender address syntax");
    grammar plain;
    plain.smtputf8 = false;
    plain.dsn = false;
    EXPECT_EQ(refusal("MAIL FROM:<a@b> SMTPUTF8", plain), "555 5.5.4 Unsupported option: SMTPUTF8");
    EXPECT_EQ(refusal("MAIL FROM:<a@b> ENVID=x", plain), "501 5.7.1 DSN support is disabled");
    EXPECT_EQ(refusal("RCPT TO:<a@b> NOTIFY=NEVER", plain), "501 5.7.1 DSN support is disabled");
    plain.dialect = dialect::lmtp;    // which never had it
    EXPECT_EQ(refusal("MAIL FROM:<a@b> ENVID=x", plain), "555 5.5.4 Unsupported option: ENVID=x");
}

TEST(command, addresses_in_brackets_where_they_have_to_be) {
    grammar strict;
    strict.bare_addresses = false;
    EXPECT_EQ(refusal("MAIL FROM:a@b", strict), "501 5.1.7 Bad sender address syntax");
    EXPECT_EQ(refusal("RCPT TO:a@b", strict), "501 5.1.3 Bad recipient address syntax");
    EXPECT_TRUE(std::holds_alternative<mail>(parse("MAIL FROM: <a@b>", strict)));
    EXPECT_TRUE(std::holds_alternative<mail>(parse("MAIL FROM:a@b", grammar())));
}

// RFC 2852 §4, RFC 8689 §2.
TEST(command, time_limit_and_tls) {
    grammar rules;
    rules.deliver_by = rules.requiretls = true;
    auto const read = [&rules](std::string const& by) { return std::get<mail>(parse("MAIL FROM:<a@b> REQUIRETLS BY=" + by, rules)); };
    EXPECT_TRUE(read("98;R").requiretls);
    EXPECT_EQ(read("98;R").by, (time_limit{98, true, false}));
    EXPECT_EQ(read("-999999999;nt").by, (time_limit{-999999999, false, true}));
    EXPECT_EQ(print(*read("+5;RT").by), "BY=5;RT");
    for (auto const* bad : {"0;R", "-1;R", "5", "5;", ";N", "5;NR", "5;TN", "+-5;N", "1000000000;N", "x;N", "5;N;N"})
        EXPECT_EQ(refusal(std::string("MAIL FROM:<a@b> BY=") + bad, rules), "501 5.5.4 Bad BY parameter syntax") << bad;
    EXPECT_EQ(refusal("MAIL FROM:<a@b> BY=5;N", grammar()), "555 5.5.4 Unsupported option: BY=5;N");
}

TEST(command, rcpt) {
    auto const got = as<rcpt>("RCPT TO:<a@b> NOTIFY=FAILURE,success ORCPT=rfc822;x+20y@z "
                              "XDELIVERY=00000000000000ff-1a-2-0,retry,local,a+2Bb@c");
    EXPECT_EQ(got.notify, notify::failure | notify::success);
    EXPECT_EQ(got.orcpt, "rfc822;x y@z");
    ASSERT_TRUE(got.delivery);
    EXPECT_EQ(got.delivery->id.queue, 255u);
    EXPECT_EQ(got.delivery->id.message, 26u);
    EXPECT_TRUE(got.delivery->retry);
    EXPECT_EQ(got.delivery->agent, delivery::role::local);
    EXPECT_EQ(got.delivery->original, "a+b@c");
    EXPECT_EQ(refusal("RCPT TO:<>"), "501 5.1.3 Bad recipient address syntax");
    EXPECT_EQ(refusal("RCPT TO:<a@b> XDELIVERY=1"), "555 5.5.4 Unsupported option: XDELIVERY=1");
    EXPECT_EQ(refusal("RCPT TO:<a@b> XDELIVERY=1", everything()), "501 5.5.4 Error: Bad XDELIVERY parameter syntax");
}

TEST(command, bdat_and_auth) {
    EXPECT_EQ(as<bdat>("BDAT 86 LAST").size, 86u);
    EXPECT_TRUE(as<bdat>("bdat 0 last").last);
    EXPECT_FALSE(as<bdat>("BDAT 10").last);
    for (auto const* line : {"BDAT", "BDAT x", "BDAT -1", "BDAT 1 LASTING", "BDAT 1 LAST 2", "BDAT 99999999999999999999999"})
        EXPECT_EQ(refusal(line), "521 5.5.4 Syntax: BDAT count [LAST]") << line;
    EXPECT_EQ(as<auth>("AUTH plain").mechanism, "PLAIN");
    EXPECT_FALSE(as<auth>("AUTH PLAIN").initial);
    EXPECT_EQ(as<auth>("AUTH PLAIN =").initial, "");
    EXPECT_EQ(as<auth>("AUTH PLAIN abcd").initial, "abcd");
}

TEST(command, parse_of_print_is_the_same) {
    mail from;
    from.reverse_path = *parse_path("\"a b\"@c.example");
    from.size = 7;
    from.body = body::binary;
    from.smtputf8 = true;
    from.ret = ret::headers;
    from.envid = "x y+z";
    from.auth = "<>";
    auto line = print(from);
    auto const again = as<mail>(std::string_view(line).substr(0, line.size() - 2));
    EXPECT_EQ(print(again), line);
    EXPECT_EQ(again.envid, from.envid);
    rcpt to;
    to.forward_path = *parse_path("d@e.example");
    to.notify = notify::delay | notify::failure;
    to.orcpt = "rfc822;f+g@h";
    to.delivery.emplace();
    to.delivery->id.message = 9;
    to.delivery->original = "ä@x";
    line = print(to);
    auto const got = as<rcpt>(std::string_view(line).substr(0, line.size() - 2));
    EXPECT_EQ(print(got), line);
    EXPECT_EQ(got.delivery, to.delivery);
}

TEST(command, verb_of_every_kind) {
    for (auto const* line : {"EHLO x", "HELO x", "MAIL FROM:<>", "RCPT TO:<a>", "DATA", "BDAT 1", "RSET", "NOOP", "VRFY a", "EXPN a",
                             "HELP", "ETRN a", "QUIT", "STARTTLS", "AUTH X"}) {
        auto const got = parse(line, everything());
        EXPECT_EQ(name(verb_of(got)), std::string_view(line).substr(0, std::string_view(line).find(' ')));
    }
    EXPECT_EQ(verb_of(parse("MAIL x", {})), verb::mail);
    EXPECT_EQ(verb_of(parse("x", {})), verb::unknown);
}

}  // namespace
}  // namespace mailstead::smtp
