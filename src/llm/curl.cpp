#include "llm/curl.h"

#include <dlfcn.h>
#include <fmt/core.h>

#include <cstdio>
#include <cstdlib>

#include "base/error.h"

namespace qed::llm {
namespace {

template <class Function>
void find(void* library, const char* name, Function*& function) {
  void* const symbol = library ? dlsym(library, name) : nullptr;
  if (!symbol) {
    fmt::print(stderr, "qed: {}\n", dlerror());
    std::_Exit(exit_status(Errc::kUnavailable));
  }
  function = reinterpret_cast<Function*>(symbol);
}

Curl load() {
  // The soname whose interface the headers describe.
  void* const library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
  Curl found{};
#define QED_CURL_FIND(name) find(library, "curl_" #name, found.name);
  QED_CURL_FUNCTIONS(QED_CURL_FIND)
#undef QED_CURL_FIND
  return found;
}

}  // namespace

const Curl& curl() {
  static const Curl loaded = load();
  return loaded;
}

}  // namespace qed::llm
