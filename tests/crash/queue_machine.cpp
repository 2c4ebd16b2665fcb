// Storage, scheduler and pickup over two fault layers.
#include "tests/crash/queue_machine.h"

#include <sqlite3.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>

#include "mta/pickup/drop.h"
#include "mta/pickup/records.h"
#include "mta/queue/admin.h"
#include "mta/queue/envelope_blob.h"
#include "mta/queue/queue_id.h"
#include "tests/lib/mem_stream.h"

namespace mailstead::mta::queue::crash {
namespace {

namespace fs = std::filesystem;
using queue::test::pause;

// The second life tries at once what the first has put off for long.
settings settings_for(machine const& on, bool good) {
    auto out = queue::test::small_settings(on.queue_directory());
    if (good) out.retry.minimal_backoff = out.retry.maximal_backoff = milliseconds(5);
    else out.retry.minimal_backoff = out.retry.maximal_backoff = std::chrono::hours(1);
    return out;
}

store_db::options options_for(machine& on) {
    store_db::options out;
    out.vfs = on.vfs().name();
    out.wal_bytes = 0;
    out.wal_pages = 24;    // several checkpoints in a short life
    return out;
}

std::uint64_t blocks_of(std::vector<stored_message> const& rows) {
    std::uint64_t out = 0;
    for (auto const& row : rows) {
        auto const where = decode_extents(row.extents);
        if (where) out += capacity(*where) / segments::block_size;
    }
    return out;
}

state state_of(stored_message const& row) { return row.status ? row.status->state : state::active; }

}  // namespace

machine::machine() {
    fs::create_directories(maildrop());
    files_ = std::make_unique<mailstead::test::fault_fs>(root_);
    files_->use(line_);
    vfs_.use(line_);
}

machine::~machine() = default;

void machine::restart(mailstead::test::unsynced rest) {
    auto const next = top_.path() + "/next";
    files_->write_survivors(next, rest);
    files_.reset();
    fs::remove_all(root_);
    fs::rename(next, root_);
    line_.cut_at(0);
    vfs_.restart(rest);
    files_ = std::make_unique<mailstead::test::fault_fs>(root_);
    files_->use(line_);
}

std::vector<std::string> machine::faults() {
    std::vector<std::string> out;
    for (auto const& one : fs::recursive_directory_iterator(root_)) {
        auto const name = one.path().string().substr(root_.size() + 1);
        bool const is_segment = name.starts_with("queue/segments/") && name.size() == std::string("queue/segments/").size() + 8;
        // Nobody was told that it is handed in; pickup removes it after a day.
        bool const is_unfinished = name.starts_with("maildrop/") && (one.status().permissions() & fs::perms::owner_exec) == fs::perms::none;
        if (!one.is_directory() && !is_segment && !is_unfinished) out.push_back("stray file " + name);
    }
    for (auto const& name : vfs_.files()) {
        if (!name.ends_with("/queue.db") && !name.ends_with("/queue.db-wal")) out.push_back("stray file " + name);
    }
    auto db = open_sqlite(queue_directory() + "/queue.db", SQLITE_OPEN_READWRITE, vfs_.name());
    if (!db || !execute(db->get(), "PRAGMA locking_mode=EXCLUSIVE")) return {"queue.db cannot be opened"};
    auto look = statement::prepare(db->get(), "PRAGMA integrity_check");
    if (!look || !look->step()) return {"queue.db cannot be looked at"};
    if (look->bytes(0) != "ok") out.push_back("queue.db: " + std::string(look->bytes(0)));
    return out;
}

std::unique_ptr<life> life::begin(net::executor where, machine& on, world& around) {
    auto queue = storage::open(settings_for(on, around.good), options_for(on), base::system_clock(), on.files());
    if (queue) return std::unique_ptr<life>(new life(std::move(where), on, around, std::move(*queue)));
    if (!on.line().is_off()) around.complain("the queue does not open: " + queue.error().message());
    return nullptr;
}

life::life(net::executor where, machine& on, world& around, std::unique_ptr<storage> queue)
    : machine_(on), world_(around), executor_(where), queue_(std::move(queue)), here_(where), tasks_(where), routes_(where),
      carriers_(around), manager_({*queue_, here_, tasks_, routes_, carriers_, disk_}), door_(make_intake(*queue_, here_, disk_)),
      maildrop_({*queue_, here_, disk_, base::system_clock(), on.files()}, pickup_rules()) {}

life::~life() = default;

std::shared_ptr<pickup::settings const> life::pickup_rules() const {
    auto out = std::make_shared<pickup::settings>();
    out->maildrop = machine_.maildrop();
    out->cleanup = std::make_shared<cleanup::rules const>(conf::settings().with({{"myorigin", "store.example"}}));
    return out;
}

net::task<bool> life::put(std::string mark, std::string sender, std::vector<std::string> to, std::size_t size, bool hold) {
    if (is_over()) co_return false;
    auto& one = world_.letters[mark];
    auto text = text_of(mark, size);
    one.sender = sender;
    one.recipients = to;
    one.tail = text;
    one.hold_asked = hold;
    auto what = queue::test::letter(std::move(sender), to);
    what.hold = hold;
    auto const id = co_await queue::test::put(*door_, std::move(text), std::move(what));
    if (!id) co_return false;
    one.number = *id_number(*id);
    one.held = hold;
    one.acknowledged = true;
    co_return true;
}

void life::drop(std::string mark, std::string to) {
    if (is_over()) return;
    auto& one = world_.letters[mark];
    one.sender = "ann@store.example";
    one.recipients = queue::test::to(to);
    one.tail = "text of " + mark + "\r\n";
    auto file = pickup::drop_file::create(machine_.maildrop(), machine_.files());
    if (!file) return;
    std::string bytes(pickup::submit_greeting);
    pickup::put(bytes, pickup::record::sender, one.sender);
    pickup::put(bytes, pickup::record::recipient, to);
    pickup::put_text(bytes, "X-Mark: " + mark + "\n\ntext of " + mark + "\n");
    pickup::put(bytes, pickup::record::end, "");
    one.acknowledged = file->write(bytes) && file->finish();
}

net::task<void> life::look_at_maildrop() {
    auto const taken = co_await maildrop_.scan();
    static_cast<void>(taken);
}

net::task<void> life::administer(admin_move move, std::string mark) {
    if (is_over()) co_return;
    auto& one = world_.letters[mark];
    if (move == admin_move::hold) one.hold_asked = true;
    if (move == admin_move::release) one.held = false;
    if (move == admin_move::remove) one.removal_asked = true;
    auto const failed = co_await manager_.administer(move, one.number);
    if (failed && !is_over()) world_.complain(mark + ": cannot be moved: " + failed.message());
    if (failed) co_return;
    if (move == admin_move::hold) one.held = true;
    if (move == admin_move::release) one.hold_asked = false;
    if (move == admin_move::remove) one.removed = true;
}

net::task<void> life::retry(std::string mark) {
    if (is_over()) co_return;
    auto const failed = co_await manager_.flush(world_.letters[mark].number);
    if (failed && !is_over()) world_.complain(mark + ": cannot be tried: " + failed.message());
}

net::task<void> life::requeue(std::string mark) {
    if (is_over()) co_return;
    auto& one = world_.letters[mark];
    one.hold_asked = true;    // on its way; a crash leaves it there
    mailstead::test::mem_stream wire(executor_, base::system_clock(), {}, {});
    wire.push("requeue " + id_text(one.number) + "\n");
    wire.hang_up();
    admin_names names;
    names.hostname = "store.example";
    names.mail_name = "Mailstead";
    co_await serve_admin(wire, std::string(), *queue_, here_, manager_, disk_, std::move(names));
    auto const answer = wire.output();
    if (answer.starts_with("ok ")) {
        one.number = *id_number(answer.substr(3, answer.size() - 4));
        one.hold_asked = false;
    } else if (!is_over()) {
        world_.complain(mark + ": cannot be requeued: " + answer);
    }
}

net::task<std::vector<stored_message>> life::rows() {
    std::vector<stored_message> out;
    auto work = [&out](store_db& db) -> result<void> {
        auto got = db.page(0, 100000);
        if (!got) return got.error();
        out = std::move(*got);
        return {};
    };
    awaited_change reading(job::kind::read, work);
    auto const failed = co_await perform(queue_->writer(), here_, reading);
    static_cast<void>(failed);    // the power went
    co_return out;
}

net::task<bool> life::drained(bool held_ones_stay) {
    for (int i = 0; i < 3000 && !is_over(); ++i) {
        auto const all = co_await rows();
        auto const waits = [&](auto const& row) { return !held_ones_stay || state_of(row) != state::hold; };
        if (std::none_of(all.begin(), all.end(), waits)) co_return !is_over();
        co_await pause(executor_, milliseconds(1));
    }
    co_return false;
}

net::task<void> life::in_state(std::string mark, state wanted) {
    for (int i = 0; i < 3000 && !is_over(); ++i) {
        auto const number = world_.letters[mark].number;
        auto const all = co_await rows();
        auto const is_it = [&](auto const& row) { return row.number == number && state_of(row) == wanted; };
        if (std::any_of(all.begin(), all.end(), is_it)) co_return;
        co_await pause(executor_, milliseconds(1));
    }
    if (!is_over()) world_.complain(mark + ": does not come into the state it should");
}

net::task<void> life::check_blocks() {
    auto const all = co_await rows();
    auto const used = queue_->segments().blocks_in_use();
    if (!is_over() && used != blocks_of(all)) world_.complain(fmt::format("{} blocks in use, {} in rows", used, blocks_of(all)));
}

net::task<void> life::end() {
    co_await manager_.stop(milliseconds(100));
    queue_->stop();
}

}  // namespace mailstead::mta::queue::crash
