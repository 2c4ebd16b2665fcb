#include "tools/tlsrpt.h"

#include <sysexits.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <optional>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/ascii.h"
#include "base/clock.h"
#include "conf/load.h"
#include "mta/smtp_client/tls_report_store.h"

namespace mailstead::tools {
namespace {

namespace smtp_client = mta::smtp_client;

int fail(int status, std::string const& why) {
    fmt::print(stderr, "mailstead tlsrpt: {}\n", why);
    return status;
}

base::result<smtp_client::tls_report> report_of(smtp_client::tls_report_store& from, conf::settings const& values, std::string domain, std::int64_t day) {
    auto policies = from.policies(day, domain);
    if (!policies) return policies.error();
    smtp_client::tls_report out;
    out.organization = values.text("myorigin");
    out.contact = "postmaster@" + values.text("myorigin");
    out.id = fmt::format("{}.{}@{}", smtp_client::day_text(day), domain, values.text("myhostname"));
    out.domain = std::move(domain);
    out.day = day;
    out.policies = std::move(*policies);
    return out;
}

int print(smtp_client::tls_report_store& from, conf::settings const& values, std::string const& domain, std::int64_t day) {
    auto all = domain.empty() ? from.domains(day) : base::result<std::vector<std::string>>(std::vector<std::string>{base::lowered(domain)});
    if (!all) return fail(EXIT_FAILURE, all.error().message());
    bool any = false;
    for (auto const& one : *all) {
        auto const report = report_of(from, values, one, day);
        if (!report) return fail(EXIT_FAILURE, report.error().message());
        if (report->policies.empty()) continue;
        any = true;
        fmt::print("{}\n", smtp_client::json_of(*report));
    }
    return any ? EXIT_SUCCESS : fail(EXIT_FAILURE, fmt::format("nothing was counted{}{} on {}", domain.empty() ? "" : " for ", domain, smtp_client::day_text(day)));
}

}  // namespace

int tlsrpt(std::vector<std::string> args, std::string config_dir) {
    std::string domain, day_given;
    CLI::App app("TLS reports (RFC 8460), one JSON object to a line; they are not sent", "mailstead tlsrpt");
    app.add_option("-c", config_dir, "the configuration directory");
    app.add_option("--day", day_given, "YYYY-MM-DD, UTC; otherwise yesterday");
    app.add_option("DOMAIN", domain, "otherwise every domain");
    std::reverse(args.begin(), args.end());    // CLI11 takes them from the back
    try {
        app.parse(args);
    } catch (CLI::ParseError const& error) {
        return app.exit(error) == 0 ? EXIT_SUCCESS : EX_USAGE;
    }
    auto day = std::optional(base::unix_seconds(base::system_clock().now()) / 86400 - 1);
    if (!day_given.empty()) day = smtp_client::day_named(day_given);
    if (!day) return fail(EX_USAGE, "no day: " + base::printable(day_given));
    auto const config = conf::load(config_dir);
    if (!config.values) return fail(EX_CONFIG, fmt::format("the configuration in {} cannot be used", config_dir));
    auto const path = config.values->text("smtp_tlsrpt_database");
    if (::access(path.c_str(), R_OK) != 0) return fail(EXIT_FAILURE, fmt::format("cannot read {} (smtp_tlsrpt_enable = yes begins it)", path));
    auto store = smtp_client::tls_report_store::open_to_read(path);
    if (!store) return fail(EXIT_FAILURE, fmt::format("cannot read {}: {}", path, store.error().message()));
    return print(*store, *config.values, domain, *day);
}

}  // namespace mailstead::tools
