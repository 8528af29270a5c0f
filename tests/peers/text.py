"""Compares qed's tokenizers with the libraries `tokenizers` and `sentencepiece`, and its chat templates with `jinja2`.

usage: text.py BUILD_FOLDER [TOKENIZER_FILE…]

Vocabularies are trained on the spot; further tokenizer.json files may be named. Prints a line for each comparison and
exits with 1 where anything differs.
"""
import glob
import json
import os
import random
import struct
import subprocess
import sys
import sysconfig
import tempfile

import templates
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

QWEN2 = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|"
         r"\s+(?!\S)|\s+")
LLAMA3 = QWEN2.replace(r"|\p{N}|", r"|\p{N}{1,3}|")


def english_and_code(random, size):
    """The standard library of the running Python: code, and English in its comments."""
    files = sorted(glob.glob(os.path.join(sysconfig.get_path("stdlib"), "*.py")))
    random.shuffle(files)
    text = ""
    for file in files:
        text += open(file, encoding="utf-8", errors="ignore").read()
        if len(text) >= size:
            break
    return text[:size]


def chinese(random, size):
    common = "的一是不了人我在有他这为之大来以个中上们到说国和地也子时道出而要于就下得可你年生自会那后能对着事其里所去行过家十用发天如然作方成者多日都三小军二无同么经法当起与好看学进种将还分此心前面又定见只主没公从知问题已求解设函数角形边长点线圆正方程的值等于若则证明"
    text = ""
    while len(text) < size:
        text += "".join(random.choice(common) for _ in range(random.randint(2, 24)))
        text += random.choice(["，", "。", "？", "：", "；", "、", " ", "\n", "（1）", "x=3", "2024年", "！\n"])
    return text


def nepali(random, size):
    consonants = "कखगघचछजझटठडढणतथदधनपफबभमयरलवशषसह"
    vowels = ["", "ा", "ि", "ी", "ु", "ू", "े", "ै", "ो", "ौ", "ं", "ँ", "्य", "्र", "़"]
    text = ""
    while len(text) < size:
        word = "".join(random.choice(consonants) + random.choice(vowels) for _ in range(random.randint(1, 5)))
        text += word + random.choice([" ", " ", " ", "। ", ", ", "\n", " १२३ ", "-"])
    return text


def latex(random, size):
    atoms = ["x", "y_1", "\\alpha", "\\frac{1}{2}", "\\sqrt{3}", "x^{2}", "\\sum_{i=1}^{n}", "\\int_0^1", "3.14", "\\cdot",
             "\\leq", "\\mathbb{R}", "f'(x)", "\\text{area}", "\\left(", "\\right)", "\\boxed{42}", "1{,}000", "&", "\\\\"]
    text = ""
    while len(text) < size:
        text += "$" + random.choice([" ", ""]).join(random.choice(atoms) for _ in range(random.randint(2, 15))) + "$"
        text += random.choice([" and ", ".\n", "\n\n", ", where ", "  \t", "\r\n"])
    return text


def odd(random, size):
    """Whatever is likely to break a scanner: blanks of all kinds, marks, contractions, halves of compositions."""
    parts = [" ", "  ", "\t", "\n", "\r\n", "\r", "\u00a0", "\u3000", "\u2028", "\u0085", "\u200b", "\u200d", "'s", "'S", "'LL",
             "'ve", "'\u017f", "'", "’s", "e\u0301", "\u0301", "é", "Å", "\u212b", "ﬁ", "가", "\u1100\u1161\u11a8", "़", "ऩ", "²", "½",
             "Ⅷ", "٣", "१२३४", "1234567", "a", "B", "ß", "İ", "🙂", "👩\u200d👩\u200d👧", "\u0e33", "ไทย", "עברית", "العربية", "_", "--",
             "...", "!?", "<|im_start|>", "<|im_end|>", "<|im_", "|>", "<think>", "\u0000", "\u007f", "\ue000", "\U0010ffff", "ⓐ", "▁",
             "\u0323\u0307", "\u0307\u0323", "q\u0323\u0307", "q\u0307\u0323"]
    text = ""
    while len(text) < size:
        text += random.choice(parts)
    return text


def every_character():
    """Each code point between letters, digits, blanks and its like."""
    codes = [c for c in range(0x110000) if not 0xD800 <= c <= 0xDFFF]
    for start in range(0, len(codes), 64):
        yield "".join(f"a{chr(c)}b {chr(c)}{chr(c)}1{chr(c)} '{chr(c)} \n{chr(c)}" for c in codes[start:start + 64])


