// How long one lookup takes: texthash and LMDB with 10,000 keys, a pcre table of 1,000 patterns that is gone through to
// its end, a regexp one for comparison.
#include <benchmark/benchmark.h>
#include <lmdb.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "conf/table.h"

namespace {

using namespace mailstead;

constexpr int rows = 10'000;
constexpr int patterns = 1'000;

std::string key_of(int i) { return fmt::format("user{}@example{}.org", i, i % 97); }

class directory {
public:
    directory() {
        std::string name = (std::filesystem::temp_directory_path() / "table-bench-XXXXXX").string();
        path_ = ::mkdtemp(name.data());
        std::ofstream pairs(file("pairs"));
        for (int i = 0; i < rows; ++i) pairs << key_of(i) << " mailbox" << i << "/\n";
        std::ofstream rules(file("rules"));
        for (int i = 0; i < patterns; ++i)
            rules << "/^(.*)-outgoing" << i << "@(lists|news)[0-9]*\\.example\\.(org|com)$/ 550 use ${1}@${2}\n";
        rules << "/^user([0-9]+)@/ found $1\n";
        write_lmdb();
    }
    ~directory() { std::filesystem::remove_all(path_); }
    std::string file(std::string const& name) const { return path_ + "/" + name; }

private:
    static void must(int code) {
        if (code != 0) std::abort();
    }

    void write_lmdb() const {
        MDB_env* env = nullptr;
        MDB_txn* txn = nullptr;
        MDB_dbi table = 0;
        must(::mdb_env_create(&env));
        must(::mdb_env_set_mapsize(env, 64 << 20));
        must(::mdb_env_open(env, file("pairs.lmdb").c_str(), MDB_NOSUBDIR | MDB_NOLOCK, 0644));
        must(::mdb_txn_begin(env, nullptr, 0, &txn));
        must(::mdb_dbi_open(txn, nullptr, 0, &table));
        for (int i = 0; i < rows; ++i) {
            auto key = key_of(i);
            auto text = fmt::format("mailbox{}/", i);
            MDB_val k{key.size(), key.data()};
            MDB_val v{text.size(), text.data()};
            must(::mdb_put(txn, table, &k, &v, 0));
        }
        must(::mdb_txn_commit(txn));
        ::mdb_env_close(env);
    }

    std::string path_;
};

std::shared_ptr<conf::table> opened(std::string const& type, std::string const& name) {
    static directory const files;
    static conf::settings const values;
    return *conf::open_table(type + ":" + files.file(name), values);
}

void lookups(benchmark::State& state, std::string const& type, std::string const& name) {
    auto const table = opened(type, name);
    std::vector<std::string> keys;
    for (int i = 0; i < 1'000; ++i) keys.push_back(key_of(i * 7 % rows));
    std::size_t next = 0;
    for (auto _ : state) {
        auto const got = table->find(keys[next++ % keys.size()]);
        if (!got || !*got) state.SkipWithError("not found");
        benchmark::DoNotOptimize(got);
    }
}

BENCHMARK_CAPTURE(lookups, texthash, "texthash", "pairs");
BENCHMARK_CAPTURE(lookups, lmdb, "lmdb", "pairs");
BENCHMARK_CAPTURE(lookups, pcre_1000_patterns, "pcre", "rules");
BENCHMARK_CAPTURE(lookups, regexp_1000_patterns, "regexp", "rules");

}  // namespace

BENCHMARK_MAIN();
