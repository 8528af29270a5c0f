// A report comes from the process that ran a foreign program: any bytes give a report whose text is valid UTF-8.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/error.h"
#include "base/utf8.h"
#include "program/report.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view payload(reinterpret_cast<const char*>(data), size);
  const qed::program::Report report = qed::program::read_report(payload);
  for (const std::string* text : {&report.answer, &report.answer_type, &report.latex, &report.failed_test})
    QED_CHECK(!qed::utf8::find_invalid(*text));
  QED_CHECK(report.status != qed::program::Status::kSandboxError);
  QED_CHECK(report.value.size() <= size);
  return 0;
}