def cut(random, text):
    pieces, at = [], 0
    while at < len(text):
        length = random.choice([1, 3, 10, 40, 200, 1000, 5000])
        pieces.append(text[at:at + length])
        at += length
    return pieces


def corpus(seed):
    generator = random.Random(seed)
    texts = []
    for make, size in ((english_and_code, 700_000), (chinese, 300_000), (nepali, 200_000), (latex, 200_000), (odd, 200_000)):
        texts += cut(generator, make(generator, size))
    return texts


def run(program, arguments, texts):
    """What a program says of each text, given as JSON lines."""
    lines = "".join(json.dumps(text) + "\n" for text in texts)
    answer = subprocess.run([program, *arguments], input=lines.encode(), stdout=subprocess.PIPE, check=True)
    return [json.loads(line) for line in answer.stdout.splitlines()]


def compare(name, program, file, texts, expected_ids, expected_text):
    differences = 0
    found = run(program, [file], texts)
    for text, got in zip(texts, found):
        ids = expected_ids(text)
        wrong = "ids" if got["ids"] != ids else "text" if got["text"] != expected_text(ids) else None
        if wrong:
            differences += 1
            if differences <= 3:
                at = next((i for i, (a, b) in enumerate(zip(got["ids"], ids)) if a != b), min(len(got["ids"]), len(ids)))
                print(f"  {wrong} differ at token {at}: {text[:80]!r}: {got['ids'][at - 2:at + 6]} expected {ids[at - 2:at + 6]}"
                      + (f"; {got['text'][:60]!r} expected {expected_text(ids)[:60]!r}" if wrong == "text" else ""))
    size = sum(len(text.encode()) for text in texts) / 1e6
    print(f"{name}: {len(texts)} texts, {size:.1f} MB, {differences} differ", flush=True)
    return differences + abs(len(found) - len(texts))


def byte_level(pattern, added, size, texts, ignore_merges=False):
    tokenizer = Tokenizer(models.BPE(ignore_merges=ignore_merges))
    tokenizer.normalizer = normalizers.NFC()
    split = pre_tokenizers.Split(Regex(pattern), "isolated")
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([split, pre_tokenizers.ByteLevel(False, use_regex=False)])
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(vocab_size=size, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False)
    tokenizer.train_from_iterator(texts, trainer)
    tokenizer.add_tokens(added)
    return tokenizer


def gpt2(size, texts):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=True)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(vocab_size=size, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False)
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def characters(size, texts, metaspace):
    """As the files of Llama 2 and Mistral: BPE over characters with bytes to fall back on."""
    alphabet = ["<unk>", "<s>", "</s>"] + [f"<0x{byte:02X}>" for byte in range(256)]
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    if metaspace:
        tokenizer.pre_tokenizer = pre_tokenizers.Metaspace("▁", prepend_scheme=metaspace, split=metaspace == "always")
    else:
        tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    tokenizer.decoder = decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)])
    trainer = trainers.BpeTrainer(vocab_size=size, special_tokens=alphabet, limit_alphabet=600, max_token_length=12, show_progress=False)
    tokenizer.train_from_iterator((line for text in texts for line in text.split("\n")), trainer)
    content = json.loads(tokenizer.to_str())
    content["added_tokens"] = [token for token in content["added_tokens"] if not token["content"].startswith("<0x")]
    return Tokenizer.from_str(json.dumps(content))


def gguf_metadata(path):
    """Keys and values of a GGUF file's head."""
    with open(path, "rb") as file:
        def number(code):
            return struct.unpack("<" + code, file.read(struct.calcsize(code)))[0]

        def value(kind):
            if kind == 8:
                return file.read(number("Q")).decode()
            if kind == 9:
                kind = number("I")
                return [value(kind) for _ in range(number("Q"))]
            return number("BbHhIif?__QqdX"[kind])

        assert file.read(4) == b"GGUF"
        number("I"), number("Q")
        return {value(8): value(number("I")) for _ in range(number("Q"))}


def compare_fixture(program, texts):
    """The vocabulary of the parity fixtures, which qed reads from GGUF itself."""
    path = os.path.join(templates.HERE, "..", "data", "parity", "tiny-qwen2-q8_0.gguf")
    data = gguf_metadata(path)
    tokens, kinds = data["tokenizer.ggml.tokens"], data["tokenizer.ggml.token_type"]
    merges = [tuple(pair.split(" ")) for pair in data["tokenizer.ggml.merges"]]
    tokenizer = Tokenizer(models.BPE(vocab={token: i for i, token in enumerate(tokens)}, merges=merges))
    tokenizer.normalizer = normalizers.NFC()
    split = pre_tokenizers.Split(Regex(QWEN2), "isolated")
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([split, pre_tokenizers.ByteLevel(False, use_regex=False)])
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken(token, normalized=False) for token, kind in zip(tokens, kinds) if kind == 3])
    return compare("fixture vocabulary in GGUF", program, path, texts, lambda text: tokenizer.encode(text).ids,
                   lambda ids: tokenizer.decode(ids, skip_special_tokens=False))


