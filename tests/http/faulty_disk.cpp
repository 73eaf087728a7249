#include "faulty_disk.h"

#include <doctest/doctest.h>
#include <sqlite3.h>

#include <atomic>
#include <cerrno>
#include <new>

namespace vitrine::tests {
namespace {

std::atomic<int> healthy_left{-1};  // -1: nothing fails
std::atomic<int> error_now{0};
std::atomic<bool> failed{false};
sqlite3_vfs* real = nullptr;
sqlite3_vfs shim;

// The real file lies right behind it.
struct File {
    sqlite3_file base;
    sqlite3_file* inner() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};
sqlite3_file* in(sqlite3_file* file) {
    return reinterpret_cast<File*>(file)->inner();
}

bool fails() {
    int left = healthy_left.load();
    while (left > 0)
        if (healthy_left.compare_exchange_weak(left, left - 1)) return false;
    if (left < 0) return false;
    failed = true;
    errno = error_now;
    return true;
}

// As SQLite's own file system for Unix says it.
int write(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 at) {
    if (fails()) return error_now == ENOSPC ? SQLITE_FULL : SQLITE_IOERR_WRITE;
    return in(file)->pMethods->xWrite(in(file), bytes, count, at);
}
int truncate(sqlite3_file* file, sqlite3_int64 size) {
    if (fails()) return SQLITE_IOERR_TRUNCATE;
    return in(file)->pMethods->xTruncate(in(file), size);
}
int sync(sqlite3_file* file, int flags) {
    if (fails()) return SQLITE_IOERR_FSYNC;
    return in(file)->pMethods->xSync(in(file), flags);
}

int close(sqlite3_file* f) { return in(f)->pMethods->xClose(in(f)); }
int read(sqlite3_file* f, void* into, int count, sqlite3_int64 at) {
    return in(f)->pMethods->xRead(in(f), into, count, at);
}
int size(sqlite3_file* f, sqlite3_int64* out) { return in(f)->pMethods->xFileSize(in(f), out); }
int lock(sqlite3_file* f, int level) { return in(f)->pMethods->xLock(in(f), level); }
int unlock(sqlite3_file* f, int level) { return in(f)->pMethods->xUnlock(in(f), level); }
int reserved(sqlite3_file* f, int* out) { return in(f)->pMethods->xCheckReservedLock(in(f), out); }
int control(sqlite3_file* f, int op, void* arg) {
    return in(f)->pMethods->xFileControl(in(f), op, arg);
}
int sector(sqlite3_file* f) { return in(f)->pMethods->xSectorSize(in(f)); }
int traits(sqlite3_file* f) { return in(f)->pMethods->xDeviceCharacteristics(in(f)); }
int shm_map(sqlite3_file* f, int page, int bytes, int extend, void volatile** out) {
    return in(f)->pMethods->xShmMap(in(f), page, bytes, extend, out);
}
int shm_lock(sqlite3_file* f, int offset, int count, int flags) {
    return in(f)->pMethods->xShmLock(in(f), offset, count, flags);
}
void shm_barrier(sqlite3_file* f) { in(f)->pMethods->xShmBarrier(in(f)); }
int shm_unmap(sqlite3_file* f, int remove) { return in(f)->pMethods->xShmUnmap(in(f), remove); }

const sqlite3_io_methods methods = {2,       close,  read,     write,   truncate, sync,
                                    size,    lock,   unlock,   reserved, control, sector,
                                    traits,  shm_map, shm_lock, shm_barrier, shm_unmap,
                                    nullptr, nullptr};

int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out) {
    const int code = real->xOpen(real, name, in(file), flags, out);
    file->pMethods = in(file)->pMethods ? &methods : nullptr;
    return code;
}
}  // namespace

FaultyDisk::FaultyDisk() {
    heal();
    real = sqlite3_vfs_find(nullptr);
    shim = *real;
    shim.zName = "faulty";
    shim.szOsFile = static_cast<int>(sizeof(File)) + real->szOsFile;
    shim.xOpen = open;
    REQUIRE(sqlite3_vfs_register(&shim, 1) == SQLITE_OK);
}

FaultyDisk::~FaultyDisk() {
    sqlite3_vfs_unregister(&shim);
    sqlite3_vfs_register(real, 1);
}

void FaultyDisk::break_after(int healthy, int error) {
    failed = false;
    error_now = error;
    healthy_left = healthy;
}

bool FaultyDisk::met() const {
    return failed;
}

void FaultyDisk::heal() {
    healthy_left = -1;
    failed = false;
}

}  // namespace vitrine::tests
