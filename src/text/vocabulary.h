// What a tokenizer knows, as data: the same structure is read from tokenizer.json, tokenizer.model and GGUF.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "text/pre_tokenizer.h"
#include "text/string_table.h"

namespace qed::text {

using TokenId = std::uint32_t;

// Bounds on foreign vocabularies; the readers refuse what is beyond. The largest known model has 262,144 tokens.
inline constexpr std::size_t kMaxTokens = 1 << 22;
inline constexpr std::size_t kMaxMerges = 1 << 22;
inline constexpr std::size_t kMaxAddedTokenBytes = 1024;
inline constexpr std::size_t kMaxScoredTokenBytes = 512;

// Numbered as in GGUF and in SentencePiece models.
enum class TokenType : std::uint8_t {
  kNormal = 1,
  kUnknown = 2,
  kControl = 3,      // never stands for text; matched in text only where special tokens are wanted
  kUserDefined = 4,  // stands for its text, which is never cut or merged
  kUnused = 5,
  kByte = 6,  // "<0x0A>": one byte
};

enum class Algorithm : std::uint8_t {
  kMerges,   // byte pair encoding, by a ranked list of merges
  kScores,   // byte pair encoding of SentencePiece: the pair whose concatenation has the highest score merges first
  kUnigram,  // the segmentation with the highest sum of scores
};

// A pair of tokens and what it becomes. Lower ranks merge first, the leftmost of equal ones.
struct Merge {
  TokenId left, right, result;
  std::uint32_t rank;
};

// A text that is cut out before anything else happens to its surroundings.
struct AddedToken {
  TokenId id = 0;
  std::string text;
  bool special = false;      // a control token: skipped where special tokens are not wanted
  bool single_word = false;  // only where no word character touches it
  bool lstrip = false;       // takes the white space before it along
  bool rstrip = false;       // and after it
  bool normalized = false;   // looked for in normalised text
};

// How text is rewritten before it is cut into pieces, in this order.
struct Normaliser {
  enum class Prefix : std::uint8_t {
    kNever,
    kAlways,             // a blank before every run of text
    kUnlessPresent,      // … that does not start with one
    kFirstUnlessPresent  // … only at the very start of the text
  };
  bool nfc = false;
  bool collapse_blanks = false;  // none at the ends, runs become one
  Prefix prefix = Prefix::kNever;
  bool escape_blanks = false;  // U+0020 becomes U+2581
};

struct Vocabulary {
  Algorithm algorithm = Algorithm::kMerges;
  StringTable tokens;            // by id; an empty text is an id without a token
  std::vector<TokenType> types;  // as many
  std::vector<float> scores;     // as many under kScores and kUnigram, else none
  std::vector<Merge> merges;     // under kMerges
  std::vector<AddedToken> added;

  bool byte_level = false;         // tokens other than added ones are spelt in the byte alphabet
  bool byte_fallback = false;      // characters that are no token are spelt by kByte tokens
  bool ignore_merges = false;      // a piece that is a token is that token, whatever the merges say
  bool fuse_unknown = false;       // neighbouring unknown characters become one kUnknown
  bool strip_first_blank = false;  // decoding undoes the prefix
  Normaliser normaliser;
  PreTokenizer pre_tokenizer = PreTokenizer::kNone;

  std::optional<TokenId> unknown, bos, eos;
  std::vector<TokenId> prefix, suffix;  // what encoding a whole text adds around it
};

}  // namespace qed::text
