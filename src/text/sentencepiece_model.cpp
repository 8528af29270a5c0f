#include "text/sentencepiece_model.h"

#include <bit>
#include <cstring>

#include "base/utf8.h"

namespace qed::text {
namespace {

// One field of a protobuf message: a number (varint or fixed) or bytes.
struct Field {
  std::uint32_t number = 0;
  std::uint64_t value = 0;
  std::string_view bytes;
};

// The fields of a message in order. Only what the wire format says; unknown fields are the caller's to skip.
class Message {
 public:
  Message(std::string_view bytes, std::string_view place) : rest_(bytes), size_(bytes.size()), place_(place) {}

  bool done() const { return rest_.empty(); }

  Result<Field> next() {
    const std::uint64_t key = QED_TRY(varint());
    Field field;
    field.number = static_cast<std::uint32_t>(key >> 3);
    switch (key & 7) {
      case 0:
        field.value = QED_TRY(varint());
        return field;
      case 1:
        field.value = QED_TRY(fixed(8));
        return field;
      case 2:
        field.bytes = QED_TRY(take(QED_TRY(varint())));
        return field;
      case 5:
        field.value = QED_TRY(fixed(4));
        return field;
      default:
        return corrupt();
    }
  }

 private:
  std::unexpected<Error> corrupt() const {
    return fail(Errc::kCorrupt, "{}: malformed protobuf at byte {} of {}", place_, size_ - rest_.size(), size_);
  }

  Result<std::uint64_t> varint() {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 64 && !rest_.empty(); shift += 7) {
      const auto byte = static_cast<unsigned char>(rest_.front());
      rest_.remove_prefix(1);
      value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
      if (byte < 0x80) return value;
    }
    return corrupt();
  }

  Result<std::string_view> take(std::uint64_t count) {
    if (count > rest_.size()) return corrupt();
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
  }

  Result<std::uint64_t> fixed(std::size_t count) {
    const std::string_view taken = QED_TRY(take(count));
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < count; ++i)
      value |= static_cast<std::uint64_t>(static_cast<unsigned char>(taken[i])) << (8 * i);
    return value;
  }

  std::string_view rest_;
  std::size_t size_;
  std::string_view place_;
};

// Field numbers of sentencepiece_model.proto, as far as they matter.
enum ModelField { kPieces = 1, kTrainer = 2, kNormalizer = 3 };
enum PieceField { kPiece = 1, kScore = 2, kType = 3 };
enum TrainerField { kModelType = 3, kBlankAsSuffix = 24, kByteFallback = 35, kUnkId = 40, kBosId = 41, kEosId = 42 };
enum NormalizerField { kNormalizerName = 1, kCharsMap = 2, kDummyPrefix = 3, kRemoveBlanks = 4, kEscapeBlanks = 5 };
enum ModelType { kUnigramModel = 1, kBpeModel = 2 };

// Ids are int32 in the file: -1 says that there is none.
std::optional<TokenId> optional_id(std::uint64_t value) {
  const auto id = static_cast<std::int32_t>(value);
  return id < 0 ? std::nullopt : std::optional(static_cast<TokenId>(id));
}

class Importer {
 public:
  explicit Importer(std::string_view place) : place_(place) {}

  Result<Vocabulary> run(std::string_view bytes) {
    result_.normaliser.prefix = Normaliser::Prefix::kAlways;  // the defaults of the format
    result_.normaliser.collapse_blanks = true;
    result_.normaliser.escape_blanks = true;
    result_.fuse_unknown = true;
    result_.unknown = 0;
    result_.bos = 1;
    result_.eos = 2;
    for (Message model(bytes, place_); !model.done();) {
      const Field field = QED_TRY(model.next());
      if (field.number == kPieces) QED_TRY(read_piece(field.bytes));
      if (field.number == kTrainer) QED_TRY(read_trainer(field.bytes));
      if (field.number == kNormalizer) QED_TRY(read_normaliser(field.bytes));
    }
    return finish();
  }

