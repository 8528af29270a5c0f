#include <fmt/format.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/line_input.h"
#include "cli/local_model.h"
#include "cli/sampling_options.h"
#include "cli/tiers.h"

namespace qed::cli {
namespace {

constexpr std::string_view kHelp =
    "/reset        forget the conversation\n"
    "/system TEXT  tell the model who it is; without TEXT, nothing\n"
    "/save FILE    write the conversation as JSON\n"
    "/help         this list\n"
    "Ctrl-C stops an answer; at the prompt, it and Ctrl-D leave.\n";

// A conversation with one model.
class Chat {
 public:
  Chat(llm::LocalModel& model, llm::Sampling sampling, std::string system, bool terminal, Interrupt& interrupt)
      : model_(model),
        sampling_(std::move(sampling)),
        system_(std::move(system)),
        terminal_(terminal),
        interrupt_(interrupt) {}

  Result<void> run() {
    LineInput input(STDIN_FILENO);
    if (terminal_) QED_TRY(print("/help lists what else can be said.\n"));
    for (;;) {
      interrupt_.renew();
      if (terminal_) QED_TRY(print("\n> "));
      const std::optional<std::string> line = QED_TRY(input.next(interrupt_.token()));
      if (!line) return terminal_ ? print("\n") : Result<void>();
      const std::string_view words = text::trim(*line);
      if (words.empty()) continue;
      Result<void> done = words.starts_with('/') ? obey(words) : answer(std::string(words));
      // What is wrong with one line is no reason to lose the conversation; a closed output is.
      if (!done && (done.error().code == Errc::kIo || !terminal_)) return done;
      if (!done)
        QED_TRY(
            print(fmt::format("qed: {}{}\n", done.error().message,
                              done.error().code == Errc::kLimitExceeded ? "; /reset forgets the conversation" : "")));
    }
  }

 private:
  static Result<void> print(std::string_view text) { return write_all(STDOUT_FILENO, text, "standard output"); }

  Result<void> obey(std::string_view words) {
    const std::size_t blank = words.find(' ');
    const std::string_view command = words.substr(0, blank);
    const std::string rest(blank == std::string_view::npos ? std::string_view() : text::trim(words.substr(blank)));
    if (command == "/help") return print(kHelp);
    if (command == "/save" && !rest.empty()) return save(rest);
    if (command == "/reset") {
      turns_.clear();
    } else if (command == "/system") {
      system_ = rest;
    } else {
      return fail(Errc::kInvalidInput, "{}: expected /reset, /system TEXT, /save FILE or /help", words);
    }
    return {};
  }

  std::vector<llm::Message> messages() const {
    std::vector<llm::Message> all;
    if (!system_.empty()) all.push_back({.role = "system", .content = system_, .image = {}});
    all.insert(all.end(), turns_.begin(), turns_.end());
    return all;
  }

  Result<void> save(const std::string& path) const {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const llm::Message& message : messages())
      list.push_back({{"role", message.role}, {"content", message.content}});
    const Result<void> written = write_file(path, list.dump(2) + "\n");
    if (!written) return fail(Errc::kInvalidInput, "{}", written.error().message);
    return {};
  }

  // Streams the answer. Of one that was stopped, what was said stays said; a question that failed is forgotten.
  Result<void> answer(std::string question) {
    turns_.push_back({.role = "user", .content = std::move(question), .image = {}});
    llm::Request request;
    request.messages = messages();
    request.sampling = sampling_;
    std::string said;
    Result<void> printed;
    const llm::TokenSink sink = [&](int, std::string_view piece) {
      said += piece;
      if (printed) printed = print(piece);
    };
    const auto generations = model_.sample(request, sink, interrupt_.token());
    QED_TRY(std::move(printed));
    const bool stopped = !generations && generations.error().code == Errc::kCancelled;
    if (generations || (stopped && !said.empty()))
      turns_.push_back({.role = "assistant", .content = said, .image = {}});
    else
      turns_.pop_back();
    if (!generations && !stopped) return std::unexpected(generations.error());
    if (stopped && !terminal_) return std::unexpected(generations.error());
    const bool cut = generations && generations->front().finish == llm::Finish::kLength;
    return print(stopped ? "\n[stopped]\n" : cut && terminal_ ? "\n[--max-tokens reached]\n" : "\n");
  }

  llm::LocalModel& model_;
  const llm::Sampling sampling_;
  std::string system_;
  std::vector<llm::Message> turns_;  // of user and assistant
  const bool terminal_;
  Interrupt& interrupt_;
};

Result<int> run_chat(const Arguments& arguments) {
  if (arguments.positional().size() != 1)
    return fail(Errc::kInvalidInput, "qed chat: expected one model, found {} words", arguments.positional().size());
  llm::Sampling sampling = QED_TRY(read_sampling(arguments));
  Interrupt interrupt;
  const auto model = QED_TRY(open_local_model(arguments.positional()[0], arguments, interrupt.token()));
  const bool terminal = isatty(STDIN_FILENO) != 0 && isatty(STDOUT_FILENO) != 0;
  Chat chat(*model, std::move(sampling), arguments.text("system"), terminal, interrupt);
  QED_TRY(chat.run());
  return 0;
}

}  // namespace

extern const Command kChat;
const Command kChat{
    .name = "chat",
    .summary = "Talk with a model of this machine.",
    .positional = "MODEL",
    .description =
        "MODEL is a GGUF file, a Hugging Face folder or a fetched ORG/MODEL. Every line is a message; answers appear "
        "as they are written, and the model sees the conversation so far in its own chat format. Ctrl-C stops an "
        "answer; at the prompt, it and Ctrl-D leave. Through a pipe, only the answers are printed.\n\n"
        "Lines that begin with a slash are for qed: /reset forgets the conversation, /system TEXT tells the model who "
        "it is, /save FILE writes the conversation as JSON, /help lists them.",
    .options = joined({{"system", "TEXT", "Tell the model who it is.", ""}},
                      joined(sampling_options(), local_model_options())),
    .examples = {{"qed chat Qwen/Qwen2.5-0.5B-Instruct-GGUF", "A conversation."},
                 {R"(echo "Name a prime." | qed chat --temperature 0 model.gguf)", "One answer through pipes."}},
    .run = run_chat,
};

}  // namespace qed::cli
