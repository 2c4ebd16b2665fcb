// Other programs write within one tick of the file system's clock, and the file stays as long as it was.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "mbox/depositor.h"
#include "mbox/mailbox.h"
#include "sandbox.h"

namespace mailstead::mbox {
namespace {

namespace flag = store::flag;
using store::uid_set;

// The kernel's own times go on once a minute; times that a program sets are kept.
class slow_clock final : public base::file_system {
public:
    result<struct stat> status(int fd) override { return slow(file_system::status(fd)); }
    result<struct stat> status(int dir, std::string const& name) override { return slow(file_system::status(dir, name)); }

private:
    static void round(timespec& at) { at = {at.tv_sec / 60 * 60, 0}; }
    static result<struct stat> slow(result<struct stat> of) {
        if (!of) return of;
        bool const set = of->st_mtim.tv_sec != of->st_ctim.tv_sec || of->st_mtim.tv_nsec != of->st_ctim.tv_nsec;
        if (!set) round(of->st_mtim);
        // To now: a test must not look older than it is.
        of->st_ctim = {(::time(nullptr) / 3600) * 3600 + 7200, 0};
        return of;
    }
};

struct tick_test : sandbox {
    slow_clock files;
    tick_test() { with = std::make_unique<service>(how, files); }
    ~tick_test() override { with.reset(); }
    void expect_seen(store::mailbox& box) {
        write(mail_text("one", "X-Status: F\n") + rest);
        EXPECT_TRUE(box.refresh());
        EXPECT_EQ((*box.now())[0].flags, flag::flagged);
    }
    std::string rest;
};

TEST_F(tick_test, after_a_look) {
    write(mail_text("one", "X-Status: A\n"));
    expect_seen(*inbox());
}

TEST_F(tick_test, after_an_append) {
    write(mail_text("one", "X-Status: A\n"));
    auto const box = inbox();
    append(*box, "Subject: two\r\n\r\nbody\r\n");
    rest = read().substr(mail_text("one", "X-Status: A\n").size());
    expect_seen(*box);
}

TEST_F(tick_test, after_a_delivery) {
    write(mail_text("one", "X-Status: A\n"));
    auto const box = inbox();
    depositor to(*with);
    ASSERT_TRUE(wait_for(to, mail(1)));
    EXPECT_TRUE(box->refresh());
    rest = read().substr(mail_text("one", "X-Status: A\n").size());
    expect_seen(*box);
}

TEST_F(tick_test, after_an_expunge) {
    write(mail_text("one", "X-Status: A\n") + mail_text("two"));
    auto const box = inbox();
    ASSERT_TRUE(box->expunge(uid_set::of({2}), store::mailbox::expunge_mode::all));
    expect_seen(*box);
}

TEST_F(tick_test, after_marks_in_place) {
    rest = mail_text("two", "Status: O \nX-Status:     \nX-Keywords:                     \n");
    write(mail_text("one", "X-Status: A\n") + rest);
    auto const box = inbox();
    ASSERT_TRUE(box->change_flags(uid_set::of({2}), {store::flag_change::how::add, flag::flagged, {}}));
    rest = read().substr(mail_text("one", "X-Status: A\n").size());
    expect_seen(*box);
}

}  // namespace
}  // namespace mailstead::mbox