 private:
  Result<void> read_piece(std::string_view bytes) {
    std::string_view spelling;
    float score = 0;
    std::uint64_t type = 1;
    for (Message piece(bytes, place_); !piece.done();) {
      const Field field = QED_TRY(piece.next());
      if (field.number == kPiece) spelling = field.bytes;
      if (field.number == kScore) score = std::bit_cast<float>(static_cast<std::uint32_t>(field.value));
      if (field.number == kType) type = field.value;
    }
    const std::size_t number = result_.tokens.size();
    if (type < 1 || type > 6) return fail(Errc::kCorrupt, "{}: piece {} has the unknown type {}", place_, number, type);
    if (spelling.empty() || utf8::find_invalid(spelling))
      return fail(Errc::kCorrupt, "{}: piece {} is empty or not valid UTF-8", place_, number);
    if (number >= kMaxTokens || !result_.tokens.append(spelling))
      return fail(Errc::kLimitExceeded, "{}: more than {} pieces", place_, kMaxTokens);
    result_.types.push_back(static_cast<TokenType>(type));
    result_.scores.push_back(score);
    if (result_.types.back() == TokenType::kControl)
      result_.added.push_back({.id = static_cast<TokenId>(number), .text = std::string(spelling), .special = true});
    return {};
  }

  Result<void> read_trainer(std::string_view bytes) {
    for (Message trainer(bytes, place_); !trainer.done();) {
      const Field field = QED_TRY(trainer.next());
      if (field.number == kModelType) model_type_ = field.value;
      if (field.number == kByteFallback) result_.byte_fallback = field.value != 0;
      if (field.number == kUnkId) result_.unknown = optional_id(field.value);
      if (field.number == kBosId) result_.bos = optional_id(field.value);
      if (field.number == kEosId) result_.eos = optional_id(field.value);
      if (field.number == kBlankAsSuffix && field.value != 0)
        return fail(Errc::kUnsupported, "{}: treat_whitespace_as_suffix is not supported", place_);
    }
    return {};
  }

  Result<void> read_normaliser(std::string_view bytes) {
    std::string_view name, characters_map;
    for (Message spec(bytes, place_); !spec.done();) {
      const Field field = QED_TRY(spec.next());
      if (field.number == kNormalizerName) name = field.bytes;
      if (field.number == kCharsMap) characters_map = field.bytes;
      if (field.number == kDummyPrefix)
        result_.normaliser.prefix = field.value != 0 ? Normaliser::Prefix::kAlways : Normaliser::Prefix::kNever;
      if (field.number == kRemoveBlanks) result_.normaliser.collapse_blanks = field.value != 0;
      if (field.number == kEscapeBlanks) result_.normaliser.escape_blanks = field.value != 0;
    }
    if (characters_map.empty()) return {};
    return fail(Errc::kUnsupported, "{}: the normaliser '{}' is not supported, only 'identity'", place_,
                utf8::sanitized(name.substr(0, 80)));
  }

  Result<Vocabulary> finish() {
    if (result_.tokens.size() == 0) return fail(Errc::kCorrupt, "{}: holds no pieces", place_);
    if (model_type_ != kUnigramModel && model_type_ != kBpeModel)
      return fail(Errc::kUnsupported, "{}: model type {} is not supported, only unigram (1) and BPE (2)", place_,
                  model_type_);
    result_.algorithm = model_type_ == kBpeModel ? Algorithm::kScores : Algorithm::kUnigram;
    // Ids that the trainer named or left at their defaults count only where there is such a piece.
    const auto keep = [&](std::optional<TokenId>& id, TokenType type) {
      if (id && (*id >= result_.types.size() || result_.types[*id] != type)) id.reset();
    };
    keep(result_.unknown, TokenType::kUnknown);
    keep(result_.bos, TokenType::kControl);
    keep(result_.eos, TokenType::kControl);
    if (result_.bos) result_.prefix = {*result_.bos};
    result_.strip_first_blank = result_.normaliser.prefix != Normaliser::Prefix::kNever;
    return std::move(result_);
  }

  std::string_view place_;
  std::uint64_t model_type_ = kUnigramModel;
  Vocabulary result_;
};

}  // namespace

Result<Vocabulary> parse_sentencepiece_model(std::string_view bytes, std::string_view place) {
  if (bytes.size() > kMaxSentencePieceBytes)
    return fail(Errc::kLimitExceeded, "{}: {} bytes long, at most {}", place, bytes.size(), kMaxSentencePieceBytes);
  return Importer(place).run(bytes);
}

}  // namespace qed::text
