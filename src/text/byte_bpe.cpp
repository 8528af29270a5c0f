#include <array>

#include "text/byte_alphabet.h"
#include "text/merger.h"
#include "text/piece_encoder.h"

namespace qed::text {
namespace {

// Byte-level BPE. Most pieces of everyday text are a token as a whole: one look-up finds those. A token is in that
// index only where merging its bytes gives it back, which some vocabularies do not grant for all of their tokens.
class ByteBpe final : public PieceEncoder {
 public:
  explicit ByteBpe(const Vocabulary& vocabulary) : merger_(vocabulary.merges), whole_(vocabulary.tokens.size()) {
    spellings_.reserve(vocabulary.tokens.size(), 0);
    for (TokenId id = 0; id < vocabulary.tokens.size(); ++id) {
      const bool normal = vocabulary.types[id] == TokenType::kNormal;
      const std::string bytes = normal ? read_bytes(vocabulary.tokens[id]).value_or("") : "";
      QED_CHECK(spellings_.append(bytes));  // no longer than the vocabulary's own table
      if (bytes.size() == 1) byte_tokens_[static_cast<unsigned char>(bytes[0])] = id;
    }
    unknown_ = vocabulary.unknown;
    std::vector<TokenId> merged;
    for (TokenId id = 0; id < vocabulary.tokens.size(); ++id) {
      if (spellings_[id].empty()) continue;
      merged.clear();
      merge(spellings_[id], merged);
      if (vocabulary.ignore_merges || merged == std::vector<TokenId>{id}) whole_.insert(spellings_, id);
    }
  }

  void encode(std::string_view piece, std::vector<TokenId>& tokens) const override {
    if (const std::optional<TokenId> whole = whole_.find(spellings_, piece)) {
      tokens.push_back(*whole);
      return;
    }
    thread_local std::vector<TokenId> symbols;
    symbols.clear();
    merge(piece, symbols);
    tokens.insert(tokens.end(), symbols.begin(), symbols.end());
  }

 private:
  void merge(std::string_view bytes, std::vector<TokenId>& symbols) const {
    for (const char byte : bytes) {
      const std::optional<TokenId> token = byte_tokens_[static_cast<unsigned char>(byte)];
      if (token || unknown_) symbols.push_back(token ? *token : *unknown_);
    }
    merger_.merge(symbols);
  }

  Merger merger_;
  StringTable spellings_;  // the bytes of each token; empty where it is none of text
  StringIndex whole_;
  std::array<std::optional<TokenId>, 256> byte_tokens_;
  std::optional<TokenId> unknown_;
};

}  // namespace

std::unique_ptr<PieceEncoder> make_byte_bpe(const Vocabulary& vocabulary) {
  return std::make_unique<ByteBpe>(vocabulary);
}

}  // namespace qed::text
