# The pinned clang, for libFuzzer.
include(${CMAKE_CURRENT_LIST_DIR}/pins_read.cmake)
set(CMAKE_CXX_COMPILER clang++-${PIN_LLVM_MAJOR})
