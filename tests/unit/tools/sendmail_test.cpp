// sendmail's command line, and what becomes of the text before it is handed over.
#include "tools/sendmail.h"

#include <gtest/gtest.h>

#include "tools/sendmail_text.h"

namespace mailstead::tools {
namespace {

using mode = sendmail_request::mode;
using words = std::vector<std::string>;

TEST(sendmail_options, values_stand_behind_or_follow) {
    auto const got = parse_sendmail({"-i", "-fa@b", "-F", "Full Name", "-oem", "-oi", "-N", "success,delay", "-Rhdrs",
                                     "-Venv", "-tv", "c@d", "-x"});
    EXPECT_EQ(got.mistake, "");
    EXPECT_EQ(got.what, mode::enqueue);
    EXPECT_TRUE(got.dot_is_text);
    EXPECT_TRUE(got.takes_header_recipients);
    EXPECT_EQ(got.sender, "a@b");
    EXPECT_EQ(got.full_name, "Full Name");
    EXPECT_EQ(got.notify, "success,delay");
    EXPECT_EQ(got.ret, "HDRS");
    EXPECT_EQ(got.envid, "env");
    EXPECT_EQ(got.recipients, (words{"c@d", "-x"}));
}

TEST(sendmail_options, sendmails_own_are_taken) {
    for (auto const* word : {"-Am", "-Ac", "-om", "-oA/etc/aliases", "-o7", "-odb", "-OTimeout=1", "-Lmail", "-h10",
                             "-pSMTP:x", "-m", "-U", "-c", "-B8BITMIME", "-r", "-v", "-bm"}) {
        auto const got = parse_sendmail({word, "x", "y"});
        EXPECT_EQ(got.mistake, "") << word;
        EXPECT_EQ(got.what, mode::enqueue) << word;
        EXPECT_FALSE(got.dot_is_text) << word;
    }
}

TEST(sendmail_options, modes) {
    struct row {
        words args;
        mode what;
        std::string argument;
    };
    for (auto const& [args, what, argument] :
         {row{{"-bs"}, mode::smtp, ""}, row{{"-bp"}, mode::list, ""}, row{{"-bi"}, mode::aliases, ""},
          row{{"-I"}, mode::aliases, ""}, row{{"-bd"}, mode::start, ""}, row{{"-bd", "-q30m"}, mode::start, ""},
          row{{"-q1h"}, mode::start, ""}, row{{"-q"}, mode::flush, ""}, row{{"-v", "-q"}, mode::flush, ""},
          row{{"-qIABC"}, mode::flush_one, "ABC"}, row{{"-qRexample.com"}, mode::flush_site, "example.com"},
          row{{"-bv", "x"}, mode::verify, ""}}) {
        auto const got = parse_sendmail(args);
        EXPECT_EQ(got.mistake, "") << args[0];
        EXPECT_EQ(got.what, what) << args[0];
        EXPECT_EQ(got.argument, argument) << args[0];
    }
}

TEST(sendmail_options, verp_with_and_without_delimiters) {
    EXPECT_FALSE(parse_sendmail({"a"}).verp);
    EXPECT_TRUE(parse_sendmail({"-XV", "a"}).verp);
    EXPECT_EQ(parse_sendmail({"-XV", "a"}).verp_delimiters, "");
    EXPECT_EQ(parse_sendmail({"-XV+=", "a"}).verp_delimiters, "+=");
    EXPECT_EQ(parse_sendmail({"-X", "V-=", "a"}).verp_delimiters, "-=");
}

TEST(sendmail_options, mistakes_in_postfix_words) {
    auto const why = [](words const& args) { return parse_sendmail(args).mistake; };
    EXPECT_EQ(why({"-bt"}), "unsupported: -bt");
    EXPECT_EQ(why({"-Xfoo", "a"}), "unsupported: -Xf");
    EXPECT_EQ(why({"-q", "a"}), "flush queue mode requires no recipient");
    EXPECT_EQ(why({"-qR"}), "specify: -qRsitename");
    EXPECT_EQ(why({"-qSx"}), "-qS is not implemented");
    EXPECT_EQ(why({"-bv", "-t"}), "-t option cannot be used with -bv");
    EXPECT_EQ(why({"-bv", "-v", "a"}), "-v option cannot be used with -bv");
    EXPECT_EQ(why({"-bv", "-N", "never", "a"}), "-N option cannot be used with -bv");
    EXPECT_EQ(why({"-bv", "a"}), "");
    EXPECT_TRUE(parse_sendmail({"-v", "a"}).tells_fate);
    EXPECT_FALSE(parse_sendmail({"-vv", "a"}).tells_fate);
    EXPECT_EQ(why({"-n", "a"}), "-n option not supported");
    EXPECT_EQ(why({"-Q"}), "usage: sendmail [options]");
    EXPECT_EQ(parse_sendmail({"-Q"}).complaint, "invalid option -- 'Q'");
    EXPECT_EQ(parse_sendmail({"-f"}).complaint, "option requires an argument -- 'f'");
    EXPECT_EQ(parse_sendmail({"-bt"}).mistake_status, 75);
    EXPECT_EQ(parse_sendmail({"-N", "bad", "-R", "bad", "a"}).warnings,
              (words{"unknown DSN NOTIFY command value \"bad\" in \"bad\"", "bad -N option value -- ignored",
                     "bad -R option value -- ignored"}));
    EXPECT_EQ(parse_sendmail({"-N", "never,delay", "a"}).notify, "");
    EXPECT_EQ(parse_sendmail({"--", "-t"}).recipients, (words{"-t"}));
}

std::string filtered(std::string_view in, dot meaning = dot::ends, line_endings fix = line_endings::always,
                     std::size_t step = 1) {
    text_filter filter(meaning, fix);
    std::string out;
    for (std::size_t at = 0; at < in.size(); at += step)
        if (!filter.feed(in.substr(at, step), out)) return out;
    filter.finish(out);
    return out;
}

TEST(sendmail_text, is_the_same_however_it_comes) {
    std::string const in = "From me\n>From you\r\nSubject: x\r\n\r\nFrom here\n..\n.x\n.\r\ngone\n";
    for (std::size_t step = 1; step < in.size(); ++step)
        EXPECT_EQ(filtered(in, dot::ends, line_endings::always, step), "Subject: x\n\nFrom here\n..\n.x\n") << step;
}

TEST(sendmail_text, dots_and_ends) {
    EXPECT_EQ(filtered("a\n.\nb"), "a\n");
    EXPECT_EQ(filtered("a\n.\nb", dot::is_text), "a\n.\nb\n");
    EXPECT_EQ(filtered("a\n."), "a\n");
    EXPECT_EQ(filtered(""), "");
    EXPECT_EQ(filtered("\n"), "\n");
    EXPECT_EQ(filtered("a"), "a\n");
    EXPECT_EQ(filtered("a\r"), "a\n");
}

TEST(sendmail_text, line_endings) {
    EXPECT_EQ(filtered("a\r\nb\nc\r\n", dot::ends, line_endings::strict), "a\nb\nc\n");
    EXPECT_EQ(filtered("a\nb\r\n", dot::ends, line_endings::strict), "a\nb\r\n");
    EXPECT_EQ(filtered("a\r\nb\n", dot::ends, line_endings::never), "a\r\nb\n");
    EXPECT_EQ(filtered("a\rb\r\r\n"), "a\rb\r\n");
}

TEST(sendmail_text, long_lines_and_headers_are_bounded) {
    std::string const longest(200000, 'x');
    EXPECT_EQ(filtered(longest + "\r\ny", dot::ends, line_endings::always, 1000), longest + "\ny\n");
    EXPECT_EQ(filtered(std::string(65535, 'x') + "\r\ny", dot::ends, line_endings::always, 70000),
              std::string(65535, 'x') + "\ny\n");
    text_filter filter(dot::ends, line_endings::always);
    std::string out;
    for (int i = 0; i < 20; ++i) {
        filter.feed("To: " + longest + "\n", out);
        out.clear();
    }
    EXPECT_TRUE(filter.is_header_too_long());
    EXPECT_LE(filter.header().size(), text_filter::header_limit);
}

TEST(sendmail_text, recipients_of_a_header) {
    EXPECT_EQ(header_recipients(
                  "To: r@x, Group: q@y, \"z\" <zz@z>;\nCc: c@c,\n\td\nBcc: bc@c\nFrom: no@no\nSubject: to: s@s\n"),
              (words{"r@x", "q@y", "zz@z", "c@c", "d", "bc@c"}));
    EXPECT_EQ(header_recipients("To: a\nResent-To: b\nresent-bcc: c@d\n"), (words{"b", "c@d"}));
    EXPECT_EQ(header_recipients("To: a\nResent-Cc: undisclosed-recipients:;\n"), words{});
    EXPECT_EQ(header_recipients("To: \"odd name\"@x\n"), (words{"\"odd name\"@x"}));
    EXPECT_EQ(header_recipients("Subject: x\n"), words{});
}

TEST(sendmail_text, addresses_of_arguments) {
    EXPECT_EQ(argument_addresses("b,c@d"), (words{"b", "c@d"}));
    EXPECT_EQ(argument_addresses("Foo <e@f>"), (words{"e@f"}));
    EXPECT_EQ(argument_addresses(" <a@b> "), (words{"a@b"}));
    EXPECT_EQ(argument_addresses("bob>x"), (words{"bob>x"}));
    EXPECT_EQ(argument_addresses("a b c"), (words{"a b c"}));
    EXPECT_EQ(argument_addresses("<>"), words{});
    EXPECT_EQ(argument_addresses(""), words{});
}

}  // namespace
}  // namespace mailstead::tools