def compare_tokenizer(name, program, tokenizer, texts, folder):
    file = os.path.join(folder, "tokenizer.json")
    tokenizer.save(file)
    return compare(name, program, file, texts, lambda text: tokenizer.encode(text, add_special_tokens=False).ids,
                   lambda ids: tokenizer.decode(ids, skip_special_tokens=False))


def compare_sentencepiece(program, texts, folder):
    try:
        import sentencepiece
    except ImportError:
        print("sentencepiece: skipped, the library is not here")
        return 0
    differences = 0
    training = os.path.join(folder, "training.txt")
    with open(training, "w", encoding="utf-8") as file:
        file.write("\n".join(line for text in texts for line in text.replace("\0", " ").split("\n") if line))
    texts = [text for text in texts if "\0" not in text and "▁" not in text]
    for kind, blanks, byte_fallback in (("bpe", False, True), ("bpe", True, False), ("unigram", False, True)):
        prefix = os.path.join(folder, f"{kind}-{blanks}")
        sentencepiece.SentencePieceTrainer.train(
            input=training, model_prefix=prefix, vocab_size=4000, model_type=kind, normalization_rule_name="identity",
            remove_extra_whitespaces=blanks, byte_fallback=byte_fallback, character_coverage=0.99, minloglevel=2,
            user_defined_symbols=["<think>", "1{,}000"], num_threads=2)
        peer = sentencepiece.SentencePieceProcessor(model_file=prefix + ".model")
        control = {"<s>", "</s>"}
        plain = [text for text in texts if not any(mark in text for mark in control)]
        differences += compare(f"sentencepiece {kind}{', extra blanks removed' if blanks else ''}", program, prefix + ".model",
                               plain, peer.encode, lambda ids: peer.decode(ids) if byte_fallback else None) if byte_fallback \
            else compare_ids(f"sentencepiece {kind}, extra blanks removed, no bytes", program, prefix + ".model", plain, peer.encode)
    return differences


def compare_ids(name, program, file, texts, expected_ids):
    wrong = [text for text, got in zip(texts, run(program, [file], texts)) if got["ids"] != expected_ids(text)]
    for text in wrong[:3]:
        print(f"  ids differ: {text[:80]!r}")
    print(f"{name}: {len(texts)} texts, {len(wrong)} differ", flush=True)
    return len(wrong)


def main():
    build, named = sys.argv[1], sys.argv[2:]
    program = os.path.join(build, "tests", "peer_tokenize")
    texts, training = corpus(seed=1), corpus(seed=2)
    added = [AddedToken("<|im_start|>", special=True, normalized=False), AddedToken("<|im_end|>", special=True, normalized=False),
             AddedToken("<think>", special=False, normalized=False), AddedToken("<|im_", normalized=True, lstrip=True),
             AddedToken("|>", normalized=False, rstrip=True), AddedToken("ai", normalized=False, single_word=True)]
    differences = 0
    with tempfile.TemporaryDirectory() as folder:
        differences += compare_fixture(program, texts)
        qwen2 = byte_level(QWEN2, added, 20_000, training)
        differences += compare_tokenizer("qwen2, 20,000 tokens", program, qwen2, texts, folder)
        differences += compare_tokenizer("qwen2, every character", program, qwen2, list(every_character()), folder)
        small = byte_level(QWEN2, added, 512, training)
        differences += compare_tokenizer("qwen2, 512 tokens", program, small, texts, folder)
        llama3 = byte_level(LLAMA3, added, 8_000, training, ignore_merges=True)
        differences += compare_tokenizer("llama3, 8,000 tokens, merges ignored", program, llama3, texts, folder)
        differences += compare_tokenizer("gpt2, 8,000 tokens", program, gpt2(8_000, training), texts, folder)
        for metaspace in (None, "always", "first"):
            peer = characters(6_000, training, metaspace)
            differences += compare_tokenizer(f"characters, metaspace {metaspace}", program, peer, texts, folder)
        for file in named:
            differences += compare_tokenizer(file, program, Tokenizer.from_file(file), texts, folder)
        differences += compare_sentencepiece(program, texts, folder)
    differences += templates.compare(os.path.join(build, "tests", "peer_render"), run)
    sys.exit(1 if differences else 0)


if __name__ == "__main__":
    main()
